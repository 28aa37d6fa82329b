import { createHash } from 'node:crypto';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { BoundedCache } from '../../lib/bounded-cache.js';
import { maxInstant } from '../../store/sandbox/clock.js';
import { unauthorized } from '../contract/problem.js';
import { type ApiKey, decodeApiKey, encodeApiKey } from './api-keys.js';

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

/** How many good tokens and keys are known by heart. */
const maxCached = 1000;

/** Makes and reads the server's tokens, JSON web tokens (HS256) and API keys, with one secret derived from a setting. */
export class Signer {
  readonly #secret: string;
  readonly #sign: (claims: Claims) => string;
  readonly #read: (token: string) => Claims;
  readonly #claimsOf = new BoundedCache<Claims>(maxCached);
  readonly #keys = new BoundedCache<ApiKey>(maxCached);
  /** Where they lead; nowhere is the empty name. */
  readonly #sandboxByToken = new BoundedCache<string>(maxCached);

  constructor(secret: string) {
    const key = createHash('sha256').update(`understudy ${secret}`).digest('hex');
    this.#secret = key;
    this.#sign = createSigner({ key, algorithm: 'HS256' });
    // Expiry is checked against the sandbox's clock, which this library does not know.
    this.#read = createVerifier({ key, algorithms: ['HS256'], ignoreExpiration: true });
  }

  sign(claims: Claims): string {
    return this.#sign(claims);
  }

  /** An opaque key, for vendors whose callers have one. */
  createKey(said: ApiKey): string {
    return encodeApiKey(said, this.#secret);
  }

  /** What an opaque key says. Throws a 401 problem for one that is not ours, or not any more at `now` (milliseconds). */
  verifyKey(key: string, now: number, tokenHint: string): ApiKey {
    const said = this.#readKey(key);
    if (!said) throw unauthorized(`The API key is not a key of this server. ${tokenHint}`);
    assertNotExpired('API key', said.expires, now, tokenHint);
    return said;
  }

  /** The sandbox that a token or key leads to by itself; undefined for one that is not ours or leads nowhere. */
  sandboxOf(token: string): string | undefined {
    const known = this.#sandboxByToken.get(token);
    if (known !== undefined) return known || undefined;
    try {
      const { sandbox } = this.#readKey(token) ?? this.#verify(token);
      this.#sandboxByToken.set(token, sandbox ?? '');
      return sandbox;
    } catch {
      return undefined;
    }
  }

  /** The claims of a token that holds at `now` (milliseconds). Throws a 401 problem that says what is wrong. */
  verify(token: string, now: number, tokenHint: string): Claims {
    const claims = this.#claims(token, tokenHint);
    assertNotExpired('token', claims.exp, now, tokenHint);
    return claims;
  }

  #verify(token: string): Claims {
    return this.#claimsOf.getOrCompute(token, () => this.#read(token));
  }

  #readKey(key: string): ApiKey | undefined {
    const known = this.#keys.get(key);
    if (known) return known;
    const said = decodeApiKey(key, this.#secret);
    return said && this.#keys.set(key, said);
  }

  #claims(token: string, tokenHint: string): Claims {
    try {
      return this.#verify(token);
    } catch (error) {
      const isForeign =
        error instanceof TokenError && error.code === TokenError.codes.invalidSignature;
      throw unauthorized(
        isForeign
          ? `The token was signed by somebody else: a token of the real API, or of a server with another signing key. ${tokenHint}`
          : `The bearer token is not a token of this server. ${tokenHint}`,
      );
    }
  }
}

/** Until when what `expires` then (seconds since 1970) holds, in milliseconds; for ever where it does not. */
export function expiryMs(expires: number | undefined): number {
  return expires === undefined ? Number.POSITIVE_INFINITY : expires * 1000;
}

/** From when to when a token of a lifetime holds that is made now; seconds, null for one that never expires. */
export function validityPeriod(now: number, lifetime: number | null) {
  const iat = Math.floor(now / 1000);
  if (lifetime === null) return { iat, expiresAt: null };
  const exp = iat + lifetime;
  return { iat, exp, expiresAt: new Date(Math.min(exp * 1000, maxInstant)).toISOString() };
}

/** Throws a 401 problem when `expires` (seconds since 1970) is past at `now` (milliseconds). */
function assertNotExpired(
  what: string,
  expires: number | undefined,
  now: number,
  tokenHint: string,
): void {
  const until = expiryMs(expires);
  if (until > now) return;
  const [then, current] = [until, now].map((time) => new Date(time).toISOString());
  throw unauthorized(
    `The ${what} expired at ${then}; the sandbox's clock says ${current}. ${tokenHint}`,
  );
}

const tokens = new BoundedCache<string>(maxCached);

/** The token of an `Authorization: Bearer` header, if it is one. Who calls again sends the same header. */
export function parseBearer(header = ''): string | undefined {
  const known = tokens.get(header);
  if (known) return known;
  const [, token] = /^bearer +(\S+) *$/i.exec(header) ?? [];
  return token && tokens.set(header, token);
}

/** The token of an `Authorization: Bearer` header. Throws a 401 problem when there is none. */
export function requireBearer(header: string | undefined, tokenHint: string): string {
  if (!header) {
    throw unauthorized(`No token: send the header Authorization: Bearer <token>. ${tokenHint}`);
  }
  const token = parseBearer(header);
  if (!token) {
    throw unauthorized(`The Authorization header must read Bearer <token>. ${tokenHint}`);
  }
  return token;
}
