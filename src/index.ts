import { contracts } from './contracts/index.js';
import { type ServerOptions, startEmbedded, type Understudy } from './sdk/embedded.js';
import type { ContractSettings } from './simulator/contract/contract.js';

export type { InjectRequest, InjectResponse, Understudy } from './sdk/embedded.js';
export type {
  Duration,
  TokenOptions as TokenWish,
  UnderstudySandbox,
} from './sdk/sandbox-client.js';

/** Settings of an embedded simulator: the server's and, under the name of each contract, the contract's. All have defaults. */
export interface UnderstudyOptions extends ServerOptions, ContractSettings<typeof contracts> {}

/**
 * Starts a simulator inside this process, by default in memory and on a free port. Any number may run at once. Throws an
 * Error that names every bad setting.
 */
export async function createUnderstudy(options: UnderstudyOptions = {}): Promise<Understudy> {
  return startEmbedded(contracts, options);
}
