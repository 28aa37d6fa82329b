import { isDeepStrictEqual } from 'node:util';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { conflict, notFound } from '../contract/problem.js';
import { documentErrors } from '../validation/document-validator.js';
import { suggestion } from '../validation/suggestion.js';
import type { DataCatalogue, DataCollection } from './catalogue.js';
import { DocumentErrors } from './document-errors.js';
import { type Follower, Followers } from './followers.js';
import { generateDocument, isDerivedLater, needsGeneration } from './generation.js';
import { isObject, mergeDocument, parseFields, type SentFields } from './input.js';
import { valueAt, withoutValue, withValue } from './pointers.js';
import { derivationErrors, referenceErrors, uniqueErrors } from './references/integrity.js';
import { describeReferrers } from './references/referrers.js';
import type { AnyRules, AnyStored, DocumentError } from './rules.js';

/** A document as the control plane shows it: without its secrets. */
export interface DataDocument extends AnyStored {
  readonly key: string;
}

/**
 * Reads and writes the documents of one sandbox, and keeps the rules of their collections. Call it in a transaction: a method
 * that throws may have written a part of its changes.
 */
export class DataWriter {
  readonly #sandbox: Sandbox;
  readonly #catalogue: DataCatalogue;
  readonly #followers: Followers;

  constructor(sandbox: Sandbox, catalogue: DataCatalogue) {
    this.#sandbox = sandbox;
    this.#catalogue = catalogue;
    this.#followers = new Followers(sandbox, catalogue);
  }

  /** The documents that were changed because others were. */
  get followed(): readonly Follower[] {
    return this.#followers.list();
  }

