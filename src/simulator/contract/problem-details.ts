import { STATUS_CODES } from 'node:http';
import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../../../schemas/annotations.js';
import type { Dialect } from './dialect.js';

/** A problem as RFC 9457 has it, for whatever is no vendor's. */
const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'about:blank: the status says it all' }),
    title: Type.String({ description: 'The name of the status' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong and what would pass' }),
    instance: Type.String({ description: 'The path that was asked for' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: stringEnum(['path', 'query', 'header', 'body']),
          at: Type.String({ description: "The parameter's name or, in a body, the JSON pointer" }),
          message: Type.String(),
        }),
      ),
    ),
  },
  { $id: 'ProblemDetails', description: 'A refusal' },
);

/** How Understudy itself refuses. */
export const problemDetails: Dialect = {
  problem: ProblemDetails,
  mediaType: 'application/problem+json; charset=utf-8',
  render({ status, message, fieldErrors }, { path }): Static<typeof ProblemDetails> {
    const errors = fieldErrors.length > 0 ? { errors: [...fieldErrors] } : {};
    const title = STATUS_CODES[status] ?? 'Error';
    return { type: 'about:blank', title, status, detail: message, instance: path, ...errors };
  },
};
