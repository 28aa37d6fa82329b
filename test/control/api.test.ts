import t from 'tap';
import { allScopes } from '../../schemas/kajeet/users.js';
import { contracts } from '../../src/contracts/index.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);

t.test('health needs no token, even with an admin token set', async (t) => {
  const { request } = await startInjected(t, { adminToken: 'secret' });
  const { status, body } = await request('GET', '/_sim/health', {
    headers: { host: 'evil.example', origin: 'http://evil.example' },
  });
  t.equal(status, 200);
  t.match(body, { status: 'ready', version: /^\d+\.\d+\.\d+/ });
});

t.test('contracts: id, title, mount, operations by evidence, links that work', async (t) => {
  const { body } = await server.request('GET', '/_sim/contracts');
  const [first] = body;
  t.match(first, {
    id: 'kajeet',
    title: 'Kajeet Sentinel API',
    mount: kajeet,
    aliases: ['/sentinel/api'],
  });
  const { total, simulated, documented, observed, inferred } = first.operations;
  t.equal(documented + observed + inferred, total);
  t.ok(simulated > 0 && simulated <= total);
  for (const link of ['openapi', 'yaml', 'docs']) {
    t.equal((await server.request('GET', first.links[link])).status, 200, link);
  }
});

t.test('personas: one for every scope, each with a valid token and password', async (t) => {
  const { send } = server.sandbox();
  const { body: all } = await send('GET', '/_sim/personas');
  const personas = all.filter(({ contract }: { contract: string }) => contract === 'kajeet');
  for (const scope of allScopes) {
    const fitting = personas.filter(({ scopes }: { scopes: string[] }) => scopes.includes(scope));
    t.ok(fitting.length > 0, scope);
  }
  for (const { name, username, password, token, corpId, account, scopes } of personas) {
    t.ok(Array.isArray(scopes), name);
    t.ok(account.corpId && Array.isArray(account.kinds), name);
    const url = `${kajeet}/v1.0/devices/${corpId}/totals`;
    const { status } = await send('GET', url, { token });
    const mayRead = name !== 'disabled' && name !== 'CHANGE_PASSWORD';
    t.equal(status, mayRead ? 200 : 403, name);
    const [path, credentials] =
      name === 'trusted client'
        ? ['clientToken', { clientId: username, clientSecret: password }]
        : ['token', { username, password }];
    const login = await send('POST', `${kajeet}/v1.0/auth/${path}`, {
      as: null,
      body: credentials,
    });
    t.equal(login.status, name === 'disabled' ? 403 : 200, name);
  }
  const supers = personas.filter(({ scopes }: { scopes: string[] }) =>
    scopes.includes('org_super'),
  );
  t.strictSame(supers.map(({ corpId }: { corpId: string }) => corpId).sort(), [
    'ATLAS-ASB',
    'ATLAS-EAST',
    'HARBOR-PLTE',
    'METRO-TRANSIT',
    'NORTHSTAR-ISD',
    'SUMMIT-WBU',
  ]);
});

t.test('personas of the other vendors: one for every role, each with a valid token', async (t) => {
  const { send } = server.sandbox();
  const { body: all } = await send('GET', '/_sim/personas');
  for (const { name, identity } of contracts.filter((each) => each.name !== 'kajeet')) {
    const own = all.filter(({ contract }: { contract: string }) => contract === name);
    t.ok(own.length > 0, name);
    for (const role of identity.scopes) {
      t.ok(
        own.some(({ scopes }: { scopes: string[] }) => scopes.includes(role)),
        role,
      );
    }
    const url = name === 'esper' ? `${esper}/user/` : `${b2core}/profiles`;
    for (const { name: persona, token } of own) {
      const isOff = ['inactive', 'disabled client'].includes(persona);
      t.equal((await send('GET', url, { token })).status, isOff ? 401 : 200, persona);
    }
  }
});

