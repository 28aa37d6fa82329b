import type {
  FaultCreate,
  FaultRule,
  Journal,
  JournalEntry,
  JournalQuery,
  VerifyRequest,
  VerifyResult,
} from '../../schemas/control/instruments.js';
import { redact } from '../simulator/journal/redaction.js';

/** A sandbox as tests use it. Each method throws an Error with the refusal's words when it is refused. */
export interface UnderstudySandbox {
  readonly name: string;
  /** The origin to be put in place of the vendor's: every call below it is in this sandbox. */
  readonly url: string;
  /** Back to the seeds: data, clock, faults, journal. */
  reset(): Promise<void>;
  /** A copy of it as it is now. */
  fork(name: string): Promise<UnderstudySandbox>;
  /** Keeps it as it is now under a name. */
  snapshot(name: string): Promise<void>;
  /** Takes it back to what was kept. */
  restore(snapshot: string): Promise<void>;
  /** Takes it away. */
  delete(): Promise<void>;
  /** A token or key for a seeded user; by default the one with the most rights. */
  token(request?: TokenOptions): Promise<string>;
  readonly clock: {
    /** ISO 8601. */
    now(): Promise<string>;
    /** Goes to a time; `frozen` stops it there or lets it run. */
    set(to: { now?: string | Date; frozen?: boolean }): Promise<string>;
    /** Lets time pass, and everything happen that falls due on the way. */
    advance(by: Duration): Promise<string>;
  };
  readonly faults: {
    add(rule: FaultCreate): Promise<FaultRule>;
    list(): Promise<FaultRule[]>;
    /** Switches a scenario on: flaky-network, vendor-outage, rate-limited, token-expires, slow-start, broken-answers. */
    scenario(name: string): Promise<FaultRule[]>;
    clear(): Promise<void>;
  };
  readonly journal: {
    /** The calls that were made, oldest first. */
    entries(filter?: JournalQuery): Promise<JournalEntry[]>;
    /** Throws an Error that names the nearest misses unless calls like this happened, so many times. */
    verify(question: VerifyRequest): Promise<VerifyResult>;
    clear(): Promise<void>;
  };
}

/** Which token: of which vendor, for which scope or role or persona, and for how many seconds (null for ever). */
export interface TokenOptions {
  /** The name of a contract, as GET /_sim/contracts lists it; the first of them by default. */
  contract?: string;
  persona?: string;
  scope?: string;
  role?: string;
  corpId?: string;
  expiresIn?: number | null;
}

/** How long; the parts add up. */
export interface Duration {
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** Sends a request to the control plane: gives back the answer's JSON, throws an Error when it is refused. */
export type ControlClient = (
  method: string,
  path: string,
  sandbox: string,
  body?: object,
) => Promise<unknown>;

/** What a sandbox client needs to know of its server. */
export interface SandboxClientOptions {
  /** The server's origin, without a slash at its end. */
  readonly origin: string;
  readonly control: ControlClient;
  /** The contract of tokens for which no contract is given. */
  readonly defaultContract: string | undefined;
}

/** Creates a client that controls one sandbox. */
export function createSandboxClient(
  name: string,
  options: SandboxClientOptions,
): UnderstudySandbox {
  const { origin, control, defaultContract } = options;
  const own = `/_sim/sandboxes/${encodeURIComponent(name)}`;
  const call = (method: string, path: string, body?: object) => control(method, path, name, body);
  const clock = async (method: string, path: string, body?: object) =>
    ((await call(method, path, body)) as { now: string }).now;
  return {
    name,
    url: `${origin}/~${name}`,
    reset: async () => void (await call('POST', `${own}/reset`)),
    async fork(copy) {
      await call('POST', `${own}/fork`, { name: copy });
      return createSandboxClient(copy, options);
    },
    snapshot: async (snapshot) =>
      void (await call('PUT', `${own}/snapshots/${encodeURIComponent(snapshot)}`)),
    restore: async (snapshot) =>
      void (await call('POST', `${own}/snapshots/${encodeURIComponent(snapshot)}/restore`)),
    delete: async () => void (await call('DELETE', own)),
    async token(request = {}) {
      const minted = await call('POST', '/_sim/tokens', { contract: defaultContract, ...request });
      return (minted as { token: string }).token;
    },
    clock: {
      now: () => clock('GET', '/_sim/clock'),
      set: ({ now, ...rest }) =>
        clock('PUT', '/_sim/clock', {
          ...rest,
          ...(now !== undefined && { now: new Date(now).toISOString() }),
        }),
      advance: (by) => clock('POST', '/_sim/clock/advance', { seconds: toSeconds(by) }),
    },
    faults: {
      add: async (rule) => (await call('POST', '/_sim/faults', rule)) as FaultRule,
      list: async () => (await call('GET', '/_sim/faults')) as FaultRule[],
      scenario: async (scenario) =>
        (await call('POST', `/_sim/scenarios/${encodeURIComponent(scenario)}`)) as FaultRule[],
      clear: async () => void (await call('DELETE', '/_sim/faults')),
    },
    journal: {
      async entries(filter = {}) {
        const given = Object.entries(filter).filter(([, value]) => value !== undefined);
        const said = given.map(([part, value]) => [part, String(value)]);
        const query = new URLSearchParams({ limit: '1000', ...Object.fromEntries(said) });
        return ((await call('GET', `/_sim/journal?${query}`)) as Journal).entries;
      },
      async verify(question) {
        const verdict = (await call('POST', '/_sim/journal/verify', question)) as VerifyResult;
        if (!verdict.passed) throw new Error(verificationMessage(question, verdict));
        return verdict;
      },
      clear: async () => void (await call('DELETE', '/_sim/journal')),
    },
  };
}

function toSeconds({ weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number {
  return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds;
}

/** What a test that fails should read. */
function verificationMessage(
  { match, count = { min: 1 } }: VerifyRequest,
  verdict: VerifyResult,
): string {
  const wanted = JSON.stringify(count);
  const near = verdict.nearest.map(({ id, method, path, differs }) => {
    const parts = differs.map(
      ({ part, expected, actual }) =>
        `${part} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
    return `  ${id}: ${method} ${path}: ${parts.join('; ')}`;
  });
  return [
    `${verdict.count} calls like ${JSON.stringify(redact(match))} were made, not ${wanted}.`,
    ...(near.length > 0 ? ['The nearest:', ...near] : []),
  ].join('\n');
}
