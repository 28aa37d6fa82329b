import type { FastifyRequest } from 'fastify';
import type { AccessMatrix, AccessVerdict } from '../../../schemas/control/views/access.js';
import type { Signer, TokenIssuer } from '../../simulator/auth/tokens.js';
import type { Access, Condition } from '../../simulator/contract/access.js';
import type { Contract } from '../../simulator/contract/contract.js';
import type { Caller, Identity } from '../../simulator/contract/identity.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { scopeVerdict } from '../../simulator/openapi/access-verdict.js';
import { accessRules } from '../../simulator/openapi/document-options.js';
import { scopesForColumn } from '../../simulator/openapi/scope-matrix.js';
import { scopeDenial } from '../../simulator/pipeline/authorize.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** What the callers of a matrix are authenticated with. */
interface Authentication {
  readonly sandbox: Sandbox;
  readonly signer: Signer;
  readonly issuer: TokenIssuer;
}

/** Tells who may call which operations of a contract: by scope, and by persona of the sandbox. */
export function accessMatrix(contract: Contract, authentication: Authentication): AccessMatrix {
  const { identity, operations } = contract;
  const { scopes, supplementaryScopes, scopeNoun = 'scope' } = identity;
  const callers = personaCallers(identity, authentication);
  return {
    contract: contract.name,
    scopeNoun,
    scopes: scopes.map((name) => ({
      name,
      base: supplementaryScopes?.scopes.includes(name) ? supplementaryScopes.base : null,
    })),
    conditions: distinctConditions(operations).map(
      ({ name, rule, evidence, isAccountCondition }) => ({
        name,
        rule,
        evidence,
        account: isAccountCondition,
      }),
    ),
    operations: operations.map((operation) => {
      const { access } = operation.config;
      return {
        ...describe(contract, operation),
        scopes: Object.fromEntries(
          scopes.map((scope) => [
            scope,
            byScopes(access, scopesForColumn(identity, scope), scopeNoun),
          ]),
        ),
        personas: Object.fromEntries(callers.map(({ name, verdict }) => [name, verdict(access)])),
      };
    }),
  };
}

function describe(contract: Contract, { method, url, schema, config, handler }: Operation) {
  const { operationId, summary, tags: [tag = 'default'] = [] } = schema;
  return {
    operationId,
    method,
    path: url,
    summary,
    tag,
    effect: config.effect,
    simulated: handler !== undefined,
    evidence: config.evidence?.kind ?? null,
    source: config.evidence?.source ?? null,
    rules: accessRules(contract, config.access),
    conditions: config.access.conditions.map(({ name }) => name),
  };
}

/** The verdict on scopes alone. */
function byScopes(access: Access, scopes: readonly string[], scopeNoun: string): AccessVerdict {
  const verdict = scopeVerdict(access, scopes);
  const isRefused = verdict !== 'open' && verdict !== 'allowed';
  return { verdict, reason: isRefused ? (scopeDenial(access, scopes, scopeNoun) ?? null) : null };
}

/** A persona with the function that tells which operations it may call. */
interface PersonaCaller {
  readonly name: string;
  readonly verdict: (access: Access) => AccessVerdict;
}

function personaCallers(identity: Identity, authentication: Authentication): PersonaCaller[] {
  return identity.personas(authentication.sandbox).map(({ name }) => {
    const authenticated = authenticate(identity, name, authentication);
    return {
      name,
      verdict(access) {
        if (access.open) return { verdict: 'open', reason: null };
        if ('refusal' in authenticated)
          return { verdict: 'refused', reason: authenticated.refusal };
        return byCaller(access, authenticated, identity);
      },
    };
  });
}

/** The request of a persona, which conditions on its account read; or why it cannot authenticate. */
function authenticate(
  identity: Identity,
  persona: string,
  { sandbox, signer, issuer }: Authentication,
): { readonly caller: Caller; readonly request: FastifyRequest } | { readonly refusal: string } {
  try {
    const { token } = identity.issueToken(sandbox, { persona }, issuer);
    const request = { sandbox, headers: { authorization: `Bearer ${token}` } } as FastifyRequest;
    const caller = identity.authenticate(request, signer);
    return { caller, request: { ...request, caller } as FastifyRequest };
  } catch (error) {
    return { refusal: (error as Error).message };
  }
}

function byCaller(
  access: Access,
  { caller, request }: { readonly caller: Caller; readonly request: FastifyRequest },
  { scopeNoun = 'scope' }: Identity,
): AccessVerdict {
  const onScopes = byScopes(access, caller.scopes, scopeNoun);
  if (onScopes.reason !== null) return onScopes;
  for (const { isAccountCondition, rule, violation } of access.conditions) {
    const actual = isAccountCondition ? violation(caller, request) : undefined;
    if (actual !== undefined) return { verdict: 'condition', reason: `${rule}; ${actual}` };
  }
  return onScopes;
}

function distinctConditions(operations: readonly Operation[]): Condition[] {
  const declared = operations.flatMap(({ config }) => config.access.conditions);
  return [...new Map(declared.map((condition) => [condition.name, condition])).values()];
}
