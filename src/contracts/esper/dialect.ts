import { NewerProblem, Problem } from '../../../schemas/esper/problem.js';
import type { Dialect } from '../../simulator/contract/dialect.js';
import type { FieldError } from '../../simulator/contract/problem.js';

const mediaType = 'application/json; charset=utf-8';

/** The older generation of the API: users, device groups, token info. */
export const dialect: Dialect = {
  problem: Problem,
  mediaType,
  render: ({ status, message, fieldErrors }): Problem => ({
    errors: fieldErrors.map(toLine),
    message,
    status,
  }),
};

/** authn2 and authz2. */
export const v2Dialect: Dialect = {
  problem: NewerProblem,
  mediaType,
  render: ({ status, message, fieldErrors }): NewerProblem => ({
    code: status,
    message,
    errors: fieldErrors.map(toLine),
  }),
};

/** A fault as one line: `profile.role: must be ...`. */
function toLine({ at, in: place, message }: FieldError): string {
  const field = place === 'body' ? at.slice(1).replaceAll('/', '.') : at;
  return `${field || place}: ${message}`;
}
