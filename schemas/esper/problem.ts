import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../annotations.js';

const message = Type.String({ description: 'What is wrong, in words' });
const errors = Type.Array(Type.String(), {
  description: 'Every error found in the request, as `field: what is wrong`; may be empty',
});

/** The error body of version 1 of the API. */
export const Problem = Type.Object(
  { errors, message, status: Type.Integer({ description: 'The HTTP status' }) },
  { $id: 'Problem', description: 'An error' },
);
export type Problem = Static<typeof Problem>;

/**
 * The error body of authn2 and authz2. The vendor documents `message`, `status` or `code`, and `error` or `errors`, but not
 * when each is used.
 */
export const V2Problem = inferred(
  Type.Object(
    { code: Type.Integer({ description: 'The HTTP status' }), message, errors },
    { $id: 'NewerProblem', description: 'An error of authn2 and authz2' },
  ),
);
export type V2Problem = Static<typeof V2Problem>;

/** The error body of version 2 and of the services. The vendor publishes no keys of its content. */
export const ContentProblem = Type.Object(
  {
    code: Type.Integer({ description: 'The HTTP status' }),
    message,
    content: Type.Object({ errors: inferred(errors) }),
  },
  { $id: 'ContentProblem', description: 'An error of version 2 or of a service' },
);
export type ContentProblem = Static<typeof ContentProblem>;
