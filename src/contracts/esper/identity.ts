import type { FastifyRequest } from 'fastify';
import { customRole, groupRoles, roles } from '../../../schemas/esper/profiles.js';
import type { User, UserInternal } from '../../../schemas/esper/users.js';
import { expiryOf } from '../../../schemas/esper/v2/personal-tokens.js';
import { mainOrganisation, seededPassword } from '../../../seeds/world/world.js';
import type { ApiKey } from '../../simulator/auth/api-keys.js';
import {
  assertNotExpired,
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
import { badRequest, notFound, unauthorized } from '../../simulator/contract/problem.js';
import { suggestion } from '../../simulator/validation/suggestion.js';
import { paddedKey, type StoredDocument } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { roles as customRoles, personalTokens, users } from './collections.js';

/** A caller with the user of the API key. */
interface EsperCaller extends Caller {
  readonly user: User;
  /** The scopes of a caller with a custom role; undefined for other callers. */
  readonly customScopes: readonly string[] | undefined;
  /** Whether the groups of the profile limit what the caller sees. */
  readonly isLimitedToGroups: boolean;
}

/** The roles that a key can have. Keys contain the place in this list, so it only grows. */
const allRoles: readonly string[] = [...roles, customRole];

/** Stands in a key where others have the place of a role: its number is that of a personal access token, not of a user. */
const personalTokenMark = 255;

const tokenHint = 'GET /_sim/personas lists a key for every role.';

/** The user of the API key. */
export function callingUser(request: Pick<FastifyRequest, 'caller'>): User {
  return (request.caller as EsperCaller).user;
}

/** The scopes of a caller with a custom role; undefined for other callers. */
export function customScopes(caller: Caller): readonly string[] | undefined {
  return (caller as EsperCaller).customScopes;
}

/** Whether the groups of the caller's profile limit what it sees. */
export function isLimitedToGroups(caller: Caller): boolean {
  return (caller as EsperCaller).isLimitedToGroups;
}

/** Whether a user with a role sees only its groups. */
export function limitsToGroups(role: string, { hasAllGroupAccess }: UserInternal): boolean {
  return groupRoles.includes(role) || (role === customRole && hasAllGroupAccess !== true);
}

/** What stands for a role in a key. */
export function roleNumber(role: string): number {
  return allRoles.indexOf(role) + 1;
}

/** The key that a caller presents as a personal access token with this number. */
export function personalKey(issuer: TokenIssuer, number: number): string {
  return issuer.createKey({ user: number, role: personalTokenMark });
}

export const identity: Identity = {
  scopes: allRoles,
  scopeNoun: 'role',
  schemes: {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. It belongs to a user and stops working when that user is deleted',
    },
  },

  authenticate({ headers, sandbox }, signer): EsperCaller {
    const key = requireBearer(headers.authorization, tokenHint);
    const content = signer.verifyKey(key, sandbox.clock.now(), tokenHint);
    const {
      user: id,
      role,
      expires,
    } = content.role === personalTokenMark ? personalContent(sandbox, content) : content;
    if (role > allRoles.length) throw unauthorized(`The API key has no known role. ${tokenHint}`);
    const { wire: user, internal } = sandbox.documents(users).get(paddedKey(id)) ?? {};
    if (!user) {
      throw unauthorized(
        `The API key belongs to user ${id}, who does not exist any more. ${tokenHint}`,
      );
    }
    if (!user.is_active) throw unauthorized(`The user ${user.username} is not active`);
    const callerRole = allRoles[role - 1] ?? user.profile.role;
    return {
      name: user.username,
      persona: internal?.persona,
      scopes: [callerRole],
      user,
      customScopes: callerRole === customRole ? scopesOfRole(sandbox, user) : undefined,
      isLimitedToGroups: limitsToGroups(callerRole, internal ?? {}),
      expiresAtMs: expiryMs(expires),
    };
  },

  isOwnToken: (content) => 'user' in content && 'role' in content,

  hasUser: (sandbox, name) => findByUsername(sandbox, name) !== undefined,

  personas(sandbox): Persona[] {
    return listPersonas(sandbox).map(({ wire, internal }) => ({
      name: internal.persona ?? wire.username,
      displayName: `${wire.first_name} ${wire.last_name}`,
      purpose: internal.purpose ?? '',
      scopes: [wire.profile.role],
      username: wire.username,
      password: seededPassword(wire.username),
      corpId: mainOrganisation,
    }));
  },

  issueToken(sandbox, request, issuer): IssuedToken {
    const { wire } = findUser(sandbox, request);
    const role = request.role ?? request.scope;
    const { exp, expiresAt } = validityPeriod(sandbox.clock.now(), request.expiresIn ?? null);
    const token = issuer.createKey({
      user: wire.id,
      role: request.persona && role ? roleNumber(role) : 0,
      ...(exp === undefined ? {} : { expires: exp }),
    });
    return { token, tokenType: 'Bearer', expiresAt };
  },
};

