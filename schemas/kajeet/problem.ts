import { type Static, Type } from '@sinclair/typebox';
import { inferred, stringEnum } from '../annotations.js';

/** Kajeet documents no error body; public clients read the text in `message`. */
export const Problem = inferred(
  Type.Object(
    {
      timestamp: Type.String({
        format: 'date-time',
        description: "The time of the sandbox's clock",
      }),
      status: Type.Integer({ description: 'The HTTP status' }),
      error: Type.String({ description: 'The reason phrase of the status' }),
      message: Type.String({ description: 'Human-readable explanation of the error' }),
      path: Type.String({ description: 'The requested path' }),
      errors: Type.Optional(
        Type.Array(
          Type.Object({
            in: stringEnum(['path', 'query', 'header', 'body']),
            at: Type.String({
              description: 'The name of the parameter or the JSON pointer into the body',
            }),
            message: Type.String({ description: 'What is wrong and what would be valid' }),
          }),
          { description: 'Every validation error found in the request' },
        ),
      ),
    },
    { $id: 'Problem', description: 'An error response' },
  ),
);
export type Problem = Static<typeof Problem>;
