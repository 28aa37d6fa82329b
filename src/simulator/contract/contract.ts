import type { TObject } from '@sinclair/typebox';
import type { AnyCollection } from '../../store/documents/collection.js';
import type { WorldSpec } from '../../store/sandbox/metadata-keys.js';
import type { DayHandler, EventHandler } from '../../store/sandbox/sandbox.js';
import type { Seed } from '../../store/sqlite/image.js';
import type { ContractData } from '../data/rules.js';
import { faultEvents, faultRules } from '../faults/rules.js';
import { outbox } from '../outbox.js';
import type { Dialect } from './dialect.js';
import type { Identity } from './identity.js';
import type { Operation } from './operation.js';

/**
 * What a query parameter that is sent several times means: `last` is its last value, as in Django and PHP; `list` is what Spring
 * makes of it, all values for a list or text, and the first one for a number, a boolean or one of several values; `refused` is
 * an error.
 */
export type RepeatedParameter = 'last' | 'list' | 'refused';

/** One vendor API as a value. The type parameters keep its name and settings precise for types derived from a list of contracts. */
export interface Contract<Name extends string = string, Settings extends TObject = TObject> {
  /** Identifies the contract in URLs, settings and the journal: lower-case letters and digits. */
  readonly name: Name;
  readonly title: string;
  readonly description: string;
  /** The version of the vendor's API. */
  readonly version: string;
  /** The URL of the vendor's documentation. */
  readonly home: string;
  /** The path prefix under which the vendor serves the API. */
  readonly mount: string;
  /** Other path prefixes, each with the path at or below the mount that replaces it. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The path below the mount, with its query, of a GET that works with the token of the first persona. */
  readonly example: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly identity: Identity;
  readonly dialect: Dialect;
  /** Dialects of parts of the API, by path prefix below the mount. */
  readonly dialects?: Readonly<Record<string, Dialect>>;
  /** Descriptions of error responses that the vendor documents for every operation, by status. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** What the vendor's framework makes of a query parameter that is sent several times; `refused` by default. */
  readonly repeatedParameter?: RepeatedParameter;
  /** Treats an empty query parameter as one that is left out. */
  readonly ignoresEmptyParameters?: true;
  /** Refuses unknown query parameters, whatever the settings say. */
  readonly refusesUnknownParameters?: true;
  /** Parses bodies as JSON whatever their Content-Type. A string is the name of a setting that turns this off. */
  readonly anyContentType?: true | string;
  /** The settings of the simulation, each with a default. */
  readonly settings: Settings;
  readonly operations: readonly Operation[];
  /** Loads the operations of which only method and path are known. They have no route, and answer 501. */
  readonly pathOnlyOperations?: () => Promise<PathOnlyOperations>;
  /** Whether the body of a list says that there are pages after it; left out where lists have no pages. */
  readonly hasLaterPages?: LaterPages;
  /** How many items a list has on all pages, if its body says so. */
  readonly totalItems?: (body: unknown) => unknown;
  readonly collections: readonly AnyCollection[];
  /** How the control plane reads and writes the collections; without it their schemas are all that is checked. */
  readonly data?: ContractData;
  seed(world: WorldSpec): Iterable<Seed>;
  readonly eventHandlers?: Readonly<Record<string, EventHandler>>;
  readonly onDayChange?: DayHandler;
  /** What happens at scheduled events, by kind, and at the midnights of `onDayChange`, for people who look ahead. */
  readonly dueDescriptions?: DueDescriptions;
}

/** Whether a list has pages after the one in a body, which was selected by these parameters. */
export type LaterPages = (body: unknown, query: Readonly<Record<string, unknown>>) => boolean;

/** Operations of which the vendor publishes nothing but method and path. */
export interface PathOnlyOperations {
  /** The page that lists them. */
  readonly source: string;
  /** A line for each path below the mount, with its methods before it: `GET PUT /things/{thing_id}`. */
  readonly lines: string;
}

/** What happens when the clock moves, as sentences. */
interface DueDescriptions {
  /** By kind of the event. */
  readonly scheduled?: Readonly<Record<string, string>>;
  /** At the first instant of each day, month or quarter of an hour, UTC. */
  readonly recurring?: readonly RecurringChange[];
}

/** A change that happens again and again. */
export interface RecurringChange {
  readonly every: 'quarter-hour' | 'day' | 'month';
  readonly description: string;
}

/** Checks a contract's type, keeps its name and settings precise, and returns it unchanged. */
export function defineContract<const Name extends string, Settings extends TObject>(
  contract: Contract<Name, Settings>,
): Contract<Name, Settings> {
  return contract;
}

/** The collections that every sandbox has: those of all contracts, the outbox and the fault rules. */
export function allCollections(contracts: readonly Contract[]): AnyCollection[] {
  return [outbox, faultRules, ...contracts.flatMap(({ collections }) => collections)];
}

/** The handlers of scheduled events by kind: those of the simulation and of the contracts. */
export function allEventHandlers(contracts: readonly Contract[]): Map<string, EventHandler> {
  return new Map([
    ...Object.entries(faultEvents),
    ...contracts.flatMap(({ eventHandlers }) => Object.entries(eventHandlers ?? {})),
  ]);
}

/** The dialect of a contract at a path below its mount. */
export function dialectAt({ dialect, dialects = {} }: Contract, path: string): Dialect {
  const [, override] = Object.entries(dialects).find(([prefix]) => path.startsWith(prefix)) ?? [];
  return override ?? dialect;
}
