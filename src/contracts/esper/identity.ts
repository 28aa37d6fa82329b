import type { FastifyRequest } from 'fastify';
import { roles } from '../../../schemas/esper/profiles.js';
import type { User, UserOwn } from '../../../schemas/esper/users.js';
import { mainOrganisation, seededPassword } from '../../../seeds/world.js';
import type { Caller, Identity, Minted, Persona, TokenWish } from '../../simulator/contract.js';
import { invalid, notFound, unauthorized } from '../../simulator/problem.js';
import { bearer, holdsUntil, validity } from '../../simulator/tokens.js';
import { numberKey, type Stored } from '../../store/collection.js';
import { fold } from '../../store/fold.js';
import type { Sandbox } from '../../store/sandbox.js';
import { users } from './collections.js';

/** A caller with the user whose key was sent. */
interface EsperCaller extends Caller {
  readonly user: User;
}

const allRoles: readonly string[] = roles;

const howToGetOne = 'GET /_sim/personas lists a key for every role.';

/** The user whose key was sent. */
export function me(request: Pick<FastifyRequest, 'caller'>): User {
  return (request.caller as EsperCaller).user;
}

export const identity: Identity = {
  scopes: allRoles,
  scopesAre: 'role',
  schemes: {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'An API key. It belongs to a user and dies with that user',
    },
  },

  identify({ headers, sandbox }, signer): EsperCaller {
    const key = bearer(headers.authorization, howToGetOne);
    const { user: id, role, expires } = signer.verifyKey(key, sandbox.clock.now(), howToGetOne);
    const { wire: user, own } = sandbox.documents(users).get(numberKey(id)) ?? {};
    if (!user) {
      throw unauthorized(
        `The API key belonged to user ${id}, who is not there any more. ${howToGetOne}`,
      );
    }
    if (!user.is_active) throw unauthorized(`The user ${user.username} is not active`);
    const { persona } = own ?? {};
    return {
      name: user.username,
      persona,
      scopes: [roles[role - 1] ?? user.profile.role],
      user,
      until: holdsUntil(expires),
    };
  },

  personas(sandbox): Persona[] {
    return known(sandbox).map(({ wire, own }) => ({
      name: own.persona ?? wire.username,
      purpose: own.purpose ?? '',
      scopes: [wire.profile.role],
      username: wire.username,
      password: seededPassword(wire.username),
      corpId: mainOrganisation,
    }));
  },

  mint(sandbox, wish, signer): Minted {
    const { wire } = userFor(sandbox, wish);
    const wished = wish.role ?? wish.scope;
    const { exp, expiresAt } = validity(sandbox.clock.now(), wish.expiresIn ?? null);
    const token = signer.key({
      user: wire.id,
      role: wish.persona && wished ? allRoles.indexOf(wished) + 1 : 0,
      ...(exp === undefined ? {} : { expires: exp }),
      ...(wish.sandbox ? { sandbox: wish.sandbox } : {}),
    });
    return { token, tokenType: 'Bearer', expiresAt };
  },
};

function userFor(
  sandbox: Sandbox,
  { persona, scope, role, corpId }: TokenWish,
): Stored<User, UserOwn> {
  const wanted = role ?? scope;
  if (wanted !== undefined && !allRoles.includes(wanted)) {
    const message = `must be one of Esper's roles, ${roles.join(', ')}, not ${JSON.stringify(wanted)}`;
    throw invalid([{ in: 'body', at: role === undefined ? '/scope' : '/role', message }]);
  }
  const all = known(sandbox);
  const names = all.map(({ own }) => own.persona).join(', ');
  if (persona) {
    const found = all.find(({ own }) => own.persona === persona) ?? userCalled(sandbox, persona);
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

function userCalled(sandbox: Sandbox, username: string): Stored<User, UserOwn> | undefined {
  return sandbox.documents(users).first({ where: { username: fold(username) } });
}

/** The users who stand for something, the roles in the order in which the vendor names them. */
function known(sandbox: Sandbox): Stored<User, UserOwn>[] {
  const all = sandbox
    .documents(users)
    .all({})
    .filter(({ own }) => own.persona);
  const rank = ({ own }: Stored<User, UserOwn>) => {
    const place = allRoles.indexOf(own.persona ?? '');
    // The role that a team has most use for comes first, the staff of the vendor after the customer's.
    return own.persona === 'Enterprise Admin' ? -1 : place < 0 ? roles.length : place;
  };
  return all.sort((one, other) => rank(one) - rank(other));
}
