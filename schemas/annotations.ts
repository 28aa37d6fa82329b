import { type Static, type TSchema, Type } from '@sinclair/typebox';

/** Marks a schema that the vendor does not document: it is Understudy's choice. */
export function inferred<T extends TSchema>(schema: T): T {
  return { ...schema, 'x-evidence': 'inferred' };
}

/** Marks keywords of a documented schema that are Understudy's choice, such as limits, null and required. */
export function chosen<T extends TSchema>(schema: T, ...keywords: string[]): T {
  return { ...schema, 'x-chosen': keywords };
}

/** A schema that also allows null. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T> | null>({
    ...schema,
    type: [schema.type, 'null'],
    ...(schema.enum && { enum: [...schema.enum, null] }),
  });
}

/** Marks a schema that no documentation shows, but public client code relies on. */
export function observed<T extends TSchema>(schema: T): T {
  return { ...schema, 'x-evidence': 'observed' };
}

/** A string that is one of `values`. */
export function stringEnum<const Values extends readonly string[]>(
  values: Values,
  options: object = {},
) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });
}

/** An array typed as read-only, like those of stored documents. */
export function readonlyArray<T extends TSchema>(items: T, options: object = {}) {
  return Type.Unsafe<readonly Static<T>[]>(Type.Array(items, options));
}

const referencedModel = Symbol('referencedModel');

/** A reference to a model by its `$id`. */
export function ref<T extends TSchema>(model: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${model.$id}#`, [referencedModel]: model });
}

/** All models that schemas reference, directly or through other models, in the order in which they are found. */
export function collectModels(...schemas: readonly unknown[]): TSchema[] {
  const found = new Set<TSchema>();
  const walk = (schema: unknown) => {
    if (typeof schema !== 'object' || schema === null) return;
    const model = (schema as { [referencedModel]?: TSchema })[referencedModel];
    if (model && !found.has(model)) {
      found.add(model);
      walk(model);
    }
    for (const part of Object.values(schema)) walk(part);
  };
  for (const schema of schemas) walk(schema);
  return [...found];
}

/** An integer whose maximum is a setting of the contract. */
export function integerUpToSetting(setting: string, options: object = {}) {
  return Type.Integer({ 'x-maximum-setting': setting, ...options });
}

/** A string whose maximum length is a setting of the contract. */
export function stringUpToSetting(setting: string, options: object = {}) {
  return Type.String({ 'x-maximum-setting': setting, ...options });
}

/** Makes a parameter lenient: an invalid value is ignored unless the setting `unless` is on. */
export function lenient<T extends TSchema>(schema: T, unless?: string): T {
  return { ...schema, 'x-lenient': unless ?? true };
}

/** A string of comma-separated values that each match the schema `item`. */
export function commaSeparated(item: object, options: object = {}) {
  return Type.String({ 'x-list': item, ...options });
}
