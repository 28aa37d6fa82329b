import type { Collection, DataDocument } from '../world.js';

/** What the console needs of a JSON Schema. */
interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly FieldSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

interface PartSchema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
}

/** How a field is edited. */
type FieldKind = 'text' | 'number' | 'choice' | 'json';

/** A field of a document, with what its schema and its collection say of it. */
export interface FieldSpec {
  readonly part: 'wire' | 'internal';
  readonly name: string;
  readonly kind: FieldKind;
  readonly schema: FieldSchema;
  /** The values of a choice, as JSON. */
  readonly choices: readonly string[];
  /** Whether it may have no value: null, or being left out. */
  readonly isOptional: boolean;
  /** Why it cannot be changed; undefined if it can. */
  readonly fixed: string | undefined;
}

/** A value that a user has typed, or what is wrong with it. */
export type ParsedValue = { readonly value: unknown } | { readonly error: string };

/** The fields of a document in the order of the schema. Fields that the schema does not name come last. */
export function fieldSpecs(collection: Collection, document: DataDocument): FieldSpec[] {
  return (['wire', 'internal'] as const).flatMap((part) => {
    const values = document[part];
    const { properties = {}, required = [] } = matchingSchema(collection.schema[part], values);
    const names = [...new Set([...Object.keys(properties), ...Object.keys(values)])];
    return names
      .filter((name) => !collection.secrets.includes(name))
      .map((name) =>
        specOf(collection, { part, name }, properties[name], !required.includes(name)),
      );
  });
}

/** The alternative that has all fields of a part, or the first. */
function matchingSchema(
  alternatives: readonly unknown[],
  values: Readonly<Record<string, unknown>>,
): PartSchema {
  const all = alternatives as readonly PartSchema[];
  const names = Object.keys(values);
  const fits = ({ properties = {}, required = [] }: PartSchema) =>
    names.every((name) => Object.hasOwn(properties, name)) &&
    required.every((name) => names.includes(name));
  return all.find(fits) ?? all[0] ?? {};
}

function specOf(
  { key, derived }: Collection,
  { part, name }: Pick<FieldSpec, 'part' | 'name'>,
  schema: FieldSchema = {},
  isLeftOut: boolean,
): FieldSpec {
  const { value, isNullable } = withoutNull(schema);
  const choices = choicesOf(value);
  const fixed =
    name === key
      ? 'The key of the document'
      : derived.includes(name)
        ? 'Follows from other fields'
        : undefined;
  return {
    ...{ part, name, choices, fixed },
    kind: kindOf(value, choices),
    schema: { ...schema, ...value },
    isOptional: isNullable || isLeftOut,
  };
}

/** The schema of the values other than null. */
function withoutNull(schema: FieldSchema): { value: FieldSchema; isNullable: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  if (others && others.length < (schema.anyOf?.length ?? 0)) {
    const [only = {}] = others;
    return { value: others.length === 1 ? only : { anyOf: others }, isNullable: true };
  }
  const types = [schema.type ?? []].flat();
  if (!types.includes('null')) return { value: schema, isNullable: false };
  const rest = types.filter((type) => type !== 'null');
  return {
    value: { ...schema, type: rest.length === 1 ? rest[0] : rest } as FieldSchema,
    isNullable: true,
  };
}

function choicesOf({ type, enum: values, anyOf }: FieldSchema): readonly string[] {
  if (type === 'boolean') return ['true', 'false'];
  if (values) return values.filter((each) => each !== null).map((each) => JSON.stringify(each));
  if (anyOf?.every((each) => each.const !== undefined))
    return anyOf.map((each) => JSON.stringify(each.const));
  return [];
}

function kindOf({ type }: FieldSchema, choices: readonly string[]): FieldKind {
  if (choices.length > 0) return 'choice';
  if (type === 'string') return 'text';
  return type === 'number' || type === 'integer' ? 'number' : 'json';
}

/** The text that a field is edited as; empty for no value. */
export function editText({ kind }: FieldSpec, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (kind === 'choice') return JSON.stringify(value);
  if (kind === 'json') return JSON.stringify(value, null, 2);
  return String(value);
}

/** Reads the text of a field. The server checks what the schema says further. */
export function parseText({ kind, isOptional }: FieldSpec, text: string): ParsedValue {
  if (text.trim() === '' && (kind !== 'text' || (isOptional && text === '')))
    return isOptional ? { value: null } : { error: 'must have a value' };
  if (kind === 'text') return { value: text };
  if (kind === 'number') {
    const value = Number(text);
    return Number.isFinite(value) ? { value } : { error: 'must be a number' };
  }
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: `must be JSON: ${(error as Error).message}` };
  }
}

/** What turns one value into another as a merge patch (RFC 7396): keys that are gone are null. */
export function mergePatch(before: unknown, after: unknown): unknown {
  if (!isObject(before) || !isObject(after)) return after;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  return {
    ...Object.fromEntries(removed.map((key) => [key, null])),
    ...Object.fromEntries(
      Object.entries(after).map(([key, value]) => [key, mergePatch(before[key], value)]),
    ),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