/** The user of a personal access token and when it expires. Throws a 401 problem for one that was deleted or has expired. */
function personalContent(sandbox: Sandbox, { user: number }: ApiKey): ApiKey {
  const stored = sandbox.documents(personalTokens).get(paddedKey(number))?.wire;
  if (!stored)
    throw unauthorized(
      `The personal access token was deleted, or is of another sandbox. ${tokenHint}`,
    );
  const expires = expiryOf(stored);
  assertNotExpired('personal access token', expires, sandbox.clock.now(), tokenHint);
  return { user: stored.user, role: 0, ...(expires !== undefined && { expires }) };
}

function scopesOfRole(sandbox: Sandbox, { profile }: User): readonly string[] {
  return sandbox.documents(customRoles).get(profile.authz_role_id ?? '')?.internal.scopes ?? [];
}

function findUser(
  sandbox: Sandbox,
  { persona, scope, role, corpId }: TokenRequest,
): StoredDocument<User, UserInternal> {
  const wanted = role ?? scope;
  if (wanted !== undefined && !allRoles.includes(wanted)) {
    const message = `must be one of Esper's roles, ${allRoles.join(', ')}, not ${JSON.stringify(wanted)}${suggestion(wanted, allRoles)}`;
    throw badRequest([{ in: 'body', at: role === undefined ? '/scope' : '/role', message }]);
  }
  const personas = listPersonas(sandbox);
  const names = personas.flatMap(({ internal }) => internal.persona ?? []);
  if (persona) {
    const found =
      personas.find(({ internal }) => internal.persona === persona) ??
      findByUsername(sandbox, persona);
    if (!found)
      throw notFound(
        `No persona or user is called ${persona}; there are ${names.join(', ')}${suggestion(persona, names)}`,
      );
    return found;
  }
  // The persona of the role is preferred to other users with that role.
  const found = [...personas, ...sandbox.documents(users).all({})].find(
    ({ wire }) => wire.is_active && wire.profile.role === (wanted ?? 'Enterprise Admin'),
  );
  const isHere = corpId === undefined || corpId === mainOrganisation;
  if (!found || !isHere) {
    throw notFound(
      `No active user at ${corpId ?? mainOrganisation} has the role ${wanted ?? 'Enterprise Admin'}; there are ${names.join(', ')}`,
    );
  }
  return found;
}

function findByUsername(
  sandbox: Sandbox,
  username: string,
): StoredDocument<User, UserInternal> | undefined {
  return sandbox.documents(users).findOne({ where: { username: foldCase(username) } });
}

/** The users who are personas: Enterprise Admin first, then by role in the vendor's order, then those named after no role. */
function listPersonas(sandbox: Sandbox): StoredDocument<User, UserInternal>[] {
  const personas = sandbox
    .documents(users)
    .all({})
    .filter(({ internal }) => internal.persona);
  const rank = ({ internal }: StoredDocument<User, UserInternal>) => {
    // Enterprise Admin is the default persona and the most useful one.
    if (internal.persona === 'Enterprise Admin') return -1;
    const index = allRoles.indexOf(internal.persona ?? '');
    return index < 0 ? allRoles.length : index;
  };
  return personas.sort((one, other) => rank(one) - rank(other));
}
