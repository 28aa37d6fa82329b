import type { AnyCollection, StoredDocument } from '../documents/collection.js';
import type { WorldSpec } from '../sandbox/metadata-keys.js';
import type { Seed } from '../sqlite/image.js';
import { storageVersion } from '../sqlite/storage-version.js';

/** A JSON object as it is stored. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A document whose shape may be that of an older version. */
export type AnyDocument = StoredDocument<JsonObject, JsonObject>;

/** Returns the keys of the stored documents of a collection whose wire field has the value. */
export type KeyFinder = (collection: string, field: string, value: unknown) => readonly string[];

/** Turns what storage version `from` stored into what version `to` stores. */
export interface Migration {
  readonly from: number;
  readonly to: number;
  /** Changes a document of the collection of this name. */
  readonly document?: (
    collection: string,
    document: AnyDocument,
    findKeys: KeyFinder,
  ) => AnyDocument;
  /** Changes the value of a metadata entry. */
  readonly metadata?: (name: string, value: string) => string;
}

/** What a server stores: the collections of its sandboxes, their first content, and how to read older versions of them. */
export interface StorageFormat {
  /** The names of the contracts that the collections belong to. */
  readonly contracts: readonly string[];
  readonly collections: readonly AnyCollection[];
  /** The first content of a world, or only the part of it that belongs to some collections. */
  readonly seeds: (world: WorldSpec, only?: ReadonlySet<AnyCollection>) => Iterable<Seed>;
  /** Ordered by version, without gaps. */
  readonly migrations: readonly Migration[];
  /** The kinds of scheduled events that have a handler. */
  readonly eventKinds: readonly string[];
}

/** The migrations that lead from a version to the current one. */
export function migrationsFrom(version: number, { migrations }: StorageFormat): Migration[] {
  const steps = migrations.filter(({ from }) => from >= version);
  if (steps.length !== storageVersion - version) {
    throw new Error(`no migrations lead from storage version ${version} to ${storageVersion}`);
  }
  return steps;
}
