import { Problem, V2Problem } from '../../../schemas/esper/problem.js';
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
export const v2Dialect: Dialect = {
  problem: V2Problem,
  mediaType,
  render: ({ status, message, fieldErrors }): V2Problem => ({
    code: status,
    message,
    errors: fieldErrors.map(toLine),
  }),
};

/**
 * Where the paths of version 2 begin. The vendor documents the errors of authn2 and authz2; those of the other services, whose
 * successes have a `code` and a `message` too, are chosen to be like them.
 */
export const v2Paths: readonly string[] = [
  ...['/authn2', '/authz2', '/v2/', '/commands/', '/device/', '/geofence/', '/pipelines/'],
  ...['/report/', '/tenant/', '/onboarding/', '/apps/'],
];

/** A field error as one line: `profile.role: must be ...`. */
function toLine({ at, in: location, message }: FieldError): string {
  const field = location === 'body' ? at.slice(1).replaceAll('/', '.') : at;
  return `${field || location}: ${message}`;
}
