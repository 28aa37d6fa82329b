import type { Components, ContractName, OperationId, Role, Scope } from './generated.js';

export type {
  ContractName,
  DataCollections,
  OperationId,
  Role,
  ScenarioName,
  Scope,
} from './generated.js';

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
  /** The status of the response, or a class of them: `4xx`. */
  status?: number | `${1 | 2 | 3 | 4 | 5}xx`;
  /** The caller's persona or login name. */
  persona?: string;
  /** `*` matches any text. */
  path?: string;
  /** A text in the path, the query, a header or a body, whatever its case. */
  text?: string;
  /** The id of an entry: only those that were completed after it. */
  after?: string;
  /** The id of an entry: only those that were completed before it. */
  before?: string;
  /** `asc`, the oldest first, by default. */
  order?: 'asc' | 'desc';
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

/** What a sandbox is, and what happened in it. */
export type SandboxInfo = Models['SandboxInfo'];

/** Something that happens when the clock moves. */
export type DueEvent = Models['DueEvent'];

/** What callers used of the vendor APIs, against what is published. */
export type Coverage = Models['Coverage'];

/** A named set of fault rules, and whether it is on. */
export type ScenarioInfo = Models['ScenarioInfo'];

/** Something that happened in a sandbox, or to it. */
export type ServerEvent =
  | { type: 'call'; sandbox: string; entry: JournalEntry }
  | { type: 'clock'; sandbox: string; time: string; now: string; frozen: boolean }
  | { type: 'fault'; sandbox: string; time: string; added: FaultRule[]; removed: string[] }
  | { type: 'reset'; sandbox: string; time: string; reason: 'reset' | 'restore' | 'import' }
  | { type: 'created'; sandbox: string; time: string; persistent: boolean }
  | { type: 'deleted'; sandbox: string }
  | { type: 'data'; sandbox: string; time: string; [member: string]: unknown }
  /** A reader that reconnected cannot get some of the events that it missed. */
  | { type: 'missed' };

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

/** Changes of documents, done in order. */
export type DataSteps = Models['DataArrangement']['steps'];

/** How the documents of two sandboxes differ. */
export type DataDiff = Models['DataDiff'];

/** A named series of changes. */
export type Story = Models['StoryInfo'];
