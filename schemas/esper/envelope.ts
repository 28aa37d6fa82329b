import { type TSchema, Type } from '@sinclair/typebox';
import { chosen, ref } from '../annotations.js';
import { orNull } from './values.js';

/** The body of version 2 and of the services: a status, a sentence, and what was asked for. */
export const contentOf = <Content extends TSchema>(content: Content, $id: string) =>
  Type.Object(
    {
      code: Type.Integer({ description: 'The HTTP status' }),
      message: chosen(Type.String({ description: 'What was done' }), 'its text'),
      content,
    },
    { $id, description: 'A response in its envelope' },
  );

/** How a page names the one before it: the services and version 2 differ. */
type PreviousKey = 'previous' | 'prev';

/** A page of a list, in its envelope. */
export function contentPage<Item extends TSchema>(
  item: Item,
  nouns: string,
  previous: PreviousKey = 'previous',
) {
  const page = Type.Object(
    {
      count: Type.Integer({ description: `How many ${nouns} match in total` }),
      next: orNull(Type.String({ description: 'The next page; null on the last' })),
      [previous]: orNull(Type.String({ description: 'The previous page; null on the first' })),
      results: Type.Array(ref(item)),
    },
    { description: `A page of ${nouns}` },
  );
  return contentOf(page, `${item.$id}Page`);
}
