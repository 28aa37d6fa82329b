import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { createUnderstudy } from '../../src/index.js';
import { journalOf } from '../../src/simulator/journal/journal.js';
import type { Sandbox } from '../../src/store/sandbox/sandbox.js';
import { esper } from '../esper/api.js';
import { kajeet } from '../kajeet/api.js';
import { type Send, startInjected } from '../support/app.js';

const server = await startInjected(t);
const auth = `${kajeet}/v1.0/auth/token`;
const users = `${esper}/user/`;
const secret = 'hunter2-very-secret';
const right = { username: 'dana.whitfield', password: 'demo-dana.whitfield' };
const wrong = { ...right, password: secret };

const logIn = async (send: Send, body: unknown) =>
  (await send('POST', auth, { as: null, body })).status;
const add = (send: Send, match: object) =>
  send('POST', '/_sim/faults', { body: { match, effect: { status: 503 } } });
const bytesOf = async (name: string) =>
  (await server.app.fastify.inject(`/_sim/sandboxes/${name}/export`)).rawPayload;

t.test('a rule that matches a secret applies to it, and neither shows nor stores it', async (t) => {
  const { send, name } = server.sandbox();
  const made = await add(send, { body: { password: secret } });
  t.strictSame(made.body.match, { body: { password: '***' } });
  t.equal(await logIn(send, right), 200);
  t.equal(await logIn(send, wrong), 503);
  t.strictSame((await send('GET', '/_sim/faults')).body[0].match, { body: { password: '***' } });
  t.notOk((await bytesOf(name)).includes(secret));
  await server.request('POST', `/_sim/sandboxes/${name}/fork`, {
    body: { name: 'fork-of-secrets' },
  });
  t.equal(await logIn(server.sandbox('fork-of-secrets').send, wrong), 503, 'in a copy too');
});

t.test(
  'rules that match a header or the query do not store the secret either; a text body counts as a secret',
  async (t) => {
    const { send, name } = server.sandbox();
    const headers = { authorization: `Bearer ${secret}`, cookie: `session=${secret}` };
    for (const [match, call, url] of [
      [{ headers: { Authorization: headers.authorization } }, { headers }, users],
      [{ headers: { cookie: headers.cookie } }, { headers }, users],
      [{ query: { token: secret } }, {}, `${users}?token=${secret}`],
    ] as const) {
      await send('DELETE', '/_sim/faults');
      t.notMatch((await add(send, match)).text, secret);
      t.equal((await send('GET', url, { as: null, ...call })).status, 503, JSON.stringify(match));
      t.not((await send('GET', users, { as: null })).status, 503);
      t.notOk((await bytesOf(name)).includes(secret));
    }
    await send('DELETE', '/_sim/faults');
    await add(send, { body: secret });
    const json = { 'content-type': 'application/json' };
    const text = JSON.stringify(secret);
    t.not((await send('POST', users, { headers: json, body: '"other"' })).status, 503);
    // A body that is not an object is refused before rules that match the body apply.
    t.equal((await send('POST', users, { headers: json, body: text })).status, 400);
    t.notOk((await bytesOf(name)).includes(secret));
  },
);

t.test('verify reports whether a secret was sent, and does not show it', async (t) => {
  const { send, name } = server.sandbox();
  await logIn(send, wrong);
  await logIn(send, `{"username": "x", "password": "${secret}`);
  await logIn(send, JSON.stringify(secret));
  await send('GET', `${users}?token=${secret}`, {
    as: null,
    headers: { authorization: `Bearer ${secret}` },
  });
  const count = async (sandbox: string, match: object) =>
    (
      await server.request('POST', '/_sim/journal/verify', {
        headers: { 'x-sandbox': sandbox },
        body: { match, count: 1 },
      })
    ).body;
  const matches = [
    { body: { password: secret } },
    { body: secret },
    { headers: { authorization: `Bearer ${secret}` } },
    { query: { token: secret } },
  ];
  await server.request('POST', `/_sim/sandboxes/${name}/fork`, {
    body: { name: 'fork-of-journal' },
  });
  for (const sandbox of [name, 'fork-of-journal']) {
    for (const match of matches) {
      t.match(await count(sandbox, match), { passed: true, count: 1 }, JSON.stringify(match));
    }
  }
  await server.sandbox('one-wrong').send('POST', auth, { as: null, body: wrong });
  const missed = await count('one-wrong', { body: { ...right, password: 'other' } });
  t.match(missed, {
    passed: false,
    nearest: [{ differs: [{ part: 'body.password', expected: '***', actual: '***' }] }],
  });
  t.match(
    await count(name, { body: { password: '***' } }),
    { count: 0 },
    'the mask is not a secret',
  );
  const { text } = await send('GET', '/_sim/journal');
  for (const shown of [text, JSON.stringify(missed)]) {
    t.notMatch(shown, secret);
    t.notMatch(shown, '***#', 'no seal is shown');
  }
  t.notOk((await bytesOf(name)).includes(secret));
});

