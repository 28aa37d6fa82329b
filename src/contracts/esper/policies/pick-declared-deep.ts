import type { Static, TSchema } from '@sinclair/typebox';

/** A value without the properties that its schema does not declare, also inside objects and lists. */
export function pickDeclaredDeep<Schema extends TSchema>(
  schema: Schema,
  value: Static<Schema>,
): Static<Schema> {
  if (Array.isArray(value))
    return value.map((each) => pickDeclaredDeep(schema.items as TSchema, each)) as Static<Schema>;
  if (typeof value !== 'object' || value === null || !schema.properties) return value;
  const declared = Object.entries(value).filter(([name]) => Object.hasOwn(schema.properties, name));
  return Object.fromEntries(
    declared.map(([name, each]) => [name, pickDeclaredDeep(schema.properties[name], each)]),
  ) as Static<Schema>;
}
