import { NewerProblem, Problem } from '../../../schemas/esper/problem.js';
import type { Dialect } from '../../simulator/contract.js';
import type { Fault } from '../../simulator/problem.js';

const mediaType = 'application/json; charset=utf-8';

/** The older generation of the API: users, device groups, token info. */
export const dialect: Dialect = {
  problem: Problem,
  mediaType,
  say: ({ status, message, faults }): Problem => ({ errors: faults.map(said), message, status }),
};

/** authn2 and authz2. */
export const newerDialect: Dialect = {
  problem: NewerProblem,
  mediaType,
  say: ({ status, message, faults }): NewerProblem => ({
    code: status,
    message,
    errors: faults.map(said),
  }),
};

/** A fault as one line: `profile.role: must be ...`. */
function said({ at, in: place, message }: Fault): string {
  const field = place === 'body' ? at.slice(1).replaceAll('/', '.') : at;
  return `${field || place}: ${message}`;
}