t.test('a text body that is not a secret is compared as it is', async (t) => {
  const { send } = server.sandbox();
  await send('POST', users, { headers: { 'content-type': 'text/plain' }, body: 'what is this' });
  const body = { match: { body: 'what is this' }, count: 1 };
  t.match((await send('POST', '/_sim/journal/verify', { body })).body, { passed: true });
});

t.test('in a data folder a rule matches its secret after a restart', async (t) => {
  const data = join(t.testdir({}), 'data');
  const start = () => createUnderstudy({ data, clock: 'frozen', devices: 10 });
  const tried = async (server: Awaited<ReturnType<typeof start>>, body: object) =>
    (await server.inject({ method: 'POST', url: auth, body })).status;
  const first = await start();
  const sandbox = first.sandbox('default');
  await sandbox.faults.add({ match: { body: { password: secret } }, effect: { status: 503 } });
  await t.rejects(sandbox.journal.verify({ match: { body: { password: secret } } }), {
    message: /^0 requests match \{"body":\{"password":"\*\*\*"\}\}; expected/,
  });
  await first.close();
  const db = new Database(join(data, 'sandboxes', 'default.sqlite'));
  t.notOk(db.serialize().includes(secret));
  db.close();
  const again = await start();
  t.equal(await tried(again, wrong), 503);
  t.equal(await tried(again, right), 200);
  await again.close();
});

t.test('on another server a rule no longer matches its secret, and does not show it', async (t) => {
  const { send, name } = server.sandbox();
  await add(send, { body: { password: secret } });
  const other = await startInjected(t);
  const headers = { 'content-type': 'application/vnd.sqlite3' };
  const url = '/_sim/sandboxes/moved/import';
  t.equal((await other.request('POST', url, { headers, body: await bytesOf(name) })).status, 201);
  const moved = other.sandbox('moved').send;
  t.strictSame((await moved('GET', '/_sim/faults')).body[0].match, { body: { password: '***' } });
  t.equal(await logIn(moved, wrong), 401);
});

t.test('an unnamed value, and any of several secret names, is masked too', async (t) => {
  const { send } = server.sandbox();
  const json = { 'content-type': 'application/json' };
  for (const body of [secret, JSON.stringify([secret]), `a=1;password=${secret}`]) {
    await send('POST', auth, { as: null, body, headers: json });
  }
  await send('GET', `${users}?name=a;password=${secret}`, {
    as: null,
    headers: { 'x-auth': secret, 'x-access-key': secret, 'x-session-id': secret },
  });
  const { body, text } = await send('GET', '/_sim/journal');
  t.equal(body.total, 4);
  t.notMatch(text, secret);
});

