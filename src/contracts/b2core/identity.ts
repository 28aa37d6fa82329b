import type { FastifyRequest } from 'fastify';
import type { B2coreSettings } from '../../../schemas/b2core/settings.js';
import type { App } from '../../../schemas/b2core/tokens.js';
import { seededPassword } from '../../../seeds/world.js';
import type { Caller, Identity, Minted, Persona, TokenWish } from '../../simulator/contract.js';
import { invalid, notFound, Problem, unauthorized } from '../../simulator/problem.js';
import { bearer, holdsUntil, type Signer, validity } from '../../simulator/tokens.js';
import type { Sandbox } from '../../store/sandbox.js';
import { apps } from './collections.js';

/** The security scheme of the call that gives tokens. */
export const clientCredentials = 'client';

const audience = 'b2core';
const howToGetOne = 'POST /tokens with the client id and secret gives one.';

export const identity: Identity = {
  scopes: [],
  schemes: {
    bearer: { type: 'http', scheme: 'bearer', description: 'A token of POST /tokens' },
    [clientCredentials]: {
      type: 'http',
      scheme: 'basic',
      description: 'Client id and client secret of an app',
    },
  },

  identify(request, signer, scheme): Caller {
    if (scheme === clientCredentials) return byCredentials(request);
    const token = bearer(request.headers.authorization, howToGetOne);
    const { sub, aud, exp } = signer.verify(token, request.sandbox.clock.now(), howToGetOne);
    const app = aud === audience ? request.sandbox.documents(apps).get(sub)?.wire : undefined;
    if (!app?.enabled) {
      throw unauthorized(
        `The token is for ${sub}, which is no app that this sandbox knows and lets in. ${howToGetOne}`,
      );
    }
    return { name: sub, persona: app.persona, scopes: [], until: holdsUntil(exp) };
  },

  personas: (sandbox) => known(sandbox).map(personaOf),

  mint(sandbox, wish, signer): Minted {
    const { clientId } = appFor(sandbox, wish);
    const { expiresIn: _, ...minted } = issue(sandbox, signer, clientId, wish);
    return minted;
  },
};

/** A token for an app at the sandbox's now; `expiresIn` in seconds, null for one that never expires. */
export function issue(
  sandbox: Sandbox,
  signer: Signer,
  clientId: string,
  wish: Pick<TokenWish, 'expiresIn' | 'sandbox'> = {},
): Minted & { readonly expiresIn: number | null } {
  const { expiresIn = sandbox.settings<B2coreSettings>('b2core').tokenLifetime } = wish;
  const { expiresAt, ...times } = validity(sandbox.clock.now(), expiresIn);
  const token = signer.sign({
    sub: clientId,
    aud: audience,
    ...times,
    ...(wish.sandbox ? { sandbox: wish.sandbox } : {}),
  });
  return { token, tokenType: 'Bearer', expiresAt, expiresIn };
}

function byCredentials({ headers, sandbox }: FastifyRequest): Caller {
  const [, encoded = ''] = /^basic +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const [, clientId = '', secret = ''] = /^([^:]*):(.*)$/s.exec(decoded(encoded)) ?? [];
  const app = sandbox.documents(apps).get(clientId)?.wire;
  if (app?.enabled && secret === seededPassword(clientId)) {
    return { name: clientId, persona: app.persona, scopes: [] };
  }
  const problem = encoded
    ? 'No app that is switched on has this client id and secret'
    : 'Send the client id and secret as Authorization: Basic <base64 of id:secret>';
  throw new Problem(401, problem, { headers: { 'www-authenticate': 'Basic realm="tokens"' } });
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function known(sandbox: Sandbox): App[] {
  const all = sandbox.documents(apps).all({});
  return all.map(({ wire }) => wire).sort((a, b) => Number(b.enabled) - Number(a.enabled));
}

function personaOf({ clientId, persona, purpose }: App): Persona {
  return {
    name: persona,
    purpose,
    scopes: [],
    username: clientId,
    password: seededPassword(clientId),
  };
}

function appFor(sandbox: Sandbox, { persona, scope, role }: TokenWish): App {
  if (scope !== undefined || role !== undefined) {
    const message = 'is given, but B2CORE IB knows no scopes or roles: leave it out';
    const at = scope === undefined ? '/role' : '/scope';
    throw invalid([{ in: 'body', at, message }]);
  }
  const all = known(sandbox);
  const found = persona
    ? all.find((app) => app.persona === persona || app.clientId === persona)
    : all[0];
  const names = all.map((app) => app.persona).join(', ');
  if (!found) throw notFound(`No persona is called ${persona}; there are ${names}`);
  return found;
}
