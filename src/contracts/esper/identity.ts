import type { FastifyRequest } from 'fastify';
import { roles } from '../../../schemas/esper/profiles.js';
import type { User, UserOwn } from '../../../schemas/esper/users.js';
import { mainOrganisation, seededPassword } from '../../../seeds/world/world.js';
import { expiryMs, requireBearer, validityPeriod } from '../../simulator/auth/tokens.js';
import type {
  Caller,
  Identity,
  IssuedToken,
  Persona,
  TokenRequest,
} from '../../simulator/contract/identity.js';
import { badRequest, notFound, unauthorized } from '../../simulator/contract/problem.js';
import { paddedKey, type StoredDocument } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { users } from './collections.js';

/** A caller with the user whose key was sent. */
interface EsperCaller extends Caller {
  readonly user: User;
}

const allRoles: readonly string[] = roles;

const tokenHint = 'GET /_sim/personas lists a key for every role.';

/** The user whose key was sent. */
export function me(request: Pick<FastifyRequest, 'caller'>): User {
  return (request.caller as EsperCaller).user;
}

export const identity: Identity = {
  scopes: allRoles,
  scopeNoun: 'role',
  schemes: {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. It belongs to a user and dies with that user',
    },
  },

  authenticate({ headers, sandbox }, signer): EsperCaller {
    const key = requireBearer(headers.authorization, tokenHint);
    const { user: id, role, expires } = signer.verifyKey(key, sandbox.clock.now(), tokenHint);
    const { wire: user, internal } = sandbox.documents(users).get(paddedKey(id)) ?? {};
    if (!user) {
      throw unauthorized(
        `The API key belonged to user ${id}, who is not there any more. ${tokenHint}`,
      );
    }
    if (!user.is_active) throw unauthorized(`The user ${user.username} is not active`);
    const { persona } = internal ?? {};
    return {
      name: user.username,
      persona,
      scopes: [roles[role - 1] ?? user.profile.role],
      user,
      expiresAtMs: expiryMs(expires),
    };
  },

  personas(sandbox): Persona[] {
    return known(sandbox).map(({ wire, internal }) => ({
      name: internal.persona ?? wire.username,
      purpose: internal.purpose ?? '',
      scopes: [wire.profile.role],
      username: wire.username,
      password: seededPassword(wire.username),
      corpId: mainOrganisation,
    }));
  },

  issueToken(sandbox, request, signer): IssuedToken {
    const { wire } = userFor(sandbox, request);
    const wished = request.role ?? request.scope;
    const { exp, expiresAt } = validityPeriod(sandbox.clock.now(), request.expiresIn ?? null);
    const token = signer.createKey({
      user: wire.id,
      role: request.persona && wished ? allRoles.indexOf(wished) + 1 : 0,
      ...(exp === undefined ? {} : { expires: exp }),
      ...(request.sandbox ? { sandbox: request.sandbox } : {}),
    });
    return { token, tokenType: 'Bearer', expiresAt };
  },
};

function userFor(
  sandbox: Sandbox,
  { persona, scope, role, corpId }: TokenRequest,
): StoredDocument<User, UserOwn> {
  const wanted = role ?? scope;
  if (wanted !== undefined && !allRoles.includes(wanted)) {
    const message = `must be one of Esper's roles, ${roles.join(', ')}, not ${JSON.stringify(wanted)}`;
    throw badRequest([{ in: 'body', at: role === undefined ? '/scope' : '/role', message }]);
  }
  const all = known(sandbox);
  const names = all.map(({ internal }) => internal.persona).join(', ');
  if (persona) {
    const found =
      all.find(({ internal }) => internal.persona === persona) ?? userCalled(sandbox, persona);
    if (!found) throw notFound(`No persona or user is called ${persona}; there are ${names}`);
    return found;
  }
  // Whoever stands for the role comes first, then any other user who has it.
  const found = [...all, ...sandbox.documents(users).all({})].find(
    ({ wire }) => wire.is_active && wire.profile.role === (wanted ?? 'Enterprise Admin'),
  );
  const isHere = corpId === undefined || corpId === mainOrganisation;
  if (!found || !isHere) {
    throw notFound(
      `No active user at ${corpId ?? mainOrganisation} has the role ${wanted ?? 'Enterprise Admin'}; there are ${names}`,
    );
  }
  return found;
}

function userCalled(sandbox: Sandbox, username: string): StoredDocument<User, UserOwn> | undefined {
  return sandbox.documents(users).findOne({ where: { username: foldCase(username) } });
}

/** The users who stand for something, the roles in the order in which the vendor names them. */
function known(sandbox: Sandbox): StoredDocument<User, UserOwn>[] {
  const all = sandbox
    .documents(users)
    .all({})
    .filter(({ internal }) => internal.persona);
  const rank = ({ internal }: StoredDocument<User, UserOwn>) => {
    const place = allRoles.indexOf(internal.persona ?? '');
    // The role that a team has most use for comes first, the staff of the vendor after the customer's.
    return internal.persona === 'Enterprise Admin' ? -1 : place < 0 ? roles.length : place;
  };
  return all.sort((one, other) => rank(one) - rank(other));
}
