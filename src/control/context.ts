import type { Writable } from 'node:stream';
import type { Signer } from '../simulator/auth/tokens.js';
import type { Contract } from '../simulator/contract/contract.js';
import type { WorldSpec } from '../store/sandbox/metadata.js';
import type { SandboxRegistry } from '../store/sandbox/registry.js';
import type { StorageFormat } from '../store/storage/format.js';
import type { AdminGuard } from './auth.js';

/** What the control plane works on. */
export interface ControlContext {
  /** The vendors. */
  readonly contracts: readonly Contract[];
  readonly sandboxes: SandboxRegistry;
  /** The world of a sandbox that is made for no other. */
  readonly world: WorldSpec;
  /** What a clock's setting means. Throws StartError when it means nothing. */
  readonly clockState: (setting: string) => unknown;
  /** What sandboxes store. */
  readonly storage: StorageFormat;
  /** The most bytes that an import may have. */
  readonly maxImport: number;
  readonly signer: Signer;
  /** Streams that are open, to be ended when the server closes. */
  readonly streams: Set<Writable>;
  readonly admit: AdminGuard;
}
