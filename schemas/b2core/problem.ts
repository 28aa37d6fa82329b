import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../annotations.js';

/** The error body. B2CORE IB documents none: this one is Understudy's choice. */
export const Problem = inferred(
  Type.Object(
    {
      code: Type.Integer({ description: 'The HTTP status' }),
      message: Type.String({ description: 'What is wrong, in words' }),
      errors: Type.Array(
        Type.Object({
          field: Type.String({
            description: "The parameter's name or, in a body, the JSON pointer",
          }),
          message: Type.String({ description: 'What is wrong and what would be accepted' }),
        }),
        { description: 'Every error found in the request' },
      ),
    },
    { $id: 'Problem', description: 'An error' },
  ),
);
export type Problem = Static<typeof Problem>;