t.test(
  'tokens: a persona selects the user, a scope a seeded user who has it, both that user with that scope',
  async (t) => {
    const { send } = server.sandbox();
    const issueToken = (tokenRequest: object) =>
      send('POST', '/_sim/tokens', { body: { contract: 'kajeet', ...tokenRequest } });
    const claims = async (tokenRequest: object) => {
      const { status, body } = await issueToken(tokenRequest);
      t.equal(status, 201, JSON.stringify(tokenRequest));
      t.equal(body.tokenType, 'Bearer');
      return JSON.parse(Buffer.from(body.token.split('.')[1], 'base64url').toString());
    };
    t.match(await claims({}), {
      sub: 'dana.whitfield',
      scope: 'org_super',
      corpId: 'NORTHSTAR-ISD',
    });
    t.match(await claims({ persona: 'org_tech' }), { sub: 'marcus.oyelaran', scope: 'org_tech' });
    t.match(await claims({ persona: 'marcus.oyelaran' }), { sub: 'marcus.oyelaran' });
    t.match(await claims({ scope: 'org_tech' }), { sub: 'marcus.oyelaran', scope: 'org_tech' });
    t.match(await claims({ scope: 'org_tech', corpId: 'NORTHSTAR-HIGH' }), {
      corpId: 'NORTHSTAR-HIGH',
    });
    t.match(await claims({ scope: 'org_super', corpId: 'HARBOR-PLTE' }), { sub: 'colin.mercer' });
    t.match(await claims({ persona: 'org_tech', scope: 'CHANGE_PASSWORD' }), {
      sub: 'marcus.oyelaran',
      scope: 'CHANGE_PASSWORD',
    });
    t.match(await claims({ scope: 'org_tech aux_activation' }), {
      scope: 'org_tech aux_activation',
    });
    t.match(await claims({ sandbox: 'elsewhere' }), { sandbox: 'elsewhere' });
    t.equal((await claims({ expiresIn: 60 })).exp - (await claims({})).iat, 60);
    t.notOk('exp' in (await claims({ expiresIn: null })));
    t.equal((await issueToken({ expiresIn: null })).body.expiresAt, null);
    t.equal((await issueToken({ expiresIn: 60 })).body.expiresAt, '2026-03-10T16:01:00.000Z');
    for (const [tokenRequest, status] of [
      [{ contract: 'nobody' }, 400],
      [{ scope: 'org_king' }, 400],
      [{ persona: 'nobody' }, 404],
      [{ scope: 'readonly', corpId: 'METRO-TRANSIT' }, 404],
      [{ expiresIn: 'soon' }, 400],
      [{ expiresIn: -1 }, 400],
      [{ expiresIn: 1.5 }, 400],
      [{ sandbox: 'Not A Name' }, 400],
      [{ persona: 7 }, 400],
    ] as const) {
      t.equal((await issueToken(tokenRequest)).status, status, JSON.stringify(tokenRequest));
    }
  },
);

t.test('on loopback, a request without a token needs a local Host and Origin', async (t) => {
  const call = (headers: Record<string, string>) =>
    server.request('GET', '/_sim/clock', { headers });
  for (const headers of [
    { host: 'localhost:4010' },
    { host: '127.0.0.1:4010' },
    { host: '[::1]:4010' },
    { host: 'any-name.localhost:4010' },
    { host: 'localhost:4010', origin: 'http://localhost:4010' },
  ]) {
    t.equal((await call(headers)).status, 200, JSON.stringify(headers));
  }
  for (const headers of [
    { host: 'evil.example:4010' },
    { host: 'localhost.evil.example' },
    { host: 'localhost:4010', origin: 'http://evil.example' },
    { host: 'localhost:4010', origin: 'http://localhost:3000' },
    { host: 'localhost:4010', origin: 'null' },
    { host: 'localhost:4010', origin: 'https://localhost:4010' },
  ]) {
    const { status, headers: responseHeaders } = await call(headers);
    t.equal(status, 403, JSON.stringify(headers));
    t.notOk(responseHeaders['access-control-allow-origin']);
  }
});

t.test('with an admin token set, every request needs it', async (t) => {
  const { request } = await startInjected(t, { adminToken: 'secret' });
  const call = (authorization?: string) =>
    request('GET', '/_sim/clock', { headers: authorization ? { authorization } : {} });
  t.equal((await call('Bearer secret')).status, 200);
  for (const wrong of [undefined, 'Bearer secre', 'Bearer secrett', 'secret', 'Basic secret']) {
    const { status, headers } = await call(wrong);
    t.equal(status, 401, String(wrong));
    t.equal(headers['www-authenticate'], 'Bearer');
  }
});

