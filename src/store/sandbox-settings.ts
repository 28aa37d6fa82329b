import type { ClockState } from './clock.js';
import type { World } from './facts.js';
import type { Sandbox } from './sandbox.js';

/** What happens when something scheduled falls due; `subject` is whom it was scheduled for. */
export type WhenDue = (sandbox: Sandbox, subject: string, payload: unknown) => void;

/** What happens as days go by: from the beginning of one day to that of a later one, both counted from 1970, UTC. */
export type EveryDay = (sandbox: Sandbox, from: number, to: number) => void;

/** What all sandboxes of a server have in common. */
export interface SandboxSettings {
  /** The setting of the clock of a new sandbox. */
  readonly clock: string;
  readonly whenDue: ReadonlyMap<string, WhenDue>;
  readonly everyDay: readonly EveryDay[];
  /** The world of a sandbox that was made for no other. */
  readonly world: World;
  /** What a clock's setting means. */
  readonly clockState: (setting: string) => ClockState;
  /** What seals are made with; whoever has not got it can tell nothing from one. It stands in no sandbox's data. */
  readonly sealKey: string;
  /** The settings of each contract, by its name. */
  readonly contracts: Readonly<Record<string, unknown>>;
}
