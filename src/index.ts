import { contracts } from './contracts/index.js';
import { type ServerOptions, startEmbedded, type Understudy } from './sdk/embedded.js';
import type { ContractSettings } from './simulator/contract/contract.js';

export type { InjectRequest, InjectResponse, Understudy } from './sdk/embedded.js';
export type {
  Duration,
  TokenOptions,
  UnderstudySandbox,
} from './sdk/sandbox-client.js';

/** Settings of an embedded simulator, all optional: the server's, and each contract's under its name. */
export interface UnderstudyOptions extends ServerOptions, ContractSettings<typeof contracts> {}

/**
 * Starts a simulator in this process, by default in memory and on a free port. Several can run at once. Throws an Error
 * that names every invalid setting.
 */
export async function createUnderstudy(options: UnderstudyOptions = {}): Promise<Understudy> {
  return startEmbedded(contracts, options);
}
