import type { FastifyRequest } from 'fastify';
import type { AccountKind, Corp } from '../../../schemas/kajeet/corps.js';
import {
  allScopes,
  changePassword,
  type User,
  type UserOwn,
} from '../../../schemas/kajeet/users.js';
import { mainOrganisation, seededPassword } from '../../../seeds/world.js';
import type { Caller, Identity, Minted, Persona, TokenWish } from '../../simulator/contract.js';
import { invalid, notFound, type Problem, refused, unauthorized } from '../../simulator/problem.js';
import { bearer, holdsUntil, type Signer, validity } from '../../simulator/tokens.js';
import type { Stored } from '../../store/collection.js';
import type { Sandbox } from '../../store/sandbox.js';
import { corps, users } from './collections.js';

/** A caller with the corp that the token names. */
export interface KajeetCaller extends Caller {
  readonly corp: Corp;
}

/** How long a token holds, in seconds. The vendor publishes no figure. */
export const tokenLifetime = 24 * 60 * 60;

const howToGetOne = 'POST /v1.0/auth/token with {"username", "password"} gives one.';

/** The caller of a Kajeet operation. */
export function me(request: Pick<FastifyRequest, 'caller'>): KajeetCaller {
  return request.caller as KajeetCaller;
}

/** The first corp above a user, which is the account itself. */
export function accountOf({ corp }: KajeetCaller): string {
  return corp.path[0] ?? corp.corpId;
}

/** A caller of an account of one kind, at its top or below. */
function callerOf(kinds: readonly AccountKind[], parentCorpId: string | null = null): KajeetCaller {
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
  forbids: 'The user is disabled.',
  accounts: {
    'Kajeet Choice': callerOf(['choice']),
    enterprise: callerOf(['enterprise']),
    PLTE: callerOf(['plte']),
    WBU: callerOf(['wbu']),
    'ASB master corp': callerOf(['asb']),
    'below an ASB master corp': callerOf(['asb'], 'ABOVE'),
  },
  schemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A token of POST /v1.0/auth/token',
    },
  },

  identify(request, signer): KajeetCaller {
    const token = bearer(request.headers.authorization, howToGetOne);
    const { sub, corpId, scope, exp } = signer.verify(
      token,
      request.sandbox.clock.now(),
      howToGetOne,
    );
    const user = request.sandbox.documents(users).get(sub);
    const corp = request.sandbox.documents(corps).get(String(corpId))?.wire;
    if (!user || !corp || typeof scope !== 'string') {
      throw unauthorized(
        `The token is for ${[sub, corpId].filter(Boolean).join(' at ')}, whom this sandbox does not know here. ${howToGetOne}`,
      );
    }
    if (!user.own.enabled) throw disabled(sub);
    const { persona } = user.own;
    return { name: sub, persona, scopes: scope.split(' '), corp, until: holdsUntil(exp) };
  },

  personas(sandbox): Persona[] {
    return personaUsers(sandbox).map(({ wire, own }) => ({
      name: own.persona ?? wire.username,
      purpose: own.purpose ?? '',
      scopes: own.scopes,
      username: wire.username,
      password: seededPassword(wire.username),
      corpId: own.corpId,
      account: accountAt(sandbox, own.corpId),
    }));
  },

  mint(sandbox, wish, signer): Minted {
    const { wire, own } = userFor(sandbox, wish);
    const wished = wish.scope ?? wish.role;
    // A scope alone has picked its user, who comes as seeded; with a persona it takes the place of the seeded ones.
    const scopes = wish.persona && wished ? wished.split(' ') : own.scopes;
    const lifetime = wish.expiresIn === undefined ? tokenLifetime : wish.expiresIn;
    return issue(
      sandbox,
      signer,
      { wire, own: { ...own, scopes } },
      { lifetime, sandbox: wish.sandbox },
    );
  },
};

/** 403: the user is there, and is not let in. */
export function disabled(username: string): Problem {
  const had = `The user ${username} is disabled`;
  const rule = 'A user who is disabled is let in nowhere';
  return refused(had, { rule, had, passes: ['another user of GET /_sim/personas'] });
}

/** A token for a user at the sandbox's now; `lifetime` in seconds, null for one that never expires. */
export function issue(
  sandbox: Sandbox,
  signer: Signer,
  { wire, own }: Stored<User, UserOwn>,
  { lifetime, sandbox: leadsTo }: { lifetime: number | null; sandbox?: string | undefined },
): Minted {
  const { expiresAt, ...times } = validity(sandbox.clock.now(), lifetime);
  const token = signer.sign({
    sub: wire.username,
    corpId: own.corpId,
    scope: own.scopes.join(' '),
    ...times,
    ...(leadsTo ? { sandbox: leadsTo } : {}),
  });
  return { token, tokenType: 'Bearer', expiresAt };
}

function userFor(
  sandbox: Sandbox,
  { persona, scope, role, corpId }: TokenWish,
): Stored<User, UserOwn> {
  const wanted = (scope ?? role)?.split(' ');
  const unknown = wanted?.filter((each) => !allScopes.includes(each)) ?? [];
  if (unknown.length > 0) {
    const message = `has ${unknown.join(', ')}, but Kajeet's scopes are ${allScopes.join(', ')}`;
    throw invalid([{ in: 'body', at: scope === undefined ? '/role' : '/scope', message }]);
  }
  const known = personaUsers(sandbox);
  if (persona) {
    const found = known.find(
      ({ wire, own }) => own.persona === persona || wire.username === persona,
    );
    if (!found) throw notFound(`No persona is called ${persona}; there are ${names(known)}`);
    return found;
  }
  const at = corpId ?? mainOrganisation;
  const fitting = known.filter(({ own }) => own.enabled && own.corpId === at);
  const found = fitting.find(({ own }) =>
    (wanted ?? ['org_super']).every((each) => own.scopes.includes(each)),
  );
  if (!found)
    throw notFound(
      `No seeded user at ${at} has ${wanted?.join(' ') ?? 'org_super'}; there are ${names(known)}`,
    );
  return found;
}

function personaUsers(sandbox: Sandbox): Stored<User, UserOwn>[] {
  const all = sandbox
    .documents(users)
    .all({})
    .filter(({ own }) => own.persona);
  const rank = (scopes: readonly string[]) => allScopes.indexOf(scopes.at(-1) ?? changePassword);
  return all.sort(
    (a, b) =>
      Number(a.own.corpId !== mainOrganisation) - Number(b.own.corpId !== mainOrganisation) ||
      rank(a.own.scopes) - rank(b.own.scopes),
  );
}

function accountAt(sandbox: Sandbox, corpId: string) {
  const corp = sandbox.documents(corps).get(corpId)?.wire;
  return { corpId: corp?.path[0] ?? corpId, kinds: corp?.kinds ?? [] };
}

function names(known: readonly Stored<User, UserOwn>[]): string {
  return known.map(({ own }) => own.persona).join(', ');
}
