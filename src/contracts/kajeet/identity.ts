import type { FastifyRequest } from 'fastify';
import type { AccountKind, Corp } from '../../../schemas/kajeet/corps.js';
import { allScopes, auxScopes, changePassword } from '../../../schemas/kajeet/users.js';
import { mainOrganisation, seededPassword } from '../../../seeds/world/world.js';
import {
  type Claims,
  expiryMs,
  requireBearer,
  type TokenIssuer,
  validityPeriod,
} from '../../simulator/auth/tokens.js';
import type {
  Caller,
  Identity,
  IssuedToken,
  Persona,
  TokenRequest,
} from '../../simulator/contract/identity.js';
import {
  badRequest,
  forbidden,
  notFound,
  type Problem,
  unauthorized,
} from '../../simulator/contract/problem.js';
import { nothingNamed, suggestion } from '../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { corps, type StoredUser, users } from './collections.js';

/** A caller with the corp named in the token. */
export interface KajeetCaller extends Caller {
  readonly corp: Corp;
}

/** Validity of a token, in seconds. The vendor publishes no value. */
export const tokenLifetime = 24 * 60 * 60;

const tokenHint = 'POST /v1.0/auth/token with {"username", "password"} gives one.';

/** The caller of a Kajeet operation. */
export function kajeetCaller(request: Pick<FastifyRequest, 'caller'>): KajeetCaller {
  return request.caller as KajeetCaller;
}

/** The id of the account of a caller or of another corp, which is the outermost corp of its path. */
export function accountIdOf({ corp }: Pick<KajeetCaller, 'corp'>): string {
  return corp.path[0] ?? corp.corpId;
}

/** A made-up caller of an account of the given kinds, to evaluate conditions without a request. */
function sampleCaller(
  kinds: readonly AccountKind[],
  parentCorpId: string | null = null,
): KajeetCaller {
  const corp = {
    corpId: 'ANY',
    description: '',
    parentCorpId,
    path: ['ANY'],
    kinds,
    timeZone: 'UTC',
  };
  return { name: 'anyone', scopes: [], corp };
}

export const identity: Identity = {
  scopes: allScopes,
  supplementaryScopes: { scopes: auxScopes, base: 'org_tech' },
  forbiddenReason: 'The user is disabled.',
  accounts: {
    'Kajeet Choice': sampleCaller(['choice']),
    enterprise: sampleCaller(['enterprise']),
    PLTE: sampleCaller(['plte']),
    WBU: sampleCaller(['wbu']),
    'ASB master corp': sampleCaller(['asb']),
    'below an ASB master corp': sampleCaller(['asb'], 'ABOVE'),
  },
  schemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A token from POST /v1.0/auth/token',
    },
  },

  authenticate(request, signer): KajeetCaller {
    const token = requireBearer(request.headers.authorization, tokenHint);
    const claims = signer.verify(token, request.sandbox.clock.now(), tokenHint);
    const { sub, exp } = claims;
    const { corpId, scopes, passwordResets } = claimsOf(claims);
    const user = request.sandbox.documents(users).get(sub);
    const corp = request.sandbox.documents(corps).get(corpId)?.wire;
    if (!user || !corp) {
      throw unauthorized(
        `The token is for ${sub} at ${corpId}, but this sandbox has no such user. ${tokenHint}`,
      );
    }
    if (!user.internal.enabled) throw userDisabled(sub);
    if (passwordResets < (user.internal.passwordResets ?? 0)) {
      throw unauthorized(
        `The token is from before the last password reset of ${sub} and is not valid any more. ${tokenHint}`,
      );
    }
    const { persona } = user.internal;
    return { name: sub, persona, scopes, corp, expiresAtMs: expiryMs(exp) };
  },

  isOwnToken: (content) => 'corpId' in content,

  hasUser: (sandbox, name) => sandbox.documents(users).get(name) !== undefined,

  personas(sandbox): Persona[] {
    return personaUsers(sandbox).map(({ wire, internal }) => ({
      name: internal.persona ?? wire.username,
      displayName: `${wire.firstName} ${wire.lastName}`,
      purpose: internal.purpose ?? '',
      scopes: internal.scopes,
      username: wire.username,
      password: seededPassword(wire.username),
      corpId: internal.corpId,
      account: accountAt(sandbox, internal.corpId),
    }));
  },

  issueToken(sandbox, request, issuer): IssuedToken {
    const { wire, internal } = findUser(sandbox, request);
    const requestedScopes = request.scope ?? request.role;
    // A scope alone only selects the user; together with a persona it replaces the persona's scopes.
    const scopes =
      request.persona && requestedScopes ? requestedScopes.split(' ') : internal.scopes;
    const lifetime = request.expiresIn === undefined ? tokenLifetime : request.expiresIn;
    return issueToken(sandbox, issuer, { wire, internal: { ...internal, scopes } }, { lifetime });
  },
};

