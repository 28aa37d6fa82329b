import type { AnyCollection } from '../../store/documents/collection.js';
import { unknownNameMessage } from '../validation/suggestion.js';
import { escapeSegment, valuesAt } from './pointers.js';
import type { AnyRules, AnyStored, DocumentError } from './rules.js';
import { allowsNull, type DocumentPart, documentParts, fieldsOf } from './schemas.js';

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a document that a caller sent, by part. */
export interface SentFields {
  readonly wire: Fields;
  readonly internal: Fields;
  /** The key that was sent beside the parts, as a response has it. */
  readonly key?: unknown;
  /** The place of a field in what was sent, by its JSON pointer in the document. */
  readonly placeOf: (pointer: string) => string;
}

/**
 * Sorts the fields that a caller sent into the parts of a document. A caller may send fields by name, or a document as it is
 * shown, with the parts `wire` and `internal`. Errors name unknown and secret fields; their pointers are those of what was sent.
 */
export function parseFields(
  rules: AnyRules,
  sent: Fields,
): { readonly fields: SentFields; readonly errors: readonly DocumentError[] } {
  const parts: Record<DocumentPart, Record<string, unknown>> = { wire: {}, internal: {} };
  const places = new Map<string, string>();
  const errors: DocumentError[] = [];
  const { key, named } = sortFields(rules.collection, sent);
  for (const { part, name, value, at } of named) {
    const pointer = `/${part}/${escapeSegment(name)}`;
    const other = places.get(pointer);
    if (part === undefined) errors.push({ at, message: unknownField(rules.collection, name) });
    else if (other !== undefined) errors.push({ at, message: `is given twice, also as ${other}` });
    else {
      places.set(pointer, at);
      parts[part][name] = value;
    }
  }
  const placeOf = (pointer: string) => placeIn(places, pointer);
  const fields = { ...parts, ...(key !== undefined && { key }), placeOf };
  return { fields, errors: [...errors, ...secretErrors(rules, fields)] };
}

/** A field that was sent, its JSON pointer, and the part that it belongs to; undefined for an unknown one. */
interface NamedField {
  readonly part: DocumentPart | undefined;
  readonly name: string;
  readonly value: unknown;
  readonly at: string;
}

/** The fields that were sent, with their parts, and the key beside the parts. */
function sortFields(
  collection: AnyCollection,
  sent: Fields,
): { readonly key?: unknown; readonly named: readonly NamedField[] } {
  const declared = fieldsOf(collection);
  const isField = (name: string) =>
    documentParts.some((part) => declared[part].names.includes(name));
  const isNested = documentParts.some((part) => isObject(sent[part]) && !isField(part));
  const isKey = (name: string) => name === 'key' && (isNested || !isField(name));
  const named = Object.entries(sent).flatMap(([name, value]): NamedField | NamedField[] => {
    const at = `/${escapeSegment(name)}`;
    const nested = isNested ? documentParts.find((part) => part === name) : undefined;
    if (isKey(name)) return [];
    if (nested && isObject(value))
      return Object.entries(value).map(([inner, each]) => ({
        part: nested,
        name: inner,
        value: each,
        at: `${at}/${escapeSegment(inner)}`,
      }));
    const open = declared.wire.isOpen ? 'wire' : undefined;
    const part = documentParts.find((each) => declared[each].names.includes(name)) ?? open;
    return { part, name, value, at };
  });
  return { named, ...(isKey('key') && { key: sent.key }) };
}

/** Merges the fields that were sent into a document. */
export function mergeDocument(
  collection: AnyCollection,
  before: AnyStored,
  fields: SentFields,
): AnyStored {
  const [wire = {}, internal = {}] = documentParts.map((part) =>
    mergeFields(collection, part, { before: before[part], patch: fields[part] }),
  );
  return { wire, internal };
}

/** Merges a patch into a part of a document, as RFC 7396 says; null is set where the schema allows it and removes the field elsewhere. */
function mergeFields(
  collection: AnyCollection,
  part: DocumentPart,
  { before, patch }: { readonly before: Fields; readonly patch: Fields },
  path: readonly string[] = [],
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(patch)) {
    const current = merged[name];
    const inner = [...path, name];
    if (value === null && !allowsNull(collection, part, inner)) delete merged[name];
    else if (isObject(value) && isObject(current))
      merged[name] = mergeFields(collection, part, { before: current, patch: value }, inner);
    else merged[name] = value;
  }
  return merged;
}

/** The part of a message that names the fields of a collection, and suggests one for a misspelt name. */
function unknownField(collection: AnyCollection, name: string): string {
  const { wire, internal } = fieldsOf(collection);
  return unknownNameMessage(name, [...wire.names, ...internal.names]);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The place of a pointer of the document: that of the field that contains it, or where the field would be sent. */
function placeIn(places: ReadonlyMap<string, string>, pointer: string): string {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const place = places.get(pointer.slice(0, end));
    if (place !== undefined) return place + pointer.slice(end);
  }
  const isNested = [...places.values()].some((place) => /^\/(wire|internal)\//.test(place));
  return isNested ? pointer : pointer.replace(/^\/(wire|internal)(?=\/)/, '');
}

function secretErrors({ secrets = {} }: AnyRules, fields: SentFields): DocumentError[] {
  return Object.keys(secrets).flatMap((secret) =>
    valuesAt(fields, secret).map(({ at }) => ({
      at: fields.placeOf(at),
      message: 'is a secret, which is neither shown nor set here',
    })),
  );
}
