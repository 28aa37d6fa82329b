import type { Operation } from '../contract/operation.js';
import type { FieldError } from '../contract/problem.js';
import { suggestion } from './suggestion.js';

/** The names of a query that an operation does not declare. */
export function unknownParameters(operation: Operation, query: object): string[] {
  if (operation.config.checksParameters) return [];
  const known = knownParameters(operation);
  return Object.keys(query).filter((name) => !known.includes(name));
}

/** The errors of parameters that an operation does not declare, each with the declared names. */
export function unknownParameterErrors(
  operation: Operation,
  names: readonly string[],
): FieldError[] {
  const known = knownParameters(operation);
  const hint =
    known.length > 0
      ? `it must be one of ${known.join(', ')}`
      : 'the operation has no query parameters';
  return names.map((name) => {
    const message = `is unknown; ${hint}${suggestion(name, known)}`;
    return { in: 'query', at: name, message };
  });
}

function knownParameters({ schema }: Operation): string[] {
  return Object.keys(schema.querystring?.properties ?? {});
}
