import type { Components, ContractName, OperationId, Role, Scope } from './generated.js';

export type { ContractName, OperationId, Role, ScenarioName, Scope } from './generated.js';

type Models = Components['schemas'];

/** Settings of an embedded server, all optional: the server's, and each vendor's under its name. docs/settings.md describes each. */
export type UnderstudyOptions = Models['Settings'];

/** A recorded request to a vendor API with its response; secrets are masked. */
export type JournalEntry = Models['JournalEntry'];

/** Which requests: all given conditions must hold, and none match every request. */
export type RequestMatch = Omit<Models['RequestMatch'], 'contract' | 'operationId'> & {
  contract?: ContractName;
  operationId?: OperationId;
};

/** Which journal entries. */
export interface JournalFilter {
  contract?: ContractName;
  operationId?: OperationId;
  method?: string;
  /** The status of the response. */
  status?: number;
  /** `*` matches any text. */
  path?: string;
  /** The id of an entry: only later ones. */
  after?: string;
  /** How many at most; 1000 by default. */
  limit?: number;
}

/** What happens to a request: a delay, an error status, a broken connection or a broken body. */
export type FaultEffect = Models['FaultEffect'];

/** A fault rule to add: which requests, what happens to them, and when. */
export type FaultCreate = Omit<Models['FaultCreate'], 'match'> & { match: RequestMatch };

/** A fault rule, with how often it matched and was applied. */
export type FaultRule = Models['FaultRule'];

/** Which requests must have been made, how often, and how long to wait for them. */
export type VerifyRequest = Omit<Models['VerifyRequest'], 'match'> & {
  match: RequestMatch & { status?: number };
};

export type VerifyResult = Models['VerifyResult'];

/** A seeded user to act as, with a fresh token. */
export type Persona = Models['Persona'];

/** A mail that a vendor would have sent. */
export type Mail = Models['Mail'];

/** How to create a sandbox: its world, its clock, what it is copied from, and how long it lives. */
export type SandboxOptions = Omit<Models['SandboxCreate'], 'name'>;

/** A duration: the sum of its parts. */
export type Duration = Omit<Models['ClockAdvance'], 'duration'>;

/** Selects the user of a token: by persona, scope or role. */
export type TokenOptions = Omit<
  Models['TokenRequest'],
  'contract' | 'scope' | 'role' | 'sandbox'
> & {
  /** The first vendor of GET /_sim/contracts by default. */
  contract?: ContractName;
  /** Several scopes are separated by spaces. */
  scope?: Scope | `${Scope} ${string}`;
  role?: Role;
};
