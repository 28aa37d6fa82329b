import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { startListening } from '../support/app.js';

type Headers = Record<string, string>;

const server = await startListening(t);
const host = 'api.test:4010';
const path = `${esper}/user/`;

/** The link to the next page, up to its query. */
async function nextOf(headers: Headers, { sandbox }: Pick<typeof server, 'sandbox'> = server) {
  const response = await sandbox().send('GET', `${path}?limit=2`, {
    headers: { host, ...headers },
  });
  return String(response.body.next).replace(/\?.*/, '');
}

const xForwarded = (parts: Headers): Headers =>
  Object.fromEntries(Object.entries(parts).map(([name, value]) => [`x-forwarded-${name}`, value]));

t.test(
  'the headers of a proxy on loopback decide scheme, host, port and prefix of links',
  async (t) => {
    const cases: [Headers, string][] = [
      [{}, `http://${host}`],
      [xForwarded({ proto: 'https' }), `https://${host}`],
      [xForwarded({ proto: 'HTTPS', host: 'mocks.example' }), 'https://mocks.example'],
      [xForwarded({ host: 'mocks.example:8443' }), 'http://mocks.example:8443'],
      [xForwarded({ host: '[2001:db8::1]:81' }), 'http://[2001:db8::1]:81'],
      [xForwarded({ proto: 'https', host: 'mocks.example', port: '443' }), 'https://mocks.example'],
      [xForwarded({ host: 'mocks.example', port: '80' }), 'http://mocks.example'],
      [xForwarded({ proto: 'https', port: '8443' }), 'https://api.test:8443'],
      [xForwarded({ host: '[2001:db8::1]', port: '81' }), 'http://[2001:db8::1]:81'],
      [xForwarded({ prefix: '/under/study/' }), `http://${host}/under/study`],
      [xForwarded({ prefix: '/' }), `http://${host}`],
      [{ forwarded: 'for=192.0.2.60;proto=https;host=mocks.example' }, 'https://mocks.example'],
      [
        { forwarded: 'For="[2001:db8::17]:4711";Host="mocks.example:81"' },
        'http://mocks.example:81',
      ],
      [
        { forwarded: 'host=mocks.example', ...xForwarded({ host: 'b.example', port: '9' }) },
        'http://mocks.example',
      ],
      [
        { forwarded: 'proto=https', ...xForwarded({ prefix: '/p', host: 'b.example' }) },
        'https://b.example/p',
      ],
    ];
    for (const [headers, base] of cases)
      t.equal(await nextOf(headers), `${base}${path}`, JSON.stringify(headers));
  },
);

t.test('an element of Forwarded counts if a trusted proxy has written it', async (t) => {
  const spoofed = 'for=1.2.3.4;host=evil.example, for=192.0.2.60;host=mocks.example';
  t.equal(await nextOf({ forwarded: spoofed }), `http://mocks.example${path}`);
  const chain = 'for=192.0.2.60;host=mocks.example;proto=https, for=10.0.0.9;host=inner.test';
  t.equal(await nextOf({ forwarded: chain }), `https://mocks.example${path}`);
  const numbered = 'for=192.0.2.60;host=mocks.example, for="[fd00::9]:80";host=inner.test';
  t.equal(await nextOf({ forwarded: numbered }), `http://mocks.example${path}`);
});

t.test('malformed and repeated headers are ignored', async (t) => {
  const cases: Headers[] = [
    ...['javascript', 'javascript:', 'https, http', 'https:', ' '].map((proto) => ({ proto })),
    ...[
      'a b',
      'a/b',
      'a@b',
      'a"b',
      '<a>',
      'a:b',
      'a:99999',
      '[::1',
      '[::g]',
      '[:::::]',
      'a, b',
      '.',
    ].map((each) => ({ host: each })),
    ...['0', '65536', '-1', 'x', '80, 81', '80/'].map((port) => ({ port })),
    ...[
      'p',
      '//evil.example',
      '/a//b',
      '/a/../b',
      '/..',
      '/a?b',
      '/a#b',
      '/a, /b',
      '/a b',
      '/a"b',
      '/\\a',
    ].map((prefix) => ({ prefix })),
  ].map(xForwarded);
  const forwarded = [
    'host',
    'host=',
    'host="a',
    'host=a b',
    'host="a/b"',
    'proto=javascript',
    ';;;',
    ',',
  ];
  cases.push(...forwarded.map((each) => ({ forwarded: each })));
  for (const headers of cases)
    t.equal(await nextOf(headers), `http://${host}${path}`, JSON.stringify(headers));
});

