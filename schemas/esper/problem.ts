import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../annotations.js';

const message = Type.String({ description: 'What is wrong, for people' });
const errors = Type.Array(Type.String(), {
  description: 'Every fault found in what was sent, as `field: what was wrong`; may be empty',
});

/** How the older generation of the API refuses. */
export const Problem = Type.Object(
  { errors, message, status: Type.Integer({ description: 'The HTTP status' }) },
  { $id: 'Problem', description: 'A refusal' },
);
export type Problem = Static<typeof Problem>;

/**
 * How authn2 and authz2 refuse. The vendor documents `message`, one of `status` and `code`, and one of `error` and
 * `errors`; which of them comes when, it does not say.
 */
export const NewerProblem = inferred(
  Type.Object(
    { code: Type.Integer({ description: 'The HTTP status' }), message, errors },
    { $id: 'NewerProblem', description: 'A refusal of authn2 and authz2' },
  ),
);
export type NewerProblem = Static<typeof NewerProblem>;
