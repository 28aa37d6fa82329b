import type { FastifyRequest } from 'fastify';
import type { Caller } from './identity.js';

/** Something that must hold of the caller's account, beside the scope. */
export interface Condition {
  readonly name: string;
  /** The rule as a sentence, for the document and for refusals. */
  readonly rule: string;
  readonly evidence: 'documented' | 'inferred';
  /** It asks about the caller's account alone, whatever the request is about. */
  readonly isAccountCondition: boolean;
  /** Undefined when it holds, else what the caller has instead. */
  readonly violation: (caller: Caller, request: FastifyRequest) => string | undefined;
  /** What would pass, for one that asks about the request. */
  readonly remedies?: (caller: Caller, request: FastifyRequest) => readonly string[];
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
  readonly inferredDeny?: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Any caller, even one without a token. */
export const publicAccess: Access = { open: true, conditions: [] };

/** Any valid token. */
export const anyScope: Access = { conditions: [] };

/** Any caller who proves who it is by another scheme than the contract's first. */
export function withScheme(scheme: string): Access {
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
export function withConditions(access: Access, ...conditions: Condition[]): Access {
  return { ...access, conditions: [...access.conditions, ...conditions] };
}
