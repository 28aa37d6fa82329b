import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { chosen, inferred, nullable, stringEnum } from '../annotations.js';
import { byFlag, byText, listQuery } from './lists.js';
import { createTime, identifier, updateTime } from './values.js';

/** The times that every object has. */
export interface Timestamped {
  readonly createTime: string;
  readonly updateTime: string;
}

/** An object with an identifier, its fields and its times. */
export type ObjectOf<Fields extends TProperties, Id extends string> = {
  readonly [Key in Id]: string;
} & { readonly [Key in keyof Fields]: Static<Fields[Key]> } & Timestamped;

/** How much of an object the vendor publishes: all fields, the beginning of their list, or an entry of the index alone. */
export type Publication = 'object' | 'part' | 'entry';

/** What distinguishes one kind of object from others. */
interface ObjectSpec<Fields extends TProperties, Id extends string, Joined extends keyof Fields> {
  /** The name of the model; those of its bodies begin with it. */
  readonly name: string;
  /** One object and several, as descriptions and messages name them. */
  readonly nouns: readonly [string, string];
  readonly id: Id;
  readonly publication: Publication;
  /** The fields besides the identifier and the times, in the vendor's order. All are inferred if the vendor publishes only the entry. */
  readonly fields: Fields;
  /** Fields that are not stored: each is a field of the object that another field refers to. */
  readonly joined?: Readonly<
    Record<Joined, readonly [reference: keyof Fields & string, field: string]>
  >;
  /** The fields that bodies may have, each with what a new object has when it is left out; `required` if it must not be. */
  readonly writable?: { readonly [Key in keyof Fields]?: Static<Fields[Key]> | typeof required };
  /** What a new object has in fields that no body sets. */
  readonly initial?: { readonly [Key in keyof Fields]?: Static<Fields[Key]> };
  /** Fields to sort by, besides the identifier and the times. */
  readonly sorts?: readonly (keyof Fields & string)[];
  readonly filters?: readonly (keyof Fields & string)[];
  /** An example of a body that creates an object. Its first field is the example of an update. */
  readonly example?: { readonly [Key in keyof Fields]?: Static<Fields[Key]> };
}

/** Marks a field that a new object must have. */
export const required = Symbol('required');

/** The schemas of one kind of object, derived from its fields. */
export interface ObjectSchemas<Stored> extends Readonly<Record<SchemaName, TObject>> {
  readonly id: string;
  readonly nouns: readonly [string, string];
  readonly publication: Publication;
  /** Fields that are not stored: the field that refers to another object, and the field to show of it. */
  readonly joined: Readonly<Record<string, readonly [reference: string, field: string]>>;
  readonly filters: readonly string[];
  /** The fields that need a column. */
  readonly indexed: readonly string[];
  /** The fields of a new object that its body leaves out. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The type of a stored object; there is no such value. */
  readonly type?: Stored;
}

/** The model, what is stored of it, the bodies of a new and of a changed object, the query of the list. */
type SchemaName = 'model' | 'stored' | 'input' | 'update' | 'query';

/** An object as it is stored: without joined fields. */
export type StoredObject<Schemas> = Schemas extends ObjectSchemas<infer Stored> ? Stored : never;

/** Derives the schemas of one kind of object from its fields. */
export function objectSchemas<
  Fields extends TProperties,
  Id extends string,
  Joined extends keyof Fields = never,
