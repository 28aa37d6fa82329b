import type { FastifyRequest } from 'fastify';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { ApiKey } from '../auth/api-keys.js';
import type { Claims, Signer, TokenIssuer } from '../auth/tokens.js';

/** The authenticated caller of a request. */
export interface Caller {
  /** The user's login name. */
  readonly name: string;
  /** The name of the user's persona, if the user has one. */
  readonly persona?: string | undefined;
  /** Scopes or roles that the token carries. */
  readonly scopes: readonly string[];
  /** Expiry of the token, in milliseconds since 1970. Responses to a caller without it are not cached. */
  readonly expiresAtMs?: number;
  /** The only sandbox that a caller of the control plane may use; undefined for all. */
  readonly sandbox?: string;
}

/** A seeded user of a vendor's API that people and tests can act as. */
export interface Persona {
  readonly name: string;
  /** The name of the person or of the program. */
  readonly displayName: string;
  readonly purpose: string;
  readonly scopes: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly corpId?: string;
  readonly account?: { readonly corpId: string; readonly kinds: readonly string[] };
}

/** The parameters of a request for a token. */
export interface TokenRequest {
  readonly persona?: string | undefined;
  readonly scope?: string | undefined;
  readonly role?: string | undefined;
  readonly corpId?: string | undefined;
  /** Seconds; null for a token that never expires; left out for the vendor's default lifetime. */
  readonly expiresIn?: number | null | undefined;
}

export interface IssuedToken {
  readonly token: string;
  readonly tokenType: string;
  /** ISO 8601 by the sandbox's clock, null for never. */
  readonly expiresAt: string | null;
}

/** How callers of a vendor's API authenticate. */
export interface Identity {
  /** OpenAPI security schemes; the first is the default of operations. */
  readonly schemes: Readonly<Record<string, object>>;
  /** Describes the callers with a valid token that the API refuses with 403; left out where there are none. */
  readonly forbiddenReason?: string;
  /** Whether a server can be configured to require no authentication. */
  readonly isOptional?: boolean;
  /** A sample caller of each kind of account that conditions distinguish, by kind. */
  readonly accounts?: Readonly<Record<string, Caller>>;
  /** Every scope or role that the vendor documents. */
  readonly scopes: readonly string[];
  /** Scopes that a token has only together with another one, and the scope that documents and tests combine them with. */
  readonly supplementaryScopes?: { readonly scopes: readonly string[]; readonly base: string };
  /** What the vendor calls them. */
  readonly scopeNoun?: 'scope' | 'role';
  /** Authenticates the caller by the given scheme, or by the first one. Throws a 401 problem that says what is missing. */
  authenticate(request: FastifyRequest, signer: Signer, scheme?: string): Caller;
  /** Whether a token or key of this server is one of this vendor; left out where all are refused alike. */
  isOwnToken?(content: Claims | ApiKey): boolean;
  personas(sandbox: Sandbox): Persona[];
  /** Whether a user has this login name; left out where only personas can log in. */
  hasUser?(sandbox: Sandbox, name: string): boolean;
  /** Issues a token. Throws a 404 problem when no seeded user matches, 400 when the parameters contradict each other. */
  issueToken(sandbox: Sandbox, request: TokenRequest, issuer: TokenIssuer): IssuedToken;
}