t.test('line breaks and repeated header lines reach no link', async (t) => {
  const { port } = server.app.fastify.server.address() as { port: number };
  const token = String(await server.sandbox('raw').authorization(path));
  const send = async (lines: string) => {
    const socket = connect(port, '127.0.0.1');
    socket.end(
      `GET ${path}?limit=2 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nX-Sandbox: raw\r\nAuthorization: ${token}\r\n${lines}\r\n\r\n`,
    );
    return text(socket);
  };
  const repeated = await send('X-Forwarded-Host: a.example\r\nX-Forwarded-Host: b.example');
  t.match(repeated, `"next":"http://${host}${path}`);
  for (const lines of [
    'X-Forwarded-Host: a\rSet-Cookie: b=c',
    'X-Forwarded-Prefix: /a\nSet-Cookie: b=c',
  ]) {
    const response = await send(lines);
    t.notMatch(response, /^set-cookie/im);
    t.notMatch(response, /http:\/\/a\b/);
  }
});

t.test('the headers of other peers do not count; --trust-proxy names whose do', async (t) => {
  const headers = xForwarded({ proto: 'https', host: 'mocks.example', prefix: '/p' });
  const expected: [string, string][] = [
    ['false', `http://${host}`],
    ['10.0.0.0/8, 192.0.2.7', `http://${host}`],
    ['linklocal, uniquelocal', `http://${host}`],
    ['true', 'https://mocks.example/p'],
    ['127.0.0.1', 'https://mocks.example/p'],
    ['10.0.0.1, 127.0.0.0/8', 'https://mocks.example/p'],
    ['loopback', 'https://mocks.example/p'],
  ];
  for (const [trustProxy, base] of expected) {
    const other = await startListening(t, { trustProxy });
    t.equal(await nextOf(headers, other), `${base}${path}`, trustProxy);
  }
  for (const trustProxy of ['1', 'proxy.example', '10.0.0.0/99', 'loopback,', 'yes'])
    await t.rejects(startListening(t, { trustProxy }), /^trustProxy must be true, false, or /);
});

t.test('publicUrl wins over the headers of a proxy', async (t) => {
  const other = await startListening(t, { publicUrl: 'https://public.example/x' });
  const headers = xForwarded({ host: 'mocks.example', prefix: '/p' });
  t.equal(await nextOf(headers, other), `https://public.example/x${path}`);
});

t.test('the link to an explanation has the host and prefix of the proxy', async (t) => {
  const { send, name } = server.sandbox();
  const refuse = async (headers: Headers) =>
    (await send('GET', `${kajeet}/v1.0/none`, { headers: { host, ...headers } })).headers.link;
  t.equal(await refuse({}), `</~${name}/_sim/explain/1>; rel="help"`);
  const proxied = xForwarded({ proto: 'https', host: 'mocks.example', prefix: '/p' });
  t.equal(await refuse(proxied), `<https://mocks.example/p/~${name}/_sim/explain/2>; rel="help"`);
  const named = xForwarded({ host: `${name}.mocks.example` });
  t.equal(await refuse(named), `<http://${name}.mocks.example/_sim/explain/3>; rel="help"`);
});

t.test('a response for one peer or host is not sent from the cache to another', async (t) => {
  const { send } = server.sandbox();
  const read = async (headers: Headers) => {
    const response = await send('GET', `${path}?limit=2`, { headers: { host, ...headers } });
    return String(response.body.next).replace(/\?.*/, '');
  };
  const cases: [Headers, string][] = [
    [{}, `http://${host}`],
    [xForwarded({ host: 'a.example' }), 'http://a.example'],
    [xForwarded({ host: 'b.example' }), 'http://b.example'],
    [xForwarded({ prefix: '/p' }), `http://${host}/p`],
    [{ forwarded: 'proto=https' }, `https://${host}`],
  ];
  for (let turn = 0; turn < 4; turn++)
    for (const [headers, base] of cases) t.equal(await read(headers), `${base}${path}`);
  // A peer whose headers do not count sends the same bytes.
  const { fastify } = server.app;
  const headers = xForwarded({ host: 'a.example' });
  fastify.trustsPeer = () => false;
  t.equal(await read(headers), `http://${host}${path}`);
});
