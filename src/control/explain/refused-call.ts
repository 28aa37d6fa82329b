import type { Contract } from '../../simulator/contract/contract.js';
import type { Operation } from '../../simulator/contract/operation.js';
import type { FieldError } from '../../simulator/contract/problem.js';
import type { JournalEntry } from '../../simulator/journal/entry.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** A refused request with the contract and the operation that it was sent to. */
export interface RefusedCall {
  readonly entry: JournalEntry;
  readonly status: number;
  readonly message: string;
  readonly fieldErrors: readonly FieldError[];
  readonly contract: Contract;
  /** Undefined if no operation has the URL and the method. */
  readonly operation: Operation | undefined;
  /** The requested path, relative to the contract's mount. */
  readonly url: string;
  readonly sandbox: Sandbox;
}
