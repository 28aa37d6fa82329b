import { type Static, Type } from '@sinclair/typebox';
import { inferred, stringEnum } from '../annotations.js';

/** Kajeet documents no error body; public clients read the text of `message`. */
export const Problem = inferred(
  Type.Object(
    {
      timestamp: Type.String({ format: 'date-time', description: "The sandbox's clock" }),
      status: Type.Integer({ description: 'The HTTP status' }),
      error: Type.String({ description: 'The name of the status' }),
      message: Type.String({ description: 'What is wrong, for people' }),
      path: Type.String({ description: 'The path that was asked for' }),
      errors: Type.Optional(
        Type.Array(
          Type.Object({
            in: stringEnum(['path', 'query', 'header', 'body']),
            at: Type.String({
              description: "The parameter's name or, in a body, the JSON pointer",
            }),
            message: Type.String({ description: 'What was wrong and what would pass' }),
          }),
          { description: 'Every fault found in what was sent' },
        ),
      ),
    },
    { $id: 'Problem', description: 'A refusal' },
  ),
);
export type Problem = Static<typeof Problem>;
