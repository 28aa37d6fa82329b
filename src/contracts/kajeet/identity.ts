import type { FastifyRequest } from 'fastify';
import type { AccountKind, Corp } from '../../../schemas/kajeet/corps.js';
import {
  allScopes,
  auxScopes,
  changePassword,
  type User,
  type UserOwn,
} from '../../../schemas/kajeet/users.js';
import { mainOrganisation, seededPassword } from '../../../seeds/world/world.js';
import {
  expiryMs,
  requireBearer,
  type Signer,
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
import type { StoredDocument } from '../../store/documents/collection.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { corps, users } from './collections.js';

/** A caller with the corp that the token names. */
export interface KajeetCaller extends Caller {
  readonly corp: Corp;
}

/** How long a token holds, in seconds. The vendor publishes no figure. */
export const tokenLifetime = 24 * 60 * 60;

const tokenHint = 'POST /v1.0/auth/token with {"username", "password"} gives one.';

/** The caller of a Kajeet operation. */
export function kajeetCaller(request: Pick<FastifyRequest, 'caller'>): KajeetCaller {
  return request.caller as KajeetCaller;
}

/** The first corp above a user, which is the account itself. */
export function accountIdOf({ corp }: KajeetCaller): string {
  return corp.path[0] ?? corp.corpId;
}

/** A caller of an account of one kind, at its top or below. */
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
      description: 'A token of POST /v1.0/auth/token',
    },
  },

  authenticate(request, signer): KajeetCaller {
    const token = requireBearer(request.headers.authorization, tokenHint);
    const { sub, corpId, scope, exp } = signer.verify(
      token,
      request.sandbox.clock.now(),
      tokenHint,
    );
    const user = request.sandbox.documents(users).get(sub);
    const corp = request.sandbox.documents(corps).get(String(corpId))?.wire;
    if (!user || !corp || typeof scope !== 'string') {
      throw unauthorized(
        `The token is for ${[sub, corpId].filter(Boolean).join(' at ')}, whom this sandbox does not know here. ${tokenHint}`,
      );
    }
    if (!user.internal.enabled) throw userDisabled(sub);
    const { persona } = user.internal;
    return { name: sub, persona, scopes: scope.split(' '), corp, expiresAtMs: expiryMs(exp) };
  },

  personas(sandbox): Persona[] {
    return personaUsers(sandbox).map(({ wire, internal }) => ({
      name: internal.persona ?? wire.username,
      purpose: internal.purpose ?? '',
      scopes: internal.scopes,
      username: wire.username,
      password: seededPassword(wire.username),
      corpId: internal.corpId,
      account: accountAt(sandbox, internal.corpId),
    }));
  },

  issueToken(sandbox, request, signer): IssuedToken {
    const { wire, internal } = findUser(sandbox, request);
    const wished = request.scope ?? request.role;
    // A scope alone has picked its user, who comes as seeded; with a persona it takes the place of the seeded ones.
    const scopes = request.persona && wished ? wished.split(' ') : internal.scopes;
    const lifetime = request.expiresIn === undefined ? tokenLifetime : request.expiresIn;
    return issueToken(
      sandbox,
      signer,
      { wire, internal: { ...internal, scopes } },
      { lifetime, sandbox: request.sandbox },
    );
  },
};

/** 403: the user is there, and is not let in. */
export function userDisabled(username: string): Problem {
  const actual = `The user ${username} is disabled`;
  const rule = 'A user who is disabled is let in nowhere';
  return forbidden(actual, { rule, actual, remedies: ['another user of GET /_sim/personas'] });
}

/** A token for a user at the sandbox's now; `lifetime` in seconds, null for one that never expires. */
export function issueToken(
  sandbox: Sandbox,
  signer: Signer,
  { wire, internal }: StoredDocument<User, UserOwn>,
  { lifetime, sandbox: leadsTo }: { lifetime: number | null; sandbox?: string | undefined },
): IssuedToken {
  const { expiresAt, ...times } = validityPeriod(sandbox.clock.now(), lifetime);
  const token = signer.sign({
    sub: wire.username,
    corpId: internal.corpId,
    scope: internal.scopes.join(' '),
    ...times,
    ...(leadsTo ? { sandbox: leadsTo } : {}),
  });
  return { token, tokenType: 'Bearer', expiresAt };
}

function findUser(
  sandbox: Sandbox,
  { persona, scope, role, corpId }: TokenRequest,
): StoredDocument<User, UserOwn> {
  const wanted = (scope ?? role)?.split(' ');
  const unknown = wanted?.filter((each) => !allScopes.includes(each)) ?? [];
  if (unknown.length > 0) {
    const message = `has ${unknown.join(', ')}, but Kajeet's scopes are ${allScopes.join(', ')}`;
    throw badRequest([{ in: 'body', at: scope === undefined ? '/role' : '/scope', message }]);
  }
  const known = personaUsers(sandbox);
  if (persona) {
    const found = known.find(
      ({ wire, internal }) => internal.persona === persona || wire.username === persona,
    );
    if (!found) throw notFound(`No persona is called ${persona}; there are ${names(known)}`);
    return found;
  }
  const at = corpId ?? mainOrganisation;
  const fitting = known.filter(({ internal }) => internal.enabled && internal.corpId === at);
  const found = fitting.find(({ internal }) =>
    (wanted ?? ['org_super']).every((each) => internal.scopes.includes(each)),
  );
  if (!found)
    throw notFound(
      `No seeded user at ${at} has ${wanted?.join(' ') ?? 'org_super'}; there are ${names(known)}`,
    );
  return found;
}

function personaUsers(sandbox: Sandbox): StoredDocument<User, UserOwn>[] {
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

function names(known: readonly StoredDocument<User, UserOwn>[]): string {
  return known.map(({ internal }) => internal.persona).join(', ');
}
