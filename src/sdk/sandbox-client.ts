import {
  arrange,
  type CollectionName,
  createDataClient,
  type DataClient,
  type Given,
  type GivenKeys,
} from './data-client.js';
import { createJournalClient, type JournalClient } from './journal/journal-client.js';
import { toSandboxName } from './sandbox-name.js';
import { type ControlClient, createControlClient, type Transport } from './transport.js';
import type {
  ContractName,
  DataDiff,
  DueEvent,
  Duration,
  FaultCreate,
  FaultRule,
  Mail,
  Persona,
  SandboxInfo,
  SandboxOptions,
  ScenarioInfo,
  ScenarioName,
  Story,
  TokenOptions,
} from './types.js';

/** A client for one sandbox. A method whose request is refused throws an Error with the message of the refusal. */
export interface UnderstudySandbox {
  readonly name: string;
  /** The base URL to use instead of the vendor's origin: requests under it go to this sandbox. */
  readonly url: string;
  /** The key that the sandbox was created with; undefined unless it was asked for. */
  readonly key: string | undefined;
  /** What the sandbox is, and what happened in it. */
  info(): Promise<SandboxInfo>;
  /** Resets data, clock and faults to the image that the sandbox was created with, and clears the journal. */
  reset(): Promise<void>;
  /** Copies the sandbox in its current state. */
  fork(name: string): Promise<UnderstudySandbox>;
  /** Takes a snapshot of the current state. */
  snapshot(name: string): Promise<void>;
  /** Restores the state of a snapshot. */
  restore(snapshot: string): Promise<void>;
  /** Deletes the sandbox and its snapshots. */
  delete(): Promise<void>;
  /** The whole sandbox as one file: data, clock, faults, journal and seed. `understudy open` starts a server with it. */
  export(): Promise<Uint8Array>;
  /** Issues a token or API key for a seeded user; by default the one with the most rights. */
  token(options?: TokenOptions): Promise<string>;
  /** The seeded users of each vendor and role, with fresh tokens. */
  personas(): Promise<Persona[]>;
  /** The mail that the vendors would have sent, newest first. */
  outbox(): Promise<Mail[]>;
  /** The documents of a collection, to read and to change. */
  data<C extends ContractName, N extends CollectionName<C>>(
    contract: C,
    collection: N,
  ): DataClient<C, N>;
  /** Arranges documents of several collections, all or none: those whose key exists are changed, the others are added. */
  given(documents: Given): Promise<GivenKeys>;
  /** Compares the documents with those of another sandbox, or of a snapshot: NAME@SNAPSHOT. */
  diff(from: string): Promise<DataDiff>;
  readonly stories: {
    list(): Promise<Story[]>;
    /** Makes the changes of a story. */
    run(name: string): Promise<void>;
  };
  readonly clock: {
    /** The current time of the sandbox, as ISO 8601. */
    now(): Promise<string>;
    /** Sets the time; `frozen` stops or resumes the clock. */
    set(setting: { now?: string | Date; frozen?: boolean }): Promise<string>;
    /** Advances the clock by the sum of the parts, or by an ISO 8601 duration, and runs the events that become due. */
    advance(duration: Duration | string): Promise<string>;
    /** What happens when the clock moves on, in order. */
    due(): Promise<DueEvent[]>;
  };
  readonly faults: {
    add(rule: FaultCreate): Promise<FaultRule>;
    list(): Promise<FaultRule[]>;
    /** Starts a scenario: its rules are added to the existing ones. */
    scenario(name: ScenarioName): Promise<FaultRule[]>;
    /** Switches a scenario off: its rules are removed. */
    stopScenario(name: ScenarioName): Promise<void>;
    /** The scenarios, and which are on. */
    scenarios(): Promise<ScenarioInfo[]>;
    remove(id: string): Promise<void>;
    clear(): Promise<void>;
  };
  readonly journal: JournalClient;
}

/** Creates a sandbox with these options, and a client that controls it. Rejects if there is one with its name. */
export async function createSandbox(
  transport: Transport,
  name: string,
  options: SandboxOptions,
): Promise<UnderstudySandbox> {
  const control = createControlClient(transport);
  const created = await control('POST', '/_sim/sandboxes', { body: { ...options, name } });
  return createSandboxClient(transport, name, (created as { key?: string }).key);
}

