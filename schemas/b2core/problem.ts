import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../annotations.js';

/** B2CORE IB documents no error body: this one is Understudy's invention. */
export const Problem = inferred(
  Type.Object(
    {
      code: Type.Integer({ description: 'The HTTP status' }),
      message: Type.String({ description: 'What is wrong, for people' }),
      errors: Type.Array(
        Type.Object({
          field: Type.String({
            description: "The parameter's name or, in a body, the JSON pointer",
          }),
          message: Type.String({ description: 'What was wrong and what would pass' }),
        }),
        { description: 'Every fault found in what was sent' },
      ),
    },
    { $id: 'Problem', description: 'A refusal' },
  ),
);
export type Problem = Static<typeof Problem>;
