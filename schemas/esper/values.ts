import { type TSchema, Type } from '@sinclair/typebox';
import { chosen, inferred, lenient, nullable, ref } from '../annotations.js';

/** A time in a response. */
export const time = (description: string) =>
  Type.String({ format: 'date-time', description, examples: ['2019-08-24T14:15:22Z'] });

/** An absolute URL of another object. */
export const link = (description: string) => Type.String({ format: 'uri', description });

/** A value that the vendor publishes without null, and that can be absent. */
export const orNull = <Schema extends TSchema>(schema: Schema) => chosen(nullable(schema), 'null');

/** The parameters of every list. */
export const pageParameters = (nouns = 'items') => ({
  limit: Type.Optional(
    lenient(
      Type.Integer({
        minimum: 1,
        default: 20,
        description: `How many ${nouns} to return; at most the setting esper.maxLimit, 500 by default`,
      }),
    ),
  ),
  offset: Type.Optional(
    lenient(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: `How many ${nouns} to skip`,
      }),
    ),
  ),
});

/** A page of a list: the items with their total number and links to the pages before and after. */
export function pageOf<Item extends TSchema>(item: Item, nouns: string, name = `${item.$id}Page`) {
  return Type.Object(
    {
      count: Type.Integer({ description: `How many ${nouns} match in total` }),
      next: orNull(link('The next page; null on the last')),
      previous: orNull(link('The previous page; null on the first')),
      results: Type.Array(ref(item)),
    },
    { $id: name, description: `A page of ${nouns}` },
  );
}

/** A filter that compares whole texts in letters of either case. */
export const textFilter = (description: string, example: string) =>
  Type.Optional(Type.String({ description, examples: [example] }));

/** An object whose keys the vendor does not publish. */
export const undocumentedObject = (description: string, properties: Record<string, TSchema>) =>
  Type.Object(
    Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, inferred(each)])),
    { description: `${description}. The vendor publishes no keys; these are Understudy's choice` },
  );