  /** Reads a document. Throws a 404 problem for an unknown key. */
  get(entry: DataCollection, text: string): DataDocument {
    return toDataDocument(entry.rules, this.#require(entry, text), this.#sandbox);
  }

  /** The document with a key, with its secrets. Throws a 404 problem for an unknown key. */
  stored(entry: DataCollection, text: string): AnyStored {
    return this.#require(entry, text);
  }

  /** Whether there is a document with a key. */
  has({ rules }: DataCollection, text: string): boolean {
    return this.#sandbox.documents(rules.collection).get(keyOf(rules, text)) !== undefined;
  }

  /**
   * Adds a document. One that lacks fields is completed with those of a generated one, as `generate` does. Throws DocumentErrors
   * with all that is wrong.
   */
  create(entry: DataCollection, sent: unknown): DataDocument {
    const { rules } = entry;
    const fields = sentFields(rules, sent);
    const candidate = withSecrets(rules, fields, undefined);
    return needsGeneration(rules, candidate)
      ? this.#generate(entry, fields)
      : this.#save(entry, { fields, candidate });
  }

  /** Adds a document like the seeded ones, with some fields as they are sent. Throws DocumentErrors. */
  generate(entry: DataCollection, sent: unknown): DataDocument {
    return this.#generate(entry, sentFields(entry.rules, sent));
  }

  #generate(entry: DataCollection, fields: SentFields): DataDocument {
    const { rules } = entry;
    const generated = generateDocument(rules, fields, this.#sandbox);
    return this.#save(entry, { fields, candidate: withSecrets(rules, generated, undefined) });
  }

  /** Replaces a document, or adds it if there is none with the key. Secrets stay. Throws DocumentErrors. */
  replace(entry: DataCollection, text: string, sent: unknown): DataDocument {
    const { rules } = entry;
    const key = keyOf(rules, text);
    const before: AnyStored | undefined = this.#sandbox.documents(rules.collection).get(key);
    const fields = this.#asStored(rules, before, sentFields(rules, sent));
    const candidate = withSecrets(rules, fields, before);
    return this.#save(entry, { fields, candidate, before, key });
  }

  /** Changes some fields of a document. Throws DocumentErrors, and a 404 problem for an unknown key. */
  patch(entry: DataCollection, text: string, sent: unknown): DataDocument {
    const { rules } = entry;
    const before = this.#require(entry, text);
    const fields = this.#asStored(rules, before, sentFields(rules, sent));
    const candidate = mergeDocument(rules.collection, before, fields);
    return this.#save(entry, { fields, candidate, before, key: keyOf(rules, text) });
  }

  /** Deletes a document. Throws a 404 problem for an unknown key, and 409 while other documents name it. */
  delete(entry: DataCollection, text: string): void {
    const { rules } = entry;
    const before = this.#require(entry, text);
    const referrers = describeReferrers(rules, { before }, this.#scope);
    if (referrers !== undefined)
      throw conflict(
        `The document ${text} of ${entry.contract}/${entry.name} is named by ${referrers}; change or delete these first`,
      );
    this.#sandbox.documents(rules.collection).delete(keyOf(rules, text));
    rules.afterWrite?.(this.#sandbox, before, undefined);
  }

  /** The fields that were sent. One that is sent as it is shown, and is computed when it is read, is not changed. */
  #asStored({ present }: AnyRules, before: AnyStored | undefined, fields: SentFields): SentFields {
    if (!present || !before) return fields;
    const shown = present(before, this.#sandbox);
    const wire = Object.entries(fields.wire).map(([name, value]) => [
      name,
      isDeepStrictEqual(value, shown.wire[name]) ? before.wire[name] : value,
    ]);
    return { ...fields, wire: Object.fromEntries(wire) };
  }

  get #scope() {
    return { sandbox: this.#sandbox, catalogue: this.#catalogue };
  }

  #require({ contract, name, rules }: DataCollection, text: string): AnyStored {
    const documents = this.#sandbox.documents(rules.collection);
    const found = documents.get(keyOf(rules, text));
    if (found) return found;
    const known = documents.all({}, undefined, { limit: maxSuggested });
    const keys = known.map(({ wire, internal }) => rules.collection.key(wire, internal));
    throw notFound(`${contract}/${name} has no document ${text}${suggestion(text, keys)}`);
  }

  /** Checks and writes a document; `key` is that of the path. */
  #save(entry: DataCollection, { fields, candidate, before, key }: Change): DataDocument {
    const { rules } = entry;
    const { collection } = rules;
    const fail = (errors: readonly DocumentError[], isConflict = false): void => {
      if (errors.length === 0) return;
      const placed = errors.map(({ at, message }) => ({ at: fields.placeOf(at), message }));
      throw new DocumentErrors(placed, isConflict);
    };
    const schemaErrors = documentErrors(collection, candidate as never).filter(
      (error) => !isDerivedLater(rules, error),
    );
    fail([...schemaErrors, ...referenceErrors(rules, { before, after: candidate }, this.#scope)]);
    const context = { sandbox: this.#sandbox, before };
    const document: AnyStored = rules.derive?.(candidate, context) ?? candidate;
    const newKey = collection.key(document.wire, document.internal);
    const sent = { wire: fields.wire, internal: fields.internal };
    fail([
      ...documentErrors(collection, document as never),
      ...(rules.derive ? derivationErrors(withoutNulls(sent), document) : []),
      ...keyErrors(rules, { fields, key, newKey }),
      ...uniqueErrors(rules, document, { sandbox: this.#sandbox, key: newKey }),
      ...(rules.check?.(document, context) ?? []),
      ...this.#referrerErrors(rules, before, document),
    ]);
    const documents = this.#sandbox.documents(collection);
    if (before) documents.update(newKey, () => document);
    else {
      if (documents.get(newKey)) fail([takenKey(rules, newKey)], true);
      this.#assertRoom(entry);
      documents.insert(document.wire, document.internal);
    }
    const { name = '', numberOf } = collection.sequence ?? {};
    if (numberOf) this.#sandbox.sequences.raise(name, numberOf(document.wire, document.internal));
    rules.afterWrite?.(this.#sandbox, before, document);
    if (before) this.#followers.follow(entry, before, document);
    return this.get(entry, newKey);
  }

  /** The error of a changed value by which other documents name this one. */
  #referrerErrors(
    rules: AnyRules,
    before: AnyStored | undefined,
    after: AnyStored,
  ): DocumentError[] {
    const referrers = before && describeReferrers(rules, { before, after }, this.#scope);
    return referrers === undefined
      ? []
      : [{ at: '', message: `cannot be changed like this: it is named by ${referrers}` }];
  }

  #assertRoom({ contract, name, rules }: DataCollection): void {
    const { collection } = rules;
    const { maxDocuments = Number.POSITIVE_INFINITY } = collection;
    if (this.#sandbox.documents(collection).count({}) < maxDocuments) return;
    throw conflict(`${contract}/${name} has at most ${maxDocuments} documents`);
  }
}

/** This many keys are compared with an unknown one. */
const maxSuggested = 1000;

interface Change {
  readonly fields: SentFields;
  readonly candidate: AnyStored;
  readonly before?: AnyStored | undefined;
  readonly key?: string;
}

/** A document without its secrets. */
export function toDataDocument(
  { collection, secrets = {}, present }: AnyRules,
  document: AnyStored,
  sandbox: Sandbox,
): DataDocument {
  const { wire, internal } = present?.(document, sandbox) ?? document;
  const key = collection.key(wire, internal);
  return Object.keys(secrets).reduce(withoutValue<DataDocument>, { key, wire, internal });
}

/** The fields that were sent with the secrets of the document before, or those of a new one. */
function withSecrets(
  { secrets = {} }: AnyRules,
  { wire, internal }: AnyStored,
  before: AnyStored | undefined,
): AnyStored {
  let document: AnyStored = { wire, internal };
  for (const [secret, initial] of Object.entries(secrets)) {
    const value = (before && valueAt(before, secret)) ?? initial;
    const parent = valueAt(document, secret.slice(0, secret.lastIndexOf('/')));
    if (value !== undefined && isObject(parent)) document = withValue(document, secret, value);
  }
  return document;
}

function keyOf({ toKey }: AnyRules, text: string): string {
  return toKey?.(text) ?? text;
}

/** The fields that were sent. Throws DocumentErrors for unknown and secret ones, and for anything but an object. */
function sentFields(rules: AnyRules, sent: unknown): SentFields {
  if (!isObject(sent))
    throw new DocumentErrors([
      { at: '', message: 'must be an object with the fields of a document' },
    ]);
  const { fields, errors } = parseFields(rules, sent);
  if (errors.length > 0) throw new DocumentErrors(errors);
  return fields;
}

function keyErrors(
  { keyField, toKey }: AnyRules,
  {
    fields,
    key,
    newKey,
  }: { readonly fields: SentFields; readonly key: string | undefined; readonly newKey: string },
): DocumentError[] {
  const expected = key ?? fields.key;
  if (expected === undefined) return [];
  const text = String(expected);
  if (newKey === text || newKey === toKey?.(text)) return [];
  const message = `must be that of the document ${text}; delete the document and add another one to change it`;
  return [{ at: keyField, message }];
}

function takenKey({ keyField }: AnyRules, key: string): DocumentError {
  return {
    at: keyField,
    message: `must be new; there is a document ${key}, which PUT or PATCH changes`,
  };
}

/** The fields that were sent with a value: null may have removed a field. */
function withoutNulls<T extends object>(sent: T): T {
  const entries = Object.entries(sent).flatMap(([name, value]) => {
    if (value === null) return [];
    return [[name, isObject(value) ? withoutNulls(value) : value] as const];
  });
  return Object.fromEntries(entries) as T;
}