/** Creates a client that controls one sandbox. */
export function createSandboxClient(
  transport: Transport,
  name: string,
  key?: string,
): UnderstudySandbox {
  const control = createControlClient(transport);
  const path = `/_sim/sandboxes/${name}`;
  const call: Call = (method, url, body) => control(method, url, { sandbox: name, body });
  // A request to /_sim/sandboxes creates no sandbox, and any other request does.
  const callExisting: Call = async (method, url, body) => {
    await call('GET', '/_sim/clock');
    return call(method, url, body);
  };
  return {
    name,
    url: `${transport.url}/~${name}`,
    key,
    info: async () => (await callExisting('GET', path)) as SandboxInfo,
    reset: async () => void (await callExisting('POST', `${path}/reset`)),
    async fork(copy) {
      const copyName = toSandboxName(copy);
      await callExisting('POST', `${path}/fork`, { name: copyName });
      return createSandboxClient(transport, copyName);
    },
    snapshot: async (snapshot) =>
      void (await callExisting('PUT', `${path}/snapshots/${encodeURIComponent(snapshot)}`)),
    restore: async (snapshot) =>
      void (await call('POST', `${path}/snapshots/${encodeURIComponent(snapshot)}/restore`)),
    delete: async () => void (await callExisting('DELETE', path)),
    async export() {
      await call('GET', '/_sim/clock');
      return (await import('./download.js')).download(transport, `${path}/export`);
    },
    async token({ contract, ...options } = {}) {
      const body = { ...options, contract: contract ?? (await transport.defaultContract()) };
      return ((await call('POST', '/_sim/tokens', body)) as { token: string }).token;
    },
    personas: async () => (await call('GET', '/_sim/personas')) as Persona[],
    outbox: async () => (await call('GET', '/_sim/outbox')) as Mail[],
    data: (contract, collection) => createDataClient(call, contract, collection),
    given: (documents) => arrange(call, documents),
    diff: async (from) =>
      (await call('GET', `/_sim/diff?from=${encodeURIComponent(from)}`)) as DataDiff,
    stories: {
      list: async () => (await call('GET', '/_sim/stories')) as Story[],
      run: async (story) => void (await call('POST', `/_sim/stories/${encodeURIComponent(story)}`)),
    },
    clock: clockClient(call),
    faults: faultsClient(call),
    journal: createJournalClient(transport, name),
  };
}

/** Sends a request to the control plane for the client's sandbox. */
type Call = (
  method: Parameters<ControlClient>[0],
  path: string,
  body?: object,
) => ReturnType<ControlClient>;

function clockClient(call: Call): UnderstudySandbox['clock'] {
  const nowOf = async (response: Promise<unknown>) => ((await response) as { now: string }).now;
  return {
    now: () => nowOf(call('GET', '/_sim/clock')),
    async set(setting) {
      if (typeof setting !== 'object')
        throw new TypeError(`set takes an object such as { now: ${JSON.stringify(setting)} }`);
      const { now, ...rest } = setting;
      return nowOf(
        call('PUT', '/_sim/clock', { ...rest, ...(now !== undefined && { now: toTime(now) }) }),
      );
    },
    advance(duration) {
      const body = typeof duration === 'string' ? { duration } : duration;
      return nowOf(call('POST', '/_sim/clock/advance', body));
    },
    due: async () => (await call('GET', '/_sim/due')) as DueEvent[],
  };
}

/** A time as the control plane reads it. What is not a time is returned as text, which the control plane refuses. */
function toTime(time: string | Date): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

function faultsClient(call: Call): UnderstudySandbox['faults'] {
  const scenarioPath = (name: string) => `/_sim/scenarios/${encodeURIComponent(name)}`;
  return {
    add: async (rule) => (await call('POST', '/_sim/faults', rule)) as FaultRule,
    list: async () => (await call('GET', '/_sim/faults')) as FaultRule[],
    scenario: async (scenario) => (await call('POST', scenarioPath(scenario))) as FaultRule[],
    stopScenario: async (scenario) => void (await call('DELETE', scenarioPath(scenario))),
    scenarios: async () => (await call('GET', '/_sim/scenarios')) as ScenarioInfo[],
    remove: async (id) => void (await call('DELETE', `/_sim/faults/${encodeURIComponent(id)}`)),
    clear: async () => void (await call('DELETE', '/_sim/faults')),
  };
}