t.test(
  'a secret in a path, an encoded URL, a fragment or a form is neither shown nor stored',
  async (t) => {
    const { send, name } = server.sandbox();
    const token = `${btoa('{"alg":"HS256"}')}.${btoa('{"sub":"dana"}').replace(/=+$/, '')}.${secret}`;
    const path = `${users}${token}/cards`;
    const form = `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${secret}\r\n--x--`;
    const calls: Parameters<Send>[] = [
      ['GET', path],
      ['GET', `${users}?redirect=${encodeURIComponent(`https://a/?password=${secret}`)}`],
      ['GET', users, { headers: { referer: `https://a/#access_token=${secret}` } }],
      ['GET', users, { headers: { origin: `https://dana:${secret}@a` } }],
      [
        'POST',
        users,
        { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: form },
      ],
      ['POST', users, { headers: { 'content-type': 'text/plain' }, body: `p%61ssword=${secret}` }],
      ['POST', users, { body: `{"tokens": ["a", "${secret}"]` }],
    ];
    for (const [method, url, call] of calls) await send(method, url, { as: null, ...call });
    const { body, text } = await send('GET', '/_sim/journal');
    t.equal(body.total, calls.length);
    t.notMatch(text, secret);
    t.notOk((await bytesOf(name)).includes(secret));
    const explanation = await send('GET', '/_sim/explain/1');
    t.equal(explanation.status, 200);
    t.notMatch(explanation.text, secret);
    t.notMatch(explanation.text, '***#');
    const verify = { body: { match: { path }, count: 1 } };
    t.match((await send('POST', '/_sim/journal/verify', verify)).body, { passed: true });
    await add(send, { path });
    t.equal((await send('GET', path, { as: null })).status, 503);
    t.notOk((await bytesOf(name)).includes(secret));
  },
);

t.test('secrets are masked in every place, in malformed bodies too', async (t) => {
  const { send, name } = server.sandbox();
  const bodies = [
    { username: 'dana.whitfield', password: secret },
    `{"username":"dana.whitfield","password":"${secret}`,
    `{"password": ${secret}}`,
    `username=dana&password=${secret}&x=1`,
  ];
  for (const body of bodies) {
    await send('POST', auth, {
      as: null,
      body,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${secret}`,
        cookie: secret,
      },
    });
  }
  await send('POST', `${users}`, { body: { username: 'x', password: secret, profile: {} } });
  await send('POST', `${users}`, {
    as: 'Viewer',
    body: { username: 'x', password: secret, profile: {} },
  });
  await send('POST', `${kajeet}/v1.0/manage-profile/creditCardInformation/`, {
    body: {
      nameOnCard: 'D',
      cardNumber: '4111111111111111',
      cvv: '987',
      expirationMonth: 1,
      expirationYear: 2031,
    },
  });
  await send('POST', `${kajeet}/v1.0/manage-profile/securityInformation/`, {
    body: {
      currentPassword: secret,
      newPassword: secret,
      secretAnswer: secret,
      nested: { token: { deep: secret } },
    },
  });
  const token = (
    await send('POST', auth, {
      as: null,
      body: { username: 'dana.whitfield', password: 'demo-dana.whitfield' },
    })
  ).body.token;
  await send('GET', `${users}?token=${secret}&password=${secret}`);
  const { text, body } = await send('GET', '/_sim/journal');
  t.equal(body.total, 10);
  for (const each of [secret, '4111111111111111', '"cvv":"987"', token])
    t.notMatch(text, each, each);
  t.match(text, '"username":"dana.whitfield","password":"***"');
  const file = await server.app.fastify.inject({
    url: `/_sim/sandboxes/${name}/export`,
    headers: { 'x-sandbox': name },
  });
  t.equal(file.rawPayload.includes(secret), false, 'nor in an export');
});

t.test('a secret of thousands of parts is one secret, and a fork has all entries', async (t) => {
  const { send, name } = server.sandbox();
  const password = Array(20_000).fill(1);
  for (let turn = 0; turn < 8; turn++)
    await send('POST', `${kajeet}/v1.0/auth/token`, { as: null, body: { password } });
  const objects = Array.from({ length: 5000 }, (_, pin) => ({ pin }));
  await send('POST', `${kajeet}/v1.0/auth/token`, { as: null, body: { objects } });
  const { body } = await send('GET', '/_sim/journal');
  t.equal(body.total, 9);
  t.strictSame(body.entries[0].request.body, { password: '***' });
  t.match(body.entries[8].request.body.objects.at(-1), { pin: '***' });
  const journal = journalOf(server.app.sandboxes.open(name) as Sandbox);
  t.ok((journal.serialize() ?? '').length < 2 * 1024 * 1024);
  t.ok((journal.serialize()?.match(/\*\*\*#/g) ?? []).length < 200, 'few have fingerprints');
  const match = { body: { password } };
  const counted = await send('POST', '/_sim/journal/verify', { body: { match, count: 8 } });
  t.equal(counted.body.passed, true, 'and it can be matched');
  await send('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: `${name}-copy` } });
  t.equal((await server.sandbox(`${name}-copy`).send('GET', '/_sim/journal')).body.total, 9);
});
