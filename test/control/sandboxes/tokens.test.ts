import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;
const users = `${esper}/user/`;
const regions = `${b2core}/regions`;
const urls: Readonly<Record<string, string>> = { kajeet: totals, esper: users, b2core: regions };

/** The token of the first persona of a contract, in a sandbox. */
async function tokenOf(contract: string, name: string): Promise<string> {
  const { body } = await server.request('GET', '/_sim/personas', {
    headers: { 'x-sandbox': name },
  });
  return body.find((persona: { contract: string }) => persona.contract === contract).token;
}

const call = (url: string, token: string, headers = {}) =>
  server.request('GET', url, { headers: { ...headers, authorization: `Bearer ${token}` } });

t.test(
  'a token that is issued in a sandbox leads to it, without prefix, host or header',
  async (t) => {
    const issued: Readonly<Record<string, () => Promise<string>>> = {
      personas: () => tokenOf('kajeet', 'tests'),
      tokens: async () =>
        (
          await server
            .sandbox('tests')
            .send('POST', '/_sim/tokens', { body: { contract: 'kajeet' } })
        ).body.token,
      login: async () => {
        const credentials = { username: 'dana.whitfield', password: '' };
        const { body } = await server.sandbox('tests').send('GET', '/_sim/personas');
        const { password } = body.find(
          (each: typeof credentials) => each.username === 'dana.whitfield',
        );
        const login = await server.request('POST', `/~tests${kajeet}/v1.0/auth/token`, {
          body: { ...credentials, password },
        });
        return login.body.token;
      },
    };
    for (const [way, issue] of Object.entries(issued)) {
      const response = await call(totals, await issue());
      t.equal(response.status, 200, way);
      t.equal(response.headers['x-sandbox'], 'tests', way);
    }
    for (const [contract, url] of Object.entries(urls)) {
      const response = await call(url, await tokenOf(contract, 'tests'));
      t.equal(response.headers['x-sandbox'], 'tests', contract);
      const usual = await call(url, await tokenOf(contract, 'default'));
      t.equal(usual.headers['x-sandbox'], 'default', contract);
    }
  },
);

t.test('a token of one sandbox is refused in another, and none is created', async (t) => {
  for (const [contract, url] of Object.entries(urls)) {
    const token = await tokenOf(contract, 'one');
    const ways: [string, Record<string, string>][] = [
      [`/~unknown${url}`, {}],
      [url, { 'x-sandbox': 'unknown' }],
      [url, { host: 'unknown.localhost:4010' }],
    ];
    for (const [path, headers] of ways) {
      const { status, body, headers: sent } = await call(path, token, headers);
      t.equal(status, 400, path);
      t.match(sent['content-type'], 'application/problem+json');
      t.match(body.detail, 'a token of sandbox one, but the request is to sandbox unknown');
    }
    t.equal((await call(`/~one${url}`, token)).status, 200, 'its own sandbox');
    const free = await tokenOf(contract, 'default');
    t.equal((await call(`/~two${url}`, free)).status, 200, 'one of default is for every sandbox');
  }
  t.equal((await server.request('GET', '/_sim/sandboxes/unknown')).status, 404);
});

t.test('the sandbox in the body of /_sim/tokens is the one that the token carries', async (t) => {
  const { send } = server.sandbox('asking');
  const body = { contract: 'kajeet', sandbox: 'named' };
  const { token } = (await send('POST', '/_sim/tokens', { body })).body;
  t.equal((await call(totals, token)).headers['x-sandbox'], 'named');
});

t.test('the refusal of a token of another vendor names both', async (t) => {
  const titles: Readonly<Record<string, RegExp>> = {
    kajeet: /Kajeet/,
    esper: /Esper/,
    b2core: /B2CORE/,
  };
  for (const [issuer, title] of Object.entries(titles)) {
    const token = await tokenOf(issuer, 'default');
    for (const [contract, url] of Object.entries(urls)) {
      if (contract === issuer) continue;
      const { status, text } = await call(url, token);
      t.equal(status, 401, `${issuer} at ${contract}`);
      t.match(text, /The token is one of .*, but this is /);
      t.match(text, title);
      t.match(text, titles[contract]);
    }
  }
});

t.test('a request about the server creates no sandbox, whatever sandbox it names', async (t) => {
  const headers = { 'x-sandbox': 'mentioned' };
  for (const path of ['/_sim/health', '/_sim/contracts', '/_sim/status', '/_sim/sandboxes'])
    t.equal((await server.request('GET', path, { headers })).status, 200, path);
  t.equal((await server.request('GET', '/_sim/sandboxes/mentioned', { headers })).status, 404);
  await server.request('GET', '/_sim/clock', { headers });
  t.equal((await server.request('GET', '/_sim/sandboxes/mentioned')).status, 200);
});
