/** What happens in sandboxes, and to them: the name of the server-sent event. */
export const sandboxEventTypes = [
  'call',
  'clock',
  'created',
  'data',
  'deleted',
  'fault',
  'reset',
] as const;

export type SandboxEventType = (typeof sandboxEventTypes)[number];

/** A change in a sandbox, or of the sandbox itself. */
export interface SandboxEvent {
  readonly type: SandboxEventType;
  /** About the bytes that the event takes in memory, if it is large. */
  readonly size?: number;
  /**
   * Returns the JSON of the members that describe the event, without braces; as a summary without what makes it large. Called
   * when the event is sent.
   */
  readonly serialize: (options: { readonly isSummary: boolean }) => string;
}

/** Receives the changes in all sandboxes of a server, each with the name of its sandbox. */
type SandboxListener = (name: string, event: SandboxEvent) => void;

/**
 * Gets a sandbox before its calls are forgotten, because it is deleted or its data are replaced. The returned function is called
 * once they are.
 */
export type SandboxExaminer = (name: string, sandbox: object) => () => void;

/** Passes on the changes in all sandboxes of a server. Nothing is collected while there is no listener. */
export class SandboxObserver {
  /** Undefined while no client follows the server. */
  listener: SandboxListener | undefined;
  /** Undefined unless a report is made of all sandboxes. */
  examine: SandboxExaminer | undefined;
}

/** A sandbox with its name, which it does not know itself, and the observer of its server. */
interface ObservedSandbox {
  readonly observer: SandboxObserver;
  readonly name: string;
}

const observed = new WeakMap<object, ObservedSandbox>();

/** What a sandbox is that belongs to no server. */
const unobserved: ObservedSandbox = { observer: new SandboxObserver(), name: '' };

/** Call it with each sandbox that is opened. */
export function observeSandbox(sandbox: object, as: ObservedSandbox): void {
  observed.set(sandbox, as);
}

/** The name of a sandbox and the observer of its server. */
export function observationOf(sandbox: object): ObservedSandbox {
  return observed.get(sandbox) ?? unobserved;
}

/** What `publishChange` needs of a sandbox. */
interface ChangedSandbox {
  readonly clock: { iso(): string };
  afterCommit(work: () => void): void;
}

/**
 * Tells those who follow the server about a change in a sandbox, once the open transaction is committed. `detail` is called only
 * if somebody does.
 */
export function publishChange(
  sandbox: ChangedSandbox,
  type: SandboxEventType,
  detail: () => object = () => ({}),
): void {
  const { observer, name } = observationOf(sandbox);
  if (observer.listener === undefined) return;
  const json = JSON.stringify({ time: sandbox.clock.iso(), ...detail() }).slice(1, -1);
  sandbox.afterCommit(() => observer.listener?.(name, { type, serialize: () => json }));
}
