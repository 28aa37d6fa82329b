import { STATUS_CODES } from 'node:http';
import { type Static, Type } from '@sinclair/typebox';
import { stringEnum } from '../../../schemas/annotations.js';
import type { Dialect } from './dialect.js';

/** An error body as RFC 9457 defines it, for responses that belong to no vendor. */
const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'about:blank: the status describes the problem' }),
    title: Type.String({ description: 'The name of the status' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong and what would pass' }),
    instance: Type.String({ description: 'The requested path' }),
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
  { $id: 'ProblemDetails', description: 'An error response' },
);

/** The dialect of Understudy's own error responses. */
export const problemDetails: Dialect = {
  problem: ProblemDetails,
  mediaType: 'application/problem+json; charset=utf-8',
  render({ status, message, fieldErrors }, { path }): Static<typeof ProblemDetails> {
    const errors = fieldErrors.length > 0 ? { errors: [...fieldErrors] } : {};
    const title = STATUS_CODES[status] ?? 'Error';
    return { type: 'about:blank', title, status, detail: message, instance: path, ...errors };
  },
};