t.test('insecureAdmin admits every request', async (t) => {
  const { request } = await startInjected(t, { insecureAdmin: true });
  t.equal(
    (await request('GET', '/_sim/clock', { headers: { host: 'anything.example' } })).status,
    200,
  );
});

t.test('an unknown resource is 404 as problem+json', async (t) => {
  for (const [method, url, status] of [
    ['GET', '/nowhere', 404],
    ['GET', '/_sim/nowhere', 404],
    ['DELETE', '/_sim/clock', 405],
    ['GET', '/openapi/nobody.json', 404],
    ['GET', '/docs/nobody', 404],
    ['GET', '/docs/assets/package.json', 404],
    ['GET', '/docs/assets/constructor', 404],
    ['GET', '/%zz', 400],
    ['POST', '/docs', 405],
    ['DELETE', '/openapi/kajeet.json', 405],
    ['PUT', '/_sim/openapi.json', 405],
    ['PROPFIND', '/docs', 405],
    ['PROPFIND', '/docs/kajeet', 405],
    ['PROPFIND', '/', 405],
    ['PROPFIND', '/nowhere', 404],
  ] as const) {
    const response = await server.request(method, url);
    t.equal(response.status, status, url);
    t.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8', url);
    t.match(response.body, { type: 'about:blank', status, detail: String, instance: String }, url);
  }
  t.match((await server.request('GET', '/nowhere')).body.detail, kajeet, 'the mounts are listed');
});

t.test("a malformed URL below a mount is refused in the vendor's dialect", async (t) => {
  const { status, body } = await server.request('GET', `${kajeet}/v1.0/devices/%E0%A4%A/totals`);
  t.equal(status, 400);
  t.match(body, { status: 400, error: 'Bad Request', message: /malformed/, path: String });
});

t.test('the documentation pages load nothing from other hosts and list the personas', async (t) => {
  const index = await server.request('GET', '/docs');
  t.match(index.text, 'href="/docs/kajeet"');
  const page = await server.request('GET', '/~mine/docs/kajeet');
  t.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  t.match(page.text, '/~mine/_sim/personas');
  const links = [...`${index.text}${page.text}`.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, link]) => link as string,
  );
  for (const link of links.filter((each) => !each.startsWith('data:'))) {
    t.ok(link.startsWith('/'), link);
    t.equal((await server.request('GET', link)).status, 200, link);
  }
  const document = await server.request('GET', '/~mine/openapi/kajeet.json');
  t.equal(
    document.body.servers[0].url,
    `http://localhost:80/~mine${kajeet}`,
    '"try it" requests go to the sandbox of the page',
  );
});

t.test(
  'the documentation pages run nothing but their own files, framed by this server alone',
  async (t) => {
    for (const url of ['/docs', '/docs/esper', '/~mine/docs/sim', '/openapi/esper.json']) {
      const { headers, text } = await server.request('GET', url);
      t.equal(headers['x-frame-options'], 'SAMEORIGIN', url);
      t.equal(headers['x-content-type-options'], 'nosniff', url);
      const policy = String(headers['content-security-policy']).split('; ');
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'self'",
      ])
        t.ok(policy.includes(part), `${url}: ${part}`);
      t.notMatch(policy.join(), /unsafe|\*/, url);
      if (url.includes('docs'))
        t.notMatch(
          text,
          /<style|<script(?![^>]* (?:src|type="application\/json")=?)| on\w+=| style=/,
          url,
        );
    }
  },
);

t.test(
  'the policy allows calls to the servers of the documents, and to nothing that a Host smuggles in',
  async (t) => {
    const connections = async (host: string) => {
      const { headers } = await server.request('GET', '/docs/esper', { headers: { host } });
      const policy = String(headers['content-security-policy']).split('; ');
      return policy.find((part) => part.startsWith('connect-src'));
    };
    t.equal(await connections('sim.example:8080'), "connect-src 'self' http://sim.example:8080");
    t.equal(await connections('[::1]:4010'), "connect-src 'self' http://[::1]:4010");
    t.equal(await connections('a;script-src'), "connect-src 'self'");
  },
);
