import type { SandboxOptions, Understudy, UnderstudyOptions, UnderstudySandbox } from '../index.js';

/** Where the sandboxes of tests are made, and how. */
export interface KitOptions {
  /** The server to use: by default the one at UNDERSTUDY_URL, which `understudy exec` sets, or else one in this process. */
  url?: string | undefined;
  /** The token of its control plane; by default that in UNDERSTUDY_ADMIN_TOKEN. */
  adminToken?: string | undefined;
  /** The settings of a server in this process; `{ clock: 'frozen' }` by default. */
  server?: UnderstudyOptions | undefined;
  /** How each sandbox is created: its clock, its seed, the sandbox or snapshot that it is copied from. */
  sandbox?: Omit<SandboxOptions, 'label'> | undefined;
  /** Gives the page, or the fake timers of the runner, the time of the sandbox before each test. */
  applyClock?: boolean | undefined;
  /** The folder in which the sandboxes of failed tests are left as files; `understudy-report/failures` by default, false for none. */
  failures?: string | false | undefined;
}

/** What a test gets. */
export interface Fixtures {
  /** The sandbox of the test, named by its title: deleted when the test passes, kept when it fails. */
  readonly sandbox: UnderstudySandbox;
  /** The server. */
  readonly understudy: Understudy;
}

/** A call to a vendor API: `operationId`, `METHOD /path` or `/path` with `*` for any part, or the conditions of `journal.verify`. */
export type CallPattern = string | Parameters<UnderstudySandbox['journal']['verify']>[0]['match'];

/** How often a call must have been made, and how long to wait for it. */
export interface CallExpectation {
  /** Exactly this many times, or from min to max; at least once by default. */
  times?: number | { min?: number; max?: number };
  /** How long to wait for the calls, in real milliseconds; 0 by default. */
  within?: number;
}
