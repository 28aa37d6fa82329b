import { ContentProblem, Problem, V2Problem } from '../../../schemas/esper/problem.js';
import type { Dialect } from '../../simulator/contract/dialect.js';
import type { FieldError } from '../../simulator/contract/problem.js';

const mediaType = 'application/json; charset=utf-8';

/** Version 1 of the API: users, device groups and token info. */
export const dialect: Dialect = {
  problem: Problem,
  mediaType,
  render: ({ status, message, fieldErrors }): Problem => ({
    errors: fieldErrors.map(toLine),
    message,
    status,
  }),
};

/** Version 2 of the API: authn2, authz2 and other services. */
const v2Dialect: Dialect = {
  problem: V2Problem,
  mediaType,
  render: ({ status, message, fieldErrors }): V2Problem => ({
    code: status,
    message,
    errors: fieldErrors.map(toLine),
  }),
};

/** The command service and what else has `content`: the errors are its content. */
const contentDialect: Dialect = {
  problem: ContentProblem,
  mediaType,
  render: ({ status, message, fieldErrors }): ContentProblem => ({
    code: status,
    message,
    content: { errors: fieldErrors.map(toLine) },
  }),
};

/**
 * The errors of paths of version 2, by where the paths begin. The vendor documents those of authn2 and authz2; those of the other
 * services, whose successes have a `code`, a `message` and `content`, are chosen to have them too.
 */
export const v2Dialects: Readonly<Record<string, Dialect>> = {
  '/authn2': v2Dialect,
  '/authz2': v2Dialect,
  ...Object.fromEntries(
    [
      ...['/v2/', '/commands/', '/device/', '/geofence/', '/pipelines/', '/report/', '/tenant/'],
      ...['/onboarding/', '/apps/'],
    ].map((path) => [path, contentDialect]),
  ),
};

/** A field error as one line: `profile.role: must be ...`. */
function toLine({ at, in: location, message }: FieldError): string {
  const field = location === 'body' ? at.slice(1).replaceAll('/', '.') : at;
  return `${field || location}: ${message}`;
}
