import type { ConnectOptions } from './sdk/connect.js';
import type { UnderstudyOptions } from './sdk/types.js';
import type { Understudy } from './sdk/understudy.js';

export type { ConnectOptions } from './sdk/connect.js';
export type {
  CollectionName,
  DataClient,
  DataDocument,
  DataFields,
  DataFilter,
  FindOptions,
  Given,
  GivenKeys,
} from './sdk/data-client.js';
export type { CleanOptions } from './sdk/journal/clean.js';
export type { JournalClient, VerificationError } from './sdk/journal/journal-client.js';
export type { JournalStreamOptions } from './sdk/journal/journal-stream.js';
export type { UnderstudySandbox } from './sdk/sandbox-client.js';
export type { InjectRequest, InjectResponse } from './sdk/transport.js';
export type {
  ContractName,
  Coverage,
  DataDiff,
  DueEvent,
  Duration,
  FaultCreate,
  FaultEffect,
  FaultRule,
  JournalEntry,
  JournalFilter,
  Mail,
  OperationId,
  Persona,
  RequestMatch,
  Role,
  SandboxInfo,
  SandboxOptions,
  ScenarioInfo,
  ScenarioName,
  Scope,
  ServerEvent,
  Story,
  TokenOptions,
  UnderstudyOptions,
  VerifyRequest,
  VerifyResult,
} from './sdk/types.js';
export type { Understudy } from './sdk/understudy.js';

/**
 * Starts a simulator in this process, by default in memory and on a free port. Several can run at once. Throws an Error
 * that names every invalid setting.
 */
export async function createUnderstudy(options: UnderstudyOptions = {}): Promise<Understudy> {
  const { contracts } = await import('./contracts/index.js');
  const { startEmbedded } = await import('./sdk/embedded.js');
  return startEmbedded(contracts, options);
}

/**
 * Connects to a server that runs already, and gives the same object as `createUnderstudy`: for a container, or for the
 * workers of a test runner. Rejects if there is no server at the URL, or if its control plane refuses the token.
 */
export async function connectUnderstudy(options: ConnectOptions): Promise<Understudy> {
  const { connectUnderstudy: connect } = await import('./sdk/connect.js');
  return connect(options);
}
