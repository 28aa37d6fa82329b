import { createHash } from 'node:crypto';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { BoundedCache } from '../../lib/bounded-cache.js';
import { sandboxName } from '../../store/sandbox/registry.js';
import { maxInstant } from '../../store/time/clock.js';
import { unauthorized } from '../contract/problem.js';
import { type ApiKey, decodeApiKey, encodeApiKey } from './api-keys.js';

/** The claims of a token: its user, its validity period and the vendor's own claims. */
export interface Claims {
  readonly sub: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970; a token without it never expires. */
  readonly exp?: number;
  /** The sandbox that the token was issued for. */
  readonly sandbox?: string;
  readonly [name: string]: unknown;
}

/** Issues tokens and API keys. */
export interface TokenIssuer {
  sign(claims: Claims): string;
  /** Creates an opaque API key. */
  createKey(content: ApiKey): string;
}

/** The maximum number of verified tokens and keys in each cache. */
const maxCached = 1000;

/** Issues and verifies JSON web tokens (HS256) and API keys with a secret derived from a setting. Caches verified ones. */
export class Signer implements TokenIssuer {
  readonly #secret: string;
  readonly #sign: (claims: Claims) => string;
  readonly #read: (token: string) => Claims;
  readonly #claimsOf = new BoundedCache<Claims>(maxCached);
  readonly #keys = new BoundedCache<ApiKey>(maxCached);
  /** The sandbox of each token or key; the empty string for none. */
  readonly #sandboxByToken = new BoundedCache<string>(maxCached);

  constructor(secret: string) {
    const key = createHash('sha256').update(`understudy ${secret}`).digest('hex');
    this.#secret = key;
    this.#sign = createSigner({ key, algorithm: 'HS256' });
    // Expiry is checked against the sandbox's clock, which this library does not know.
    const read = createVerifier({ key, algorithms: ['HS256'], ignoreExpiration: true });
    this.#read = (token) => readClaims(read(token));
  }

  sign(claims: Claims): string {
    return this.#sign(claims);
  }

  createKey(content: ApiKey): string {
    return encodeApiKey(content, this.#secret);
  }

  /** An issuer whose tokens and keys carry a sandbox: requests with one are routed to it. */
  issuerFor(sandbox: string): TokenIssuer {
    return {
      sign: (claims) => this.sign({ ...claims, sandbox }),
      createKey: (content) => this.createKey({ ...content, sandbox }),
    };
  }

  /** The content of an API key. Throws a 401 problem for a key of another server and for one expired at `now` (milliseconds). */
  verifyKey(key: string, now: number, tokenHint: string): ApiKey {
    const content = this.#readKey(key);
    if (!content) throw unauthorized(`The API key is not a key of this server. ${tokenHint}`);
    assertNotExpired('API key', content.expires, now, tokenHint);
    return content;
  }

  /** The sandbox that a token or key was issued for; undefined if there is none, or if the token is not valid. */
  sandboxOf(token: string): string | undefined {
    const cached = this.#sandboxByToken.get(token);
    if (cached !== undefined) return cached || undefined;
    const content = this.contentOf(token);
    if (content) this.#sandboxByToken.set(token, content.sandbox ?? '');
    return content?.sandbox;
  }

  /** What a token or key of this server says, whether it has expired or not; undefined for any other text. */
  contentOf(token: string): Claims | ApiKey | undefined {
    try {
      return this.#readKey(token) ?? this.#verify(token);
    } catch {
      return undefined;
    }
  }

  /** The claims of a token. Throws a 401 problem if it is not valid at `now` (milliseconds). */
  verify(token: string, now: number, tokenHint: string): Claims {
    const claims = this.#claims(token, tokenHint);
    assertNotExpired('token', claims.exp, now, tokenHint);
    return claims;
  }

  #verify(token: string): Claims {
    return this.#claimsOf.get(token) ?? this.#claimsOf.store(token, this.#read(token));
  }

