import type { FastifyRequest } from 'fastify';
import type { Caller } from './identity.js';

/** A rule about the caller's account or the request that is checked after the scope. */
export interface Condition {
  readonly name: string;
  /** The rule as a sentence, for the OpenAPI document and for error messages. */
  readonly rule: string;
  readonly evidence: 'documented' | 'inferred';
  /** Whether it depends on the caller's account alone, not on the request. */
  readonly isAccountCondition: boolean;
  /** Returns what the caller has instead of what the rule requires; undefined where the rule holds. */
  readonly violation: (caller: Caller, request: FastifyRequest) => string | undefined;
  /** What would pass, for a condition that depends on the request. */
  readonly remedies?: (caller: Caller, request: FastifyRequest) => readonly string[];
}

/** Who may call an operation. Authorization, the OpenAPI document and the tests all read this value. */
export interface Access {
  /** No token is needed. */
  readonly open?: true;
  /** The security scheme to use instead of the contract's first. */
  readonly scheme?: string;
  /** The vendor allows only these scopes. */
  readonly allow?: readonly string[];
  /** The vendor denies these scopes. */
  readonly deny?: readonly string[];
  /** Understudy denies these scopes; the vendor's documentation does not mention them. */
  readonly inferredDeny?: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Any caller, even without a token. */
export const publicAccess: Access = { open: true, conditions: [] };

/** Any caller with a valid token. */
export const anyScope: Access = { conditions: [] };

/** Any caller who authenticates with another scheme than the contract's first. */
export function withScheme(scheme: string): Access {
  return { scheme, conditions: [] };
}

/** Only callers with one of the scopes. */
export function allow(...scopes: string[]): Access {
  return { allow: scopes, conditions: [] };
}

/** Any caller without one of the scopes. */
export function deny(...scopes: string[]): Access {
  return { deny: scopes, conditions: [] };
}

/** Adds conditions to an access rule. */
export function withConditions(access: Access, ...conditions: Condition[]): Access {
  return { ...access, conditions: [...access.conditions, ...conditions] };
}
