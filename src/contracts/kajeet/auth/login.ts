import type { Credentials, Enrichment, Token } from '../../../../schemas/kajeet/auth.js';
import { scopesByRank } from '../../../../schemas/kajeet/users.js';
import type { Condition } from '../../../simulator/contract/access.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import {
  badRequest,
  forbidden,
  notFound,
  unauthorized,
} from '../../../simulator/contract/problem.js';
import { type StoredUser, users } from '../collections.js';
import { requireCorpInTree } from '../corp-tree.js';
import { issueToken, tokenLifetime, userDisabled } from '../identity.js';
import { verifyPassword } from './passwords.js';

type BodyRequest<Body> = ValidatedRequest<unknown, unknown, Body>;

/** Returns a token for user name and password. Throws a 401 problem when they are wrong, 403 for a disabled user. */
export function login(request: BodyRequest<Credentials>): Token {
  const { username, password } = request.body;
  const user = request.sandbox.documents(users).get(username);
  if (!user || user.internal.isClient || !verifyPassword(password, user)) {
    throw unauthorized('The user name or the password is wrong');
  }
  return createToken(request, user);
}

/** Returns a token for a trusted client. Throws a 401 problem for a wrong id or secret, 403 for a disabled client. */
export function clientToken(
  request: BodyRequest<{ clientId: string; clientSecret: string }>,
): Token {
  const { clientId, clientSecret } = request.body;
  const client = request.sandbox.documents(users).get(clientId);
  if (!client?.internal.isClient || !verifyPassword(clientSecret, client)) {
    throw unauthorized('The client id or the secret is wrong');
  }
  return createToken(request, client);
}

/** Returns a token for another user. Throws a 404 problem for an unknown user, 403 outside the caller's tree or above its rank. */
export function loginAs(request: BodyRequest<{ username: string }>): Token {
  const { username } = request.body;
  const user = request.sandbox.documents(users).get(username);
  if (!user || user.internal.isClient) throw notFound(`There is no user ${username}`);
  requireCorpInTree(request, user.internal.corpId);
  assertRankAllows(request.caller.scopes, user);
  return createToken(request, user);
}

/** The two highest scopes. */
const switchingScopes = scopesByRank.slice(0, 2);

/** The scopes below the two highest, which `loginAs` denies. */
export const lowerScopes = scopesByRank.slice(2);

/** A caller with auxiliary scopes alone has no rank, so it is denied as well. */
export const mayActAsOthers: Condition = {
  name: 'mayActAsOthers',
  rule: `Only for a caller with scope ${switchingScopes.join(' or ')}`,
  evidence: 'inferred',
  isAccountCondition: true,
  violation: ({ scopes }) =>
    scopes.some((scope) => switchingScopes.includes(scope))
      ? undefined
      : `the caller has ${scopes.join(', ') || 'none'}`,
};

/** Throws a 403 problem when the user ranks above a caller with these scopes. */
function assertRankAllows(scopes: readonly string[], { wire, internal }: StoredUser): void {
  if (rankOf(scopes) <= rankOf(internal.scopes)) return;
  const rule = 'Only for users of equal or lower rank';
  const actual = `${wire.username} has ${internal.scopes.join(', ')}, the caller has ${scopes.join(', ')}`;
  const remedies = ['a user of equal or lower rank', `scope ${scopesByRank[0]}`];
  throw forbidden(`${rule}; ${actual}`, { rule, evidence: 'inferred', actual, remedies });
}

/** The best rank among scopes, 0 for the highest. Scopes without a rank are below all others. */
function rankOf(scopes: readonly string[]): number {
  const rank = scopesByRank.findIndex((scope) => scopes.includes(scope));
  return rank < 0 ? scopesByRank.length : rank;
}

/** Returns what is stored about the user of an Okta token, whose signature is not checked. */
export function enrichToken(request: BodyRequest<{ token: string }>): Enrichment {
  const claims = decodeClaims(request.body.token);
  const names = [claims.preferred_username, claims.email, claims.sub].filter(
    (name) => typeof name === 'string',
  );
  if (names.length === 0) {
    const message = 'must be a JSON web token with a claim preferred_username, email or sub';
    throw badRequest([{ in: 'body', at: '/token', message }]);
  }
  const user = request.sandbox
    .documents(users)
    .all({})
    .find(({ wire }) => names.includes(wire.username) || names.includes(wire.email));
  if (!user) throw notFound(`There is no user ${names.join(' or ')}`);
  const { wire, internal } = user;
  const { username, email } = wire;
  return {
    username,
    email,
    corpId: internal.corpId,
    role: internal.scopes[0] ?? '',
    scopes: [...internal.scopes],
  };
}

/** Records or withdraws the calling user's acceptance of the terms. */
export function acceptTerms(request: BodyRequest<{ accepted: boolean }>) {
  const acceptedTermsAt = request.sandbox.clock.iso();
  request.sandbox.documents(users).update(request.caller.name, ({ wire, internal }) => {
    const { acceptedTermsAt: _, ...rest } = internal;
    return { wire, internal: request.body.accepted ? { ...rest, acceptedTermsAt } : rest };
  });
  return { message: request.body.accepted ? 'Accepted' : 'Not accepted' };
}

function createToken(request: BodyRequest<unknown>, user: StoredUser): Token {
  const { username } = user.wire;
  if (!user.internal.enabled) throw userDisabled(username);
  const lifetime = tokenLifetime;
  const { token } = issueToken(request.sandbox, request.issuer, user, { lifetime });
  const [role = ''] = user.internal.scopes;
  return { token, details: { corpId: user.internal.corpId, username, role } };
}

/** Decodes the claims of a token without verifying it; empty when it cannot be decoded. */
function decodeClaims(token: string): Record<string, unknown> {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    );
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