/** The claims that only tokens of this API have. */
interface KajeetClaims {
  readonly corpId: string;
  readonly scopes: readonly string[];
  readonly passwordResets: number;
}

/** The claims of tokens that have been read: the signer returns the same object for the same token. */
const knownClaims = new WeakMap<Claims, KajeetClaims>();

/** Returns the claims that only tokens of this API have. Throws a 401 problem for claims of another form. */
function claimsOf(claims: Claims): KajeetClaims {
  const known = knownClaims.get(claims);
  if (known) return known;
  const read = readClaims(claims);
  knownClaims.set(claims, read);
  return read;
}

function readClaims({ corpId, scope, passwordResets = 0 }: Claims): KajeetClaims {
  const scopes = typeof scope === 'string' ? scope.split(' ') : [];
  const areKnown = scopes.length > 0 && scopes.every((name) => allScopes.includes(name));
  const isCount = Number.isSafeInteger(passwordResets) && Number(passwordResets) >= 0;
  if (typeof corpId !== 'string' || !areKnown || !isCount) {
    throw unauthorized(`The bearer token is not a token of Kajeet Sentinel. ${tokenHint}`);
  }
  // A token that may set a password may do nothing else, whatever other scopes it names.
  const effective = scopes.includes(changePassword) ? [changePassword] : scopes;
  return { corpId, scopes: effective, passwordResets: Number(passwordResets) };
}

/** Creates the 403 problem for a disabled user. */
export function userDisabled(username: string): Problem {
  const actual = `The user ${username} is disabled`;
  const rule = 'A disabled user has no access';
  return forbidden(actual, { rule, actual, remedies: ['another user from GET /_sim/personas'] });
}

/** Signs a token that is valid from the sandbox's current time for `lifetime` seconds, or forever when it is null. */
export function issueToken(
  sandbox: Sandbox,
  issuer: TokenIssuer,
  { wire, internal }: StoredUser,
  { lifetime }: { readonly lifetime: number | null },
): IssuedToken {
  const { expiresAt, ...times } = validityPeriod(sandbox.clock.now(), lifetime);
  const token = issuer.sign({
    sub: wire.username,
    corpId: internal.corpId,
    scope: internal.scopes.join(' '),
    ...(internal.passwordResets ? { passwordResets: internal.passwordResets } : {}),
    ...times,
  });
  return { token, tokenType: 'Bearer', expiresAt };
}

function findUser(sandbox: Sandbox, { persona, scope, role, corpId }: TokenRequest): StoredUser {
  const wanted = (scope ?? role)?.split(' ');
  const unknown = wanted?.filter((name) => !allScopes.includes(name)) ?? [];
  if (unknown.length > 0) {
    const message = `contains ${unknown.join(', ')}, but Kajeet's scopes are ${allScopes.join(', ')}${suggestion(unknown[0] ?? '', allScopes)}`;
    throw badRequest([{ in: 'body', at: scope === undefined ? '/role' : '/scope', message }]);
  }
  const known = personaUsers(sandbox);
  const names = known.flatMap(({ internal }) => internal.persona ?? []);
  if (persona) {
    const found = known.find(
      ({ wire, internal }) => internal.persona === persona || wire.username === persona,
    );
    if (!found) throw notFound(nothingNamed(persona, names, ['persona', 'personas']));
    return found;
  }
  const at = corpId ?? mainOrganisation;
  const candidates = known.filter(({ internal }) => internal.enabled && internal.corpId === at);
  const found = candidates.find(({ internal }) =>
    (wanted ?? ['org_super']).every((name) => internal.scopes.includes(name)),
  );
  if (!found) {
    const hint = suggestion(
      at,
      known.map(({ internal }) => internal.corpId),
    );
    throw notFound(
      `No seeded user at ${at} has ${wanted?.join(' ') ?? 'org_super'}; the personas are ${names.join(', ')}${hint}`,
    );
  }
  return found;
}

/** Users with a persona: those of the main organisation first, then by scope. */
function personaUsers(sandbox: Sandbox): StoredUser[] {
  const all = sandbox
    .documents(users)
    .all({})
    .filter(({ internal }) => internal.persona);
  const rank = (scopes: readonly string[]) => allScopes.indexOf(scopes.at(-1) ?? changePassword);
  return all.sort(
    (a, b) =>
      Number(a.internal.corpId !== mainOrganisation) -
        Number(b.internal.corpId !== mainOrganisation) ||
      rank(a.internal.scopes) - rank(b.internal.scopes),
  );
}

function accountAt(sandbox: Sandbox, corpId: string) {
  const corp = sandbox.documents(corps).get(corpId)?.wire;
  return { corpId: corp?.path[0] ?? corpId, kinds: corp?.kinds ?? [] };
}
