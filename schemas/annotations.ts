import { type Static, type TSchema, Type } from '@sinclair/typebox';

/** Marks what the vendor does not document: Understudy's own choice. */
export function inferred<T extends TSchema>(schema: T): T {
  return { ...schema, 'x-evidence': 'inferred' };
}

/** Marks parts of a documented schema that are Understudy's own choice: limits, null, what is required. */
export function chosen<T extends TSchema>(schema: T, ...parts: string[]): T {
  return { ...schema, 'x-chosen': parts };
}

/** The same schema, or null. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, 'null'] });
}

/** Marks what no documentation has, but public client code relies on. */
export function observed<T extends TSchema>(schema: T): T {
  return { ...schema, 'x-evidence': 'observed' };
}

/** One of several strings. */
export function stringEnum<const Values extends readonly string[]>(
  values: Values,
  options: object = {},
) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options });
}

const referred = Symbol('the model that a reference leads to');

/** A reference to a model by its `$id`. */
export function ref<T extends TSchema>(model: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${model.$id}#`, [referred]: model });
}

/** The models that schemas refer to, and those that these refer to: each once, in the order in which they are met. */
export function collectModels(...schemas: readonly unknown[]): TSchema[] {
  const found = new Set<TSchema>();
  const walk = (schema: unknown) => {
    if (typeof schema !== 'object' || schema === null) return;
    const model = (schema as { [referred]?: TSchema })[referred];
    if (model && !found.has(model)) {
      found.add(model);
      walk(model);
    }
    for (const part of Object.values(schema)) walk(part);
  };
  for (const schema of schemas) walk(schema);
  return [...found];
}

/** A whole number in a query, at most what a setting of the contract says. */
export function integerUpToSetting(setting: string, options: object = {}) {
  return Type.Integer({ 'x-maximum-setting': setting, ...options });
}

/** Text, at most as long as a setting of the contract says. */
export function stringUpToSetting(setting: string, options: object = {}) {
  return Type.String({ 'x-maximum-setting': setting, ...options });
}

/** A parameter of which a value that does not fit counts as none, unless the setting that is named is on. */
export function lenient<T extends TSchema>(schema: T, unless?: string): T {
  return { ...schema, 'x-lenient': unless ?? true };
}

/** Comma-separated values in one string, each as the given schema says. */
export function commaSeparated(part: object, options: object = {}) {
  return Type.String({ 'x-list': part, ...options });
}
