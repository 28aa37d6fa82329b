import type { Static, TObject } from '@sinclair/typebox';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { WorldSpec } from '../../store/sandbox/metadata.js';
import type { DayHandler, EventHandler } from '../../store/sandbox/sandbox.js';
import type { Seed } from '../../store/sqlite/image.js';
import { faultRules } from '../faults/rules.js';
import { outbox } from '../outbox.js';
import type { Dialect } from './dialect.js';
import type { Identity } from './identity.js';
import type { Operation } from './operation.js';

/** One vendor API as a value. The type parameters keep its name and settings for types that are derived from a list of contracts. */
export interface Contract<Name extends string = string, Settings extends TObject = TObject> {
  /** Names the contract in URLs, settings and the journal: lower-case letters and digits. */
  readonly name: Name;
  readonly title: string;
  readonly description: string;
  /** The version of the vendor's API. */
  readonly version: string;
  /** The vendor's own page. */
  readonly home: string;
  /** The path under which the vendor serves it. */
  readonly mount: string;
  /** Other paths, and the path at or below the mount that each leads to. */
  readonly aliases: Readonly<Record<string, string>>;
  /** A cURL line, for people to begin with: it works as it is. `base` is the origin with the mount. */
  example(token: string, base: string): string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly identity: Identity;
  readonly dialect: Dialect;
  /** Parts of the API that refuse in other words, by the path below the mount that they begin with. */
  readonly dialects?: Readonly<Record<string, Dialect>>;
  /** Refusals that the vendor documents for any operation, beside the usual ones, by status. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** Bodies are read as JSON whatever their type is said to be; unless the setting that is named is on. */
  readonly anyContentType?: true | string;
  /** What can be set about its simulation, each with a default. */
  readonly settings: Settings;
  readonly operations: readonly Operation[];
  readonly collections: readonly AnyCollection[];
  seed(world: WorldSpec): Iterable<Seed>;
  readonly eventHandlers?: Readonly<Record<string, EventHandler>>;
  readonly onDayChange?: DayHandler;
}

/** Checks a contract's type and keeps its name and settings precise; changes nothing. */
export function defineContract<const Name extends string, Settings extends TObject>(
  contract: Contract<Name, Settings>,
): Contract<Name, Settings> {
  return contract;
}

/** The settings that a program may give for some contracts, by contract name; all have defaults. */
export type ContractSettings<Contracts extends readonly Contract[]> = {
  [C in Contracts[number] as C['name']]?: Partial<Static<C['settings']>>;
};

/** The collections that every sandbox has: those of all contracts, the outbox and the fault rules. */
export function allCollections(contracts: readonly Contract[]): AnyCollection[] {
  return [outbox, faultRules, ...contracts.flatMap(({ collections }) => collections)];
}

/** How a contract refuses at a path below its mount. */
export function dialectAt({ dialect, dialects = {} }: Contract, path: string): Dialect {
  const [, other] = Object.entries(dialects).find(([begin]) => path.startsWith(begin)) ?? [];
  return other ?? dialect;
}
