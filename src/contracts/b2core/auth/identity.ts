import type { FastifyRequest } from 'fastify';
import type { B2coreSettings } from '../../../../schemas/b2core/settings.js';
import type { App } from '../../../../schemas/b2core/tokens.js';
import { seededPassword } from '../../../../seeds/world/world.js';
import {
  expiryMs,
  requireBearer,
  type TokenIssuer,
  validityPeriod,
} from '../../../simulator/auth/tokens.js';
import type {
  Caller,
  Identity,
  IssuedToken,
  Persona,
  TokenRequest,
} from '../../../simulator/contract/identity.js';
import {
  badRequest,
  notFound,
  Problem,
  unauthorized,
} from '../../../simulator/contract/problem.js';
import { suggestion } from '../../../simulator/validation/suggestion.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { apps } from '../collections.js';
import { assertNotBlocked, countFailure } from './token-block.js';

/** The security scheme of the operation that issues tokens. */
export const clientCredentials = 'client';

const audience = 'b2core';
const tokenHint = 'POST /tokens with the client id and secret gives one.';

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

  authenticate(request, signer, scheme): Caller {
    if (scheme === clientCredentials) return authenticateClient(request);
    const token = requireBearer(request.headers.authorization, tokenHint);
    const { sub, aud, exp } = signer.verify(token, request.sandbox.clock.now(), tokenHint);
    const app = aud === audience ? request.sandbox.documents(apps).get(sub)?.wire : undefined;
    if (!app?.enabled) {
      throw unauthorized(
        `The token is for ${sub}, which is not an enabled app of this sandbox. ${tokenHint}`,
      );
    }
    return { name: sub, persona: app.persona, scopes: [], expiresAtMs: expiryMs(exp) };
  },

  isOwnToken: (content) => 'aud' in content && content.aud === audience,

  personas: (sandbox) => listApps(sandbox).map(toPersona),

  issueToken(sandbox, request, issuer): IssuedToken {
    const { clientId } = findApp(sandbox, request);
    const { expiresIn: _, ...issued } = issueAppToken(sandbox, issuer, clientId, request);
    return issued;
  },
};

/** Issues a token for an app, valid from the sandbox's current time. `expiresIn` is in seconds, null for a token that never expires. */
export function issueAppToken(
  sandbox: Sandbox,
  issuer: TokenIssuer,
  clientId: string,
  request: Pick<TokenRequest, 'expiresIn'> = {},
): IssuedToken & { readonly expiresIn: number | null } {
  const { expiresIn = sandbox.settings<B2coreSettings>('b2core').tokenLifetime } = request;
  const { expiresAt, ...times } = validityPeriod(sandbox.clock.now(), expiresIn);
  const token = issuer.sign({ sub: clientId, aud: audience, ...times });
  return { token, tokenType: 'Bearer', expiresAt, expiresIn };
}

function authenticateClient({ headers, sandbox }: FastifyRequest): Caller {
  const [, encoded = ''] = /^basic +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const [, clientId = '', secret = ''] = /^([^:]*):(.*)$/s.exec(decodeBase64(encoded)) ?? [];
  assertNotBlocked(sandbox, clientId);
  const app = sandbox.documents(apps).get(clientId)?.wire;
  if (app?.enabled && secret === seededPassword(clientId)) {
    return { name: clientId, persona: app.persona, scopes: [] };
  }
  if (clientId !== '') countFailure(sandbox, clientId);
  const message = encoded
    ? 'No enabled app has this client id and secret'
    : 'Send the client id and secret as Authorization: Basic <base64 of id:secret>';
  throw new Problem(401, message, { headers: { 'www-authenticate': 'Basic realm="tokens"' } });
}

function decodeBase64(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

/** The apps, enabled ones first. */
function listApps(sandbox: Sandbox): App[] {
  const all = sandbox.documents(apps).all({});
  return all.map(({ wire }) => wire).sort((a, b) => Number(b.enabled) - Number(a.enabled));
}

function toPersona({ clientId, persona, purpose }: App): Persona {
  return {
    name: persona,
    displayName: clientId,
    purpose,
    scopes: [],
    username: clientId,
    password: seededPassword(clientId),
  };
}

function findApp(sandbox: Sandbox, { persona, scope, role }: TokenRequest): App {
  if (scope !== undefined || role !== undefined) {
    const message = 'is not supported, as B2CORE IB has no scopes or roles: leave it out';
    const at = scope === undefined ? '/role' : '/scope';
    throw badRequest([{ in: 'body', at, message }]);
  }
  const all = listApps(sandbox);
  const found = persona
    ? all.find((app) => app.persona === persona || app.clientId === persona)
    : all[0];
  const names = all.map((app) => app.persona);
  if (!found) {
    const hint = suggestion(persona ?? '', names);
    throw notFound(`No persona is called ${persona}; there are ${names.join(', ')}${hint}`);
  }
  return found;
}
