import type { FastifyRequest } from 'fastify';
import type { Caller, Evidence, Operation } from './contract.js';
import { refused } from './problem.js';

/** Something that must hold of the caller's account, beside the scope. */
export interface Condition {
  readonly name: string;
  /** The rule as a sentence, for the document and for refusals. */
  readonly rule: string;
  readonly evidence: 'documented' | 'inferred';
  /** It asks about the caller's account alone, whatever the request is about. */
  readonly isOfAccount: boolean;
  /** Undefined when it holds, else what the caller has instead. */
  readonly broken: (caller: Caller, request: FastifyRequest) => string | undefined;
  /** What would pass, for one that asks about the request. */
  readonly passes?: (caller: Caller, request: FastifyRequest) => readonly string[];
}

/** Who may call an operation. One value, read by the guard, the document and the tests. */
export interface Access {
  /** No token is needed. */
  readonly open?: true;
  /** The security scheme to be used instead of the contract's first. */
  readonly scheme?: string;
  /** The vendor says: only these scopes. */
  readonly allow?: readonly string[];
  /** The vendor says: not these scopes. */
  readonly deny?: readonly string[];
  /** Understudy's choice where the vendor is silent: not these scopes either. */
  readonly chosenDeny?: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Any caller, even one without a token. */
export const open: Access = { open: true, conditions: [] };

/** Any valid token. */
export const anyScope: Access = { conditions: [] };

/** Any caller who proves who it is by another scheme than the contract's first. */
export function by(scheme: string): Access {
  return { scheme, conditions: [] };
}

/** Only callers with one of the scopes. */
export function allow(...scopes: string[]): Access {
  return { allow: scopes, conditions: [] };
}

/** Any caller but those with one of the scopes. */
export function deny(...scopes: string[]): Access {
  return { deny: scopes, conditions: [] };
}

/** Adds what must hold of the account. */
export function when(access: Access, ...conditions: Condition[]): Access {
  return { ...access, conditions: [...access.conditions, ...conditions] };
}

/** Why the scopes do not do, or undefined when they do. */
export function scopeRefusal(
  access: Access,
  scopes: readonly string[],
  word = 'scope',
): string | undefined {
  const { allow: allowed, deny: denied, chosenDeny } = access;
  const hit = scopes.find((scope) => denied?.includes(scope) || chosenDeny?.includes(scope));
  const isAllowed = !allowed || scopes.some((scope) => allowed.includes(scope));
  if (isAllowed && !hit) return undefined;
  const has = `the caller has ${scopes.join(', ') || 'none'}`;
  return isAllowed ? `Not for ${word} ${hit}; ${has}` : `Only for ${word} ${list(allowed)}; ${has}`;
}

/** Throws a 403 problem that says which rule was broken. */
export function check(
  { config: { access, evidence } }: Pick<Operation, 'config'>,
  caller: Caller,
  request: FastifyRequest,
  word = 'scope',
): void {
  const scope = scopeRefusal(access, caller.scopes, word);
  if (scope) {
    const had = caller.scopes.join(', ') || 'none';
    const [rule = scope] = scope.split('; ');
    const isChosen = !access.allow && !caller.scopes.some((each) => access.deny?.includes(each));
    const kind = isChosen ? 'inferred' : evidence?.kind;
    const passes = access.allow
      ? access.allow.map((each) => `${word} ${each}`)
      : [`another ${word}`];
    throw refused(scope, { rule, ...told(kind, evidence), had: `${word} ${had}`, passes });
  }
  for (const { broken, rule, evidence: kind, passes } of access.conditions) {
    const instead = broken(caller, request);
    if (instead === undefined) continue;
    const pass = passes && { passes: passes(caller, request) };
    throw refused(`${rule}; ${instead}`, {
      rule,
      ...told(kind, evidence),
      had: instead,
      ...pass,
    });
  }
}

function told(kind: Evidence['kind'] | undefined, evidence: Evidence | undefined) {
  const source = kind === 'inferred' ? undefined : evidence?.source;
  return { ...(kind && { evidence: kind }), ...(source && { source }) };
}

function list(names: readonly string[]): string {
  if (names.length < 2) return names.join();
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
