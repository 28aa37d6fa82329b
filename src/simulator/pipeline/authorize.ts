import type { FastifyRequest } from 'fastify';
import { parseBearer } from '../auth/tokens.js';
import type { Access } from '../contract/access.js';
import type { Evidence } from '../contract/evidence.js';
import type { Caller } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { forbidden, Problem } from '../contract/problem.js';
import { toProblem } from '../contract/to-problem.js';
import { routingProblem } from './allowed-methods.js';
import type { Mount } from './request-context.js';

/**
 * Identifies the caller and checks access to the operation. A refusal is stored in the context, because a fault rule may
 * replace it; `parse` returns it without validating the request, so that a caller without access learns nothing about it.
 */
export function authorize(request: FastifyRequest): undefined {
  const { context } = request;
  const { mount, operation } = context;
  if (!mount) return;
  const refusal = operation
    ? accessProblem(request, operation, mount)
    : routingProblem(mount.contract, request);
  if (refusal) context.refusal = refusal;
}

/** Returns why the caller may not call an operation; undefined if it may. Stores the caller in the context. */
export function accessProblem(
  request: FastifyRequest,
  operation: Operation,
  mount: Pick<Mount, 'contract' | 'vendors' | 'signer'>,
): Problem | undefined {
  const { access } = operation.config;
  const { signer } = mount;
  const { identity } = mount.contract;
  if (access.open) return undefined;
  try {
    const caller = identity.authenticate(request, signer, access.scheme);
    request.context.caller = caller;
    checkAccess(operation, caller, request, identity.scopeNoun);
    return undefined;
  } catch (error) {
    const problem = toProblem(error, request);
    return problem.status === 401 ? (foreignToken(request, mount, problem) ?? problem) : problem;
  }
}

/** The 401 problem for a token of another vendor: its issuer is easier to find than what is wrong with it here. */
function foreignToken(
  { headers }: FastifyRequest,
  { contract, vendors, signer }: Pick<Mount, 'contract' | 'vendors' | 'signer'>,
  { status, headers: challenge }: Problem,
): Problem | undefined {
  const token = parseBearer(headers.authorization);
  const content = token === undefined ? undefined : signer.contentOf(token);
  const issuer = content && vendors.find(({ identity }) => identity.isOwnToken?.(content));
  if (!issuer || issuer.name === contract.name) return undefined;
  return new Problem(
    status,
    `The token is one of ${issuer.title}, but this is ${contract.title}. GET /_sim/personas lists tokens for each.`,
    { headers: challenge },
  );
}

/** Returns why the scopes are not sufficient; undefined if they are. */
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
  const actual = `the caller has ${scopes.join(', ') || 'none'}`;
  return isAllowed
    ? `Not for ${scopeNoun} ${deniedScope}; ${actual}`
    : `Only for ${scopeNoun} ${joinOr(allowed)}; ${actual}`;
}

/** Throws a 403 problem that names the violated rule. */
function checkAccess(
  { config: { access, evidence } }: Pick<Operation, 'config'>,
  caller: Caller,
  request: FastifyRequest,
  scopeNoun = 'scope',
): void {
  const denial = scopeDenial(access, caller.scopes, scopeNoun);
  if (denial) {
    const actual = caller.scopes.join(', ') || 'none';
    const [rule = denial] = denial.split('; ');
    const isInferred = !access.allow && !caller.scopes.some((each) => access.deny?.includes(each));
    const kind = isInferred ? 'inferred' : evidence?.kind;
    const remedies = access.allow
      ? access.allow.map((each) => `${scopeNoun} ${each}`)
      : [`another ${scopeNoun}`];
    throw forbidden(denial, {
      rule,
      ...evidenceFields(kind, evidence),
      actual: `${scopeNoun} ${actual}`,
      remedies,
    });
  }
  for (const { violation, rule, evidence: kind, remedies } of access.conditions) {
    const actual = violation(caller, request);
    if (actual === undefined) continue;
    const alternatives = remedies && { remedies: remedies(caller, request) };
    throw forbidden(`${rule}; ${actual}`, {
      rule,
      ...evidenceFields(kind, evidence),
      actual,
      ...alternatives,
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
