import type { FastifyRequest } from 'fastify';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Signer } from '../auth/tokens.js';

/** Who calls, as proven by the token. */
export interface Caller {
  /** The user's login name. */
  readonly name: string;
  /** The persona that the user stands for, when it does. */
  readonly persona?: string | undefined;
  /** Scopes or roles that the token carries. */
  readonly scopes: readonly string[];
  /** Until when the token holds, in milliseconds; an answer is not given again to one who does not say. */
  readonly expiresAtMs?: number;
}

/** A seeded user of a vendor's API, for people and tests to act as. */
export interface Persona {
  readonly name: string;
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly corpId?: string;
  readonly account?: { readonly corpId: string; readonly kinds: readonly string[] };
}

/** What a token is asked for. */
export interface TokenRequest {
  readonly persona?: string | undefined;
  readonly scope?: string | undefined;
  readonly role?: string | undefined;
  readonly corpId?: string | undefined;
  /** Seconds; null for a token that never expires; left out for the vendor's own lifetime. */
  readonly expiresIn?: number | null | undefined;
  /** The sandbox that the token leads to by itself. */
  readonly sandbox?: string | undefined;
}

export interface IssuedToken {
  readonly token: string;
  readonly tokenType: string;
  /** ISO 8601 by the sandbox's clock, null for never. */
  readonly expiresAt: string | null;
}

/** How callers of a vendor's API prove who they are. */
export interface Identity {
  /** OpenAPI security schemes; the first is the one that operations ask for. */
  readonly schemes: Readonly<Record<string, object>>;
  /** Whom it refuses with 403 although the token is good; left out where it refuses nobody so. */
  readonly forbiddenReason?: string;
  /** A server may be set up to ask for none of them. */
  readonly isOptional?: boolean;
  /** A caller from each kind of account that conditions tell apart, by what the account is. */
  readonly accounts?: Readonly<Record<string, Caller>>;
  /** Every scope or role that the vendor names. */
  readonly scopes: readonly string[];
  /** Scopes that a token has only together with another scope, and the scope that documents and tests combine them with. */
  readonly supplementaryScopes?: { readonly scopes: readonly string[]; readonly base: string };
  /** What the vendor calls them. */
  readonly scopeNoun?: 'scope' | 'role';
  /**
   * Who calls, by the scheme that the operation asks for when it is not the first. Throws a 401 problem that says what
   * is missing.
   */
  authenticate(request: FastifyRequest, signer: Signer, scheme?: string): Caller;
  personas(sandbox: Sandbox): Persona[];
  /** Makes a token. Throws a 404 problem when no seeded user fits, 400 when the wish contradicts itself. */
  issueToken(sandbox: Sandbox, request: TokenRequest, signer: Signer): IssuedToken;
}
