import type { FaultCreate, FaultRule } from '../../schemas/control/faults.js';
import type {
  Journal,
  JournalEntry,
  JournalQuery,
  VerifyRequest,
  VerifyResult,
} from '../../schemas/control/journal.js';
import { redact } from '../simulator/journal/redaction.js';

/** A client for one sandbox. A method whose request is refused throws an Error with the message of the refusal. */
export interface UnderstudySandbox {
  readonly name: string;
  /** The base URL to use instead of the vendor's origin: requests under it go to this sandbox. */
  readonly url: string;
  /** Resets data, clock, faults and journal to the seeded state. */
  reset(): Promise<void>;
  /** Copies the sandbox in its current state. */
  fork(name: string): Promise<UnderstudySandbox>;
  /** Takes a snapshot of the current state. */
  snapshot(name: string): Promise<void>;
  /** Restores the state of a snapshot. */
  restore(snapshot: string): Promise<void>;
  /** Deletes the sandbox and its snapshots. */
  delete(): Promise<void>;
  /** Issues a token or API key for a seeded user; by default the one with the most rights. */
  token(options?: TokenOptions): Promise<string>;
  readonly clock: {
    /** The current time of the sandbox, as ISO 8601. */
    now(): Promise<string>;
    /** Sets the time; `frozen` stops or resumes the clock. */
    set(setting: { now?: string | Date; frozen?: boolean }): Promise<string>;
    /** Advances the clock and runs the events that become due. */
    advance(duration: Duration): Promise<string>;
  };
  readonly faults: {
    add(rule: FaultCreate): Promise<FaultRule>;
    list(): Promise<FaultRule[]>;
    /** Starts a scenario: flaky-network, vendor-outage, rate-limited, token-expires, slow-start, broken-answers. */
    scenario(name: string): Promise<FaultRule[]>;
    clear(): Promise<void>;
  };
  readonly journal: {
    /** The recorded requests, oldest first. */
    entries(filter?: JournalQuery): Promise<JournalEntry[]>;
    /** Throws an Error that lists the nearest misses unless matching requests were made the expected number of times. */
    verify(request: VerifyRequest): Promise<VerifyResult>;
    clear(): Promise<void>;
  };
}

/** Selects the user of a token: by persona, scope or role. */
export interface TokenOptions {
  /** The name of a contract, as GET /_sim/contracts lists it; the first of them by default. */
  contract?: string;
  persona?: string;
  scope?: string;
  role?: string;
  corpId?: string;
  /** Seconds; null for a token that never expires. */
  expiresIn?: number | null;
}

/** A duration: the sum of its parts. */
export interface Duration {
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
}

/** Sends a request to the control plane and returns the JSON of the response. Throws an Error if it is refused. */
export type ControlClient = (
  method: string,
  path: string,
  sandbox: string,
  body?: object,
) => Promise<unknown>;

/** What a sandbox client needs to know about its server. */
export interface SandboxClientOptions {
  /** The server's origin, without a trailing slash. */
  readonly origin: string;
  readonly control: ControlClient;
  /** The contract of tokens for which no contract is given. */
  readonly defaultContract: string | undefined;
}

/** Creates a client that controls one sandbox. */
export function createSandboxClient(
  name: string,
  { origin, control, defaultContract }: SandboxClientOptions,
): UnderstudySandbox {
  const path = `/_sim/sandboxes/${encodeURIComponent(name)}`;
  const call = (method: string, url: string, body?: object) => control(method, url, name, body);
  // A request to /_sim/sandboxes creates no sandbox, and any other request does.
  const callExisting = async (method: string, url: string, body?: object) => {
    await call('GET', '/_sim/clock');
    return call(method, url, body);
  };
  const readClock = async (method: string, url: string, body?: object) =>
    ((await call(method, url, body)) as { now: string }).now;
  return {
    name,
    url: `${origin}/~${name}`,
    reset: async () => void (await callExisting('POST', `${path}/reset`)),
    async fork(copy) {
      await callExisting('POST', `${path}/fork`, { name: copy });
      return createSandboxClient(copy, { origin, control, defaultContract });
    },
    snapshot: async (snapshot) =>
      void (await callExisting('PUT', `${path}/snapshots/${encodeURIComponent(snapshot)}`)),
    restore: async (snapshot) =>
      void (await call('POST', `${path}/snapshots/${encodeURIComponent(snapshot)}/restore`)),
    delete: async () => void (await callExisting('DELETE', path)),
    async token(options = {}) {
      const issued = await call('POST', '/_sim/tokens', { contract: defaultContract, ...options });
      return (issued as { token: string }).token;
    },
    clock: {
      now: () => readClock('GET', '/_sim/clock'),
      set: ({ now, ...rest }) =>
        readClock('PUT', '/_sim/clock', {
          ...rest,
          ...(now !== undefined && { now: new Date(now).toISOString() }),
        }),
      advance: (duration) =>
        readClock('POST', '/_sim/clock/advance', { seconds: toSeconds(duration) }),
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
        const query = new URLSearchParams({ limit: '1000' });
        for (const [name, value] of Object.entries(filter)) {
          if (value !== undefined) query.set(name, String(value));
        }
        return ((await call('GET', `/_sim/journal?${query}`)) as Journal).entries;
      },
      async verify(request) {
        const result = (await call('POST', '/_sim/journal/verify', request)) as VerifyResult;
        if (!result.passed) throw new Error(verificationMessage(request, result));
        return result;
      },
      clear: async () => void (await call('DELETE', '/_sim/journal')),
    },
  };
}

function toSeconds({ weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number {
  return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds;
}

/** The message of a failed verification: how many requests matched, and how the nearest ones differ. */
function verificationMessage(
  { match, count = { min: 1 } }: VerifyRequest,
  result: VerifyResult,
): string {
  const misses = result.nearest.map(({ id, method, path, differs }) => {
    const differences = differs.map(
      ({ part, expected, actual }) =>
        `${part} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`,
    );
    return `  ${id}: ${method} ${path}: ${differences.join('; ')}`;
  });
  return [
    `${result.count} requests match ${JSON.stringify(redact(match))}; expected ${JSON.stringify(count)}.`,
    ...(misses.length > 0 ? ['Nearest misses:', ...misses] : []),
  ].join('\n');
}
