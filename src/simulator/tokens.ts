import { createHash } from 'node:crypto';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { unauthorized } from './problem.js';

/** What a token says: whom it is for, for how long, and the vendor's own claims. */
export interface Claims {
  readonly sub: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970; a token without it never expires. */
  readonly exp?: number;
  /** The sandbox it was minted for. */
  readonly sandbox?: string;
  readonly [name: string]: unknown;
}

/** Makes and reads the server's JSON web tokens, HS256 with one key derived from a setting. */
export class Signer {
  readonly #sign: (claims: Claims) => string;
  readonly #verify: (token: string) => Claims;

  constructor(secret: string) {
    const key = createHash('sha256').update(`understudy ${secret}`).digest('hex');
    this.#sign = createSigner({ key, algorithm: 'HS256' });
    // Expiry is checked against the sandbox's clock, which this library does not know.
    this.#verify = createVerifier({
      key,
      algorithms: ['HS256'],
      ignoreExpiration: true,
      cache: 1000,
      cacheTTL: 2 ** 31 - 1,
    });
  }

  sign(claims: Claims): string {
    return this.#sign(claims);
  }

  /** The claims of a token of ours, expired or not; undefined for anything else. */
  read(token: string): Claims | undefined {
    try {
      return this.#verify(token);
    } catch {
      return undefined;
    }
  }

  /** The claims of a token that holds at `now` (milliseconds). Throws a 401 problem that says what is wrong. */
  verify(token: string, now: number): Claims {
    const claims = this.#claims(token);
    if (claims.exp !== undefined && claims.exp * 1000 <= now) {
      const [expired, current] = [claims.exp * 1000, now].map((time) =>
        new Date(time).toISOString(),
      );
      throw unauthorized(
        `The token expired at ${expired}; the sandbox's clock says ${current}. Get a new one.`,
      );
    }
    return claims;
  }

  #claims(token: string): Claims {
    try {
      return this.#verify(token);
    } catch (error) {
      const isForeign =
        error instanceof TokenError && error.code === TokenError.codes.invalidSignature;
      throw unauthorized(
        isForeign
          ? 'The token was signed by somebody else: a token of the real API, or of a server with another signing key. Get one here.'
          : 'The bearer token is not a token of this server. Get one here.',
      );
    }
  }
}

/** The token of an `Authorization: Bearer` header. Throws a 401 problem when there is none. */
export function bearer(header: string | undefined, howToGetOne: string): string {
  if (!header) {
    throw unauthorized(`No token: send the header Authorization: Bearer <token>. ${howToGetOne}`);
  }
  const [, token] = /^bearer +(\S+) *$/i.exec(header) ?? [];
  if (!token) {
    throw unauthorized(`The Authorization header must read Bearer <token>. ${howToGetOne}`);
  }
  return token;
}