>(spec: ObjectSpec<Fields, Id, Joined>): ObjectSchemas<ObjectOf<Omit<Fields, Joined>, Id>> {
  const { name, nouns, id, fields, publication, writable = {}, example = {} } = spec;
  const { joined = {}, sorts = [], filters = [], initial = {} } = spec;
  const shown = publication === 'entry' ? inferredFields(spec.fields) : spec.fields;
  const { uuid, ...others } = shown as TProperties;
  const times = { createTime, updateTime };
  const properties = {
    [id]: identifier(`The identifier of the ${nouns[0]}`),
    ...others,
    ...(publication === 'object' ? times : inferredFields(times)),
    ...(others.createTime && { createTime }),
    ...(uuid && { uuid }),
  };
  const defaults = Object.entries(writable).filter(([, value]) => value !== required);
  const optional = defaults.map(([field]) => field);
  const bodyFields = Object.keys(writable).map(
    (field) => [field, fields[field] as TSchema] as const,
  );
  const body = (suffix: string, isOptional: (field: string) => boolean, options: object): TObject =>
    inferred(
      Type.Object(
        Object.fromEntries(
          bodyFields.map(([field, schema]) => [
            field,
            isOptional(field) ? Type.Optional(schema) : schema,
          ]),
        ),
        { $id: `${name}${suffix}`, ...options },
      ),
    );
  return {
    id,
    nouns,
    publication,
    joined,
    filters,
    indexed: [...new Set<string>([...sorts, ...filters])],
    defaults: { ...Object.fromEntries(defaults), ...initial },
    model: Type.Object(properties, { $id: name, description: `The ${nouns[0]} object` }),
    stored: Type.Omit(Type.Object(properties), Object.keys(joined)) as TObject,
    input: body('Input', (field) => optional.includes(field), {
      description: `The fields of a new ${nouns[0]}. The vendor publishes none: these are fields of its responses`,
      examples: [example],
    }),
    update: body('Update', () => true, {
      description: `The changes of a ${nouns[0]}; fields that are left out stay`,
      examples: [Object.fromEntries(Object.entries(example).slice(0, 1))],
    }),
    query: listQuery(
      ['createTime', id, ...sorts, 'updateTime'],
      Object.fromEntries(filters.map((field) => [field, filterSchema(fields[field] as TSchema)])),
    ),
  };
}

/** A path parameter that identifies an object. */
export function identifierParameter(noun: string): object {
  return { description: `The identifier of the ${noun}`, examples: [identifier('').examples?.[0]] };
}

/** A filter compares whole texts in letters of either case, flags in both spellings, and other values exactly. */
function filterSchema({ type, enum: allowed, description = '', examples = [] }: TSchema): TSchema {
  if (type === 'boolean') return inferred({ ...byFlag, description });
  // The type of a field that can be null is a list.
  if ([type].flat().includes('integer')) return inferred(Type.Integer({ description, examples }));
  if (allowed) {
    const values = allowed.filter((value: unknown) => value !== null);
    return inferred(stringEnum(values, { description }));
  }
  return inferred(byText(description.replace(/\.?$/, ''), String(examples[0] ?? 'text')));
}

/** A field that the vendor prints: a text of at most 255 characters. */
export function text(description: string, example: string) {
  return chosen(Type.String({ description, maxLength: 255, examples: [example] }), 'maxLength');
}

/** A name, which is not empty. */
export function nameField(description: string, example: string) {
  return chosen(
    Type.String({ description, minLength: 1, maxLength: 255, examples: [example] }),
    'minLength',
    'maxLength',
  );
}

/** A whole number whose limits are Understudy's choice. */
export function integer(
  description: string,
  { minimum, maximum, example }: Readonly<Record<'minimum' | 'maximum' | 'example', number>>,
) {
  const limits = { minimum, maximum, description, examples: [example] };
  return chosen(Type.Integer(limits), 'minimum', 'maximum');
}

/** An http or https URL. */
export function urlField(description: string, example: string) {
  return chosen(
    Type.String({
      pattern: '^https?://\\S+$',
      maxLength: 2048,
      description: `an http or https URL: ${description}`,
      examples: [example],
    }),
    'pattern',
    'maxLength',
  );
}

/** A reference to an object by its identifier. */
export function reference(noun: string) {
  return Type.String(identifierParameter(noun));
}

/** A reference that may be missing. */
export function nullableReference(noun: string) {
  return chosen(nullable(reference(noun)), 'null');
}

/** Marks every field as Understudy's choice. */
export function inferredFields<Fields extends TProperties>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => [name, inferred(schema)]),
  ) as Fields;
}
