import type { FastifyRequest } from 'fastify';
import type { Access } from '../contract/access.js';
import type { Evidence } from '../contract/evidence.js';
import type { Caller } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { forbidden } from '../contract/problem.js';

/** Why the scopes do not do, or undefined when they do. */
export function scopeDenial(
  access: Access,
  scopes: readonly string[],
  scopeNoun = 'scope',
): string | undefined {
  const { allow: allowed, deny: denied, inferredDeny } = access;
  const deniedScope = scopes.find(
    (scope) => denied?.includes(scope) || inferredDeny?.includes(scope),
  );
  const isAllowed = !allowed || scopes.some((scope) => allowed.includes(scope));
  if (isAllowed && !deniedScope) return undefined;
  const has = `the caller has ${scopes.join(', ') || 'none'}`;
  return isAllowed
    ? `Not for ${scopeNoun} ${deniedScope}; ${has}`
    : `Only for ${scopeNoun} ${joinOr(allowed)}; ${has}`;
}

/** Throws a 403 problem that says which rule was broken. */
export function authorize(
  { config: { access, evidence } }: Pick<Operation, 'config'>,
  caller: Caller,
  request: FastifyRequest,
  scopeNoun = 'scope',
): void {
  const scope = scopeDenial(access, caller.scopes, scopeNoun);
  if (scope) {
    const actual = caller.scopes.join(', ') || 'none';
    const [rule = scope] = scope.split('; ');
    const isChosen = !access.allow && !caller.scopes.some((each) => access.deny?.includes(each));
    const kind = isChosen ? 'inferred' : evidence?.kind;
    const remedies = access.allow
      ? access.allow.map((each) => `${scopeNoun} ${each}`)
      : [`another ${scopeNoun}`];
    throw forbidden(scope, {
      rule,
      ...evidenceFields(kind, evidence),
      actual: `${scopeNoun} ${actual}`,
      remedies,
    });
  }
  for (const { violation, rule, evidence: kind, remedies } of access.conditions) {
    const instead = violation(caller, request);
    if (instead === undefined) continue;
    const pass = remedies && { remedies: remedies(caller, request) };
    throw forbidden(`${rule}; ${instead}`, {
      rule,
      ...evidenceFields(kind, evidence),
      actual: instead,
      ...pass,
    });
  }
}

function evidenceFields(kind: Evidence['kind'] | undefined, evidence: Evidence | undefined) {
  const source = kind === 'inferred' ? undefined : evidence?.source;
  return { ...(kind && { evidence: kind }), ...(source && { source }) };
}

function joinOr(names: readonly string[]): string {
  if (names.length < 2) return names.join();
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
