import type { RunCollector } from '../simulator/audit/run-collector.js';
import type { Signer } from '../simulator/auth/tokens.js';
import type { Contract } from '../simulator/contract/contract.js';
import type { Story } from '../simulator/data/rules.js';
import type { ServerEvents } from '../simulator/events/server-events.js';
import type { WorldSpec } from '../store/sandbox/metadata-keys.js';
import type { SandboxRegistry } from '../store/sandbox/registry.js';
import type { StorageFormat } from '../store/storage/format.js';
import type { AdminGuard } from './access/admin-guard.js';

/** What the operations of the control plane work on. */
export interface ControlContext {
  /** The vendor APIs. */
  readonly contracts: readonly Contract[];
  readonly sandboxes: SandboxRegistry;
  /** What happens in all sandboxes. */
  readonly events: ServerEvents;
  /** What clients did in all sandboxes. */
  readonly runs: RunCollector;
  /** The world of a sandbox that is created without another one. */
  readonly world: WorldSpec;
  /** Stories besides those of the contracts. */
  readonly stories: readonly Story[];
  /** Parses a clock setting. Throws a StartupError if it is invalid. */
  readonly clockState: (setting: string) => unknown;
  /** Replaces `frozen-now` by the present time. */
  readonly resolveClock: (setting: string) => string;
  /** The tables and migrations of the sandboxes' databases. */
  readonly storage: StorageFormat;
  /** The size of the templates of further worlds in bytes, in memory and in files. */
  readonly templateBytes: () => number;
  /** The data folder; undefined without one. */
  readonly dataFolder: string | undefined;
  /** The maximum size of an import in bytes. */
  readonly maxImport: number;
  readonly signer: Signer;
  /** Throws a problem unless the request may use the control plane. */
  readonly admit: AdminGuard;
}
