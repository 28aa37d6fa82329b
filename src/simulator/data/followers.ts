import { isDeepStrictEqual } from 'node:util';
import { maxListedKeys } from '../../../schemas/control/data.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { DataCatalogue, DataCollection } from './catalogue.js';
import { DocumentErrors } from './document-errors.js';
import { valueAt } from './pointers.js';
import { uniqueErrors } from './references/integrity.js';
import { findReferrers } from './references/referrers.js';
import type { AnyStored } from './rules.js';
import { documentParts } from './schemas.js';

/** Documents of a collection that were changed because another document was. */
export interface Follower {
  readonly contract: string;
  readonly collection: string;
  readonly documents: number;
  /** The keys of the first of them. */
  readonly keys: readonly string[];
  /** The fields that were changed. */
  readonly fields: readonly string[];
}

/** The fields of two versions of a document that differ, by name. */
function changedFields(before: AnyStored, after: AnyStored): string[] {
  return documentParts.flatMap((part) => {
    const names = new Set([...Object.keys(before[part]), ...Object.keys(after[part])]);
    return [...names].filter((name) => !isDeepStrictEqual(before[part][name], after[part][name]));
  });
}

/** Changes the documents that copy fields of a changed document, or share names with it, and records them. */
export class Followers {
  readonly #sandbox: Sandbox;
  readonly #catalogue: DataCatalogue;
  readonly #changes = new Map<
    DataCollection,
    { documents: number; readonly keys: string[]; readonly fields: Set<string> }
  >();

  constructor(sandbox: Sandbox, catalogue: DataCatalogue) {
    this.#sandbox = sandbox;
    this.#catalogue = catalogue;
  }

  /** The documents that were changed so far, by collection. */
  list(): Follower[] {
    return [...this.#changes].map(([{ contract, name }, { documents, keys, fields }]) => ({
      contract,
      collection: name,
      documents,
      keys,
      fields: [...fields],
    }));
  }

  /** Changes the documents that follow a changed one. */
  follow(entry: DataCollection, before: AnyStored, after: AnyStored): void {
    const scope = { sandbox: this.#sandbox, catalogue: this.#catalogue };
    for (const { entry: other, reference, keys } of findReferrers(entry.rules, after, scope)) {
      const { copies = [] } = reference;
      const isCopied = copies.some(
        (pointer) => !isDeepStrictEqual(valueAt(before, pointer), valueAt(after, pointer)),
      );
      // The keys are read completely first, because changed documents may no longer be found.
      if (isCopied) for (const key of [...keys]) this.#derive(other, key);
    }
    for (const dependent of entry.rules.dependents?.(this.#sandbox, before, after) ?? []) {
      const { collection } = entry.rules;
      const found = this.#stored(entry, collection.key(dependent.wire, dependent.internal));
      if (found) this.#change(entry, found, dependent);
    }
    this.#shareNames(entry, before, after);
  }

  /** Derives the fields of a document again. */
  #derive(entry: DataCollection, key: string): void {
    const before: AnyStored | undefined = this.#sandbox.documents(entry.rules.collection).get(key);
    const after = before && entry.rules.derive?.(before, { sandbox: this.#sandbox, before });
    if (before && after) this.#change(entry, before, after);
  }

  /** Gives the names that have changed to the documents of other vendors that describe the same thing and had the old names. */
  #shareNames({ rules }: DataCollection, before: AnyStored, after: AnyStored): void {
    const { shared } = rules;
    const id = shared?.id(after);
    if (!shared || id === undefined) return;
    const old = shared.read(before);
    const changed = Object.entries(shared.read(after)).filter(
      ([name, value]) => old[name] !== value,
    );
    if (changed.length === 0) return;
    for (const other of this.#catalogue) {
      if (other.rules === rules || other.rules.shared?.kind !== shared.kind) continue;
      const key = other.rules.shared.find(this.#sandbox, id);
      const found = key === undefined ? undefined : this.#stored(other, key);
      if (!found) continue;
      const current = other.rules.shared.read(found);
      const names = Object.fromEntries(changed.filter(([name]) => current[name] === old[name]));
      const renamed = other.rules.shared.write(found, { ...current, ...names });
      const context = { sandbox: this.#sandbox, before: found };
      this.#change(other, found, other.rules.derive?.(renamed, context) ?? renamed);
    }
  }

  #stored({ rules }: DataCollection, key: string): AnyStored | undefined {
    return this.#sandbox.documents(rules.collection).get(key);
  }

  #change(entry: DataCollection, before: AnyStored, after: AnyStored): void {
    const fields = changedFields(before, after);
    if (fields.length === 0) return;
    const { collection } = entry.rules;
    const key = collection.key(after.wire, after.internal);
    const errors = uniqueErrors(entry.rules, after, { sandbox: this.#sandbox, key });
    if (errors.length > 0)
      throw new DocumentErrors(errors.map((error) => inFollower(entry, key, error)));
    this.#sandbox.documents(collection).update(key, () => after);
    const change = this.#changes.get(entry) ?? { documents: 0, keys: [], fields: new Set() };
    change.documents++;
    if (change.keys.length < maxListedKeys) change.keys.push(key);
    for (const field of fields) change.fields.add(field);
    this.#changes.set(entry, change);
    this.follow(entry, before, after);
  }
}

function inFollower(
  { contract, name }: DataCollection,
  key: string,
  { at, message }: { readonly at: string; readonly message: string },
) {
  return {
    at: '',
    message: `changes ${contract}/${name} ${key} too, whose ${at} ${message}`,
  };
}
