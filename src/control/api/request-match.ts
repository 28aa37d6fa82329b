import { METHODS } from 'node:http';
import type { Contract } from '../../simulator/contract/contract.js';
import type { FieldError } from '../../simulator/contract/problem.js';
import { journalOf } from '../../simulator/journal/journal.js';
import type { RequestPattern } from '../../simulator/journal/request-matcher.js';
import { suggestion } from '../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** Where a pattern was sent. */
type Place = Pick<FieldError, 'in'> & { readonly prefix: string };

const inBody: Place = { in: 'body', prefix: '/match/' };

/** The errors of a pattern that names a contract, an operation, a method or a caller that does not exist, so that it would match nothing. */
export function validatePattern(
  contracts: readonly Contract[],
  sandbox: Sandbox,
  pattern: unknown,
  { in: location, prefix }: Place = inBody,
): FieldError[] {
  const { contract, operationId, method, persona } = (pattern ?? {}) as RequestPattern;
  const selected = contracts.filter(({ name }) => contract === undefined || name === contract);
  const errorsOf = (at: string, message: string | undefined): FieldError[] =>
    message === undefined ? [] : [{ in: location, at: `${prefix}${at}`, message }];
  return [
    ...errorsOf('contract', contractError(contracts, contract)),
    ...errorsOf('operationId', operationError(selected, operationId)),
    ...errorsOf('method', methodError(method)),
    ...errorsOf('persona', callerError(selected, sandbox, persona)),
  ];
}

function contractError(contracts: readonly Contract[], contract: unknown): string | undefined {
  const names = contracts.map(({ name }) => name);
  if (typeof contract !== 'string' || names.includes(contract)) return undefined;
  return `must be one of ${names.join(', ')}, not ${contract}${suggestion(contract, names)}`;
}

function operationError(contracts: readonly Contract[], operationId: unknown): string | undefined {
  const ids = contracts.flatMap(({ operations }) =>
    operations.map(({ schema }) => schema.operationId),
  );
  if (typeof operationId !== 'string' || ids.includes(operationId) || ids.length === 0)
    return undefined;
  return `must be the operationId of an operation, not ${operationId}${suggestion(operationId, ids)}`;
}

function methodError(method: unknown): string | undefined {
  if (typeof method !== 'string' || METHODS.includes(method.toUpperCase())) return undefined;
  return `must be an HTTP method, not ${method}${suggestion(method, METHODS)}`;
}

function callerError(
  contracts: readonly Contract[],
  sandbox: Sandbox,
  persona: unknown,
): string | undefined {
  if (typeof persona !== 'string') return undefined;
  const isKnown =
    contracts.some(({ identity }) => identity.hasUser?.(sandbox, persona)) ||
    journalOf(sandbox).hasCaller(persona);
  if (isKnown) return undefined;
  const names = contracts.flatMap(({ identity }) =>
    identity.personas(sandbox).flatMap(({ name, username }) => [name, username]),
  );
  if (names.includes(persona) || contracts.length === 0) return undefined;
  return `must be a persona or the login name of a user, not ${persona}${suggestion(persona, names)}`;
}