  #readKey(key: string): ApiKey | undefined {
    const cached = this.#keys.get(key);
    if (cached) return cached;
    const content = decodeApiKey(key, this.#secret);
    return content && this.#keys.store(key, content);
  }

  #claims(token: string, tokenHint: string): Claims {
    try {
      return this.#verify(token);
    } catch (error) {
      const isForeign =
        error instanceof TokenError && error.code === TokenError.codes.invalidSignature;
      throw unauthorized(
        isForeign
          ? `The token is not signed with this server's key. It is a token of the real API, or of a server with another signing key. ${tokenHint}`
          : `The bearer token is not a token of this server. ${tokenHint}`,
      );
    }
  }
}

/** The latest time of a claim, in seconds since 1970: the latest that a Date can hold. */
const maxClaimTime = 8.64e12;

/** The claims of a token that is signed with the right key. Throws an error for claims that this server does not issue. */
function readClaims(claims: unknown): Claims {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new Error('the claims are not an object');
  }
  const { sub, iat, exp, sandbox } = claims as Readonly<Record<string, unknown>>;
  const isValid =
    typeof sub === 'string' &&
    sub !== '' &&
    isClaimTime(iat) &&
    (exp === undefined || isClaimTime(exp)) &&
    (sandbox === undefined || (typeof sandbox === 'string' && sandboxName.test(sandbox)));
  if (!isValid) throw new Error('the claims have another form');
  return claims as Claims;
}

function isClaimTime(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maxClaimTime;
}

/** Converts an expiry in seconds since 1970 to milliseconds; infinity if there is none. */
export function expiryMs(expires: number | undefined): number {
  return expires === undefined ? Number.POSITIVE_INFINITY : expires * 1000;
}

/** The claims `iat` and `exp` of a token issued now, and its expiry as ISO 8601. `lifetime` is in seconds; null for a token that never expires. */
export function validityPeriod(now: number, lifetime: number | null) {
  const iat = Math.floor(now / 1000);
  if (lifetime === null) return { iat, expiresAt: null };
  const exp = iat + lifetime;
  return { iat, exp, expiresAt: new Date(Math.min(exp * 1000, maxInstant)).toISOString() };
}

/** Throws a 401 problem when `expires` (seconds since 1970) is past at `now` (milliseconds). */
export function assertNotExpired(
  tokenType: string,
  expires: number | undefined,
  now: number,
  tokenHint: string,
): void {
  const expiresAtMs = expiryMs(expires);
  if (expiresAtMs > now) return;
  const [expiry, current] = [expiresAtMs, now].map((time) => new Date(time).toISOString());
  throw unauthorized(
    `The ${tokenType} expired at ${expiry}; the sandbox's time is ${current}. ${tokenHint}`,
  );
}

/** Whether the message of a refusal says that a token has expired. */
export function isExpiryMessage(message: string): boolean {
  return /^The [a-zA-Z ]+ expired at \d{4}-/.test(message);
}

const tokens = new BoundedCache<string>(maxCached);

/** The latest header with a token. Comparing it takes less time than computing the hash of another one. */
let latest: { readonly header: string; readonly token: string } | undefined;

/** The token of an `Authorization: Bearer` header; undefined for any other header. Cached, because callers repeat their header. */
export function parseBearer(header = ''): string | undefined {
  if (header === latest?.header) return latest.token;
  const cached = tokens.get(header);
  const token = cached ?? /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (!token) return undefined;
  latest = { header, token };
  return cached ?? tokens.store(header, token);
}

/** The token of an `Authorization: Bearer` header. Throws a 401 problem when there is none. */
export function requireBearer(header: string | undefined, tokenHint: string): string {
  if (!header) {
    throw unauthorized(`No token: send the header Authorization: Bearer <token>. ${tokenHint}`);
  }
  const token = parseBearer(header);
  if (!token) {
    throw unauthorized(`The Authorization header must be Bearer <token>. ${tokenHint}`);
  }
  return token;
}
