import t from 'tap';
import { connectUnderstudy, createUnderstudy, type Understudy } from '../../src/index.js';

const adminToken = 'letmein';
const server = await createUnderstudy({ clock: 'frozen', devices: 40, adminToken });
t.teardown(() => server.close());
const { url } = server;
const connected = await connectUnderstudy({ url, adminToken });
t.teardown(() => connected.close());

const clients: [string, Understudy][] = [
  ['in this process', server],
  ['over HTTP', connected],
];

for (const [place, understudy] of clients) {
  t.test(`a sandbox is controlled, ${place}`, async (t) => {
    const sandbox = understudy.sandbox(`Controls a sandbox ${place}`);
    const users = `${sandbox.url}/api/user/`;
    const call = async (status: number) => {
      const token = await sandbox.token({ contract: 'esper' });
      const response = await fetch(users, { headers: { authorization: `Bearer ${token}` } });
      t.equal(response.status, status);
    };
    await call(200);
    t.equal(await sandbox.clock.advance({ days: 1, hours: 1 }), '2026-03-11T17:00:00.000Z');
    t.equal(await sandbox.clock.advance('PT1H'), '2026-03-11T18:00:00.000Z');
    const [persona] = await sandbox.personas();
    t.match(persona, { contract: 'kajeet', name: String, token: String });
    const rule = await sandbox.faults.add({ match: {}, effect: { status: 503 } });
    await call(503);
    await sandbox.faults.remove(rule.id);
    await call(200);
    t.equal((await sandbox.journal.entries({ contract: 'esper', status: 503 })).length, 1);
    t.equal((await sandbox.journal.verify({ match: { contract: 'esper' }, count: 3 })).count, 3);
    const failed = { contract: 'esper', status: 503 } as const;
    await t.rejects(sandbox.journal.verify({ match: failed, count: 2 }), {
      message: /^1 request matches /,
    });
    const body = { username: 'dana.whitfield' };
    const request = {
      method: 'POST',
      url: `/~${sandbox.name}/sentinel/api/v1.0/auth/passwordReset`,
      body,
    } as const;
    t.ok((await understudy.inject(request)).status < 300);
    t.match(await sandbox.outbox(), [{ to: String, token: String }]);
    const copy = await sandbox.fork('A copy');
    t.match(copy.name, /^a-copy-[0-9a-f]{8}$/);
    await copy.delete();
  });

  t.test(`a sandbox is created with a world and a clock of its own, ${place}`, async (t) => {
    const title = `Has 7 devices ${place}`;
    const sandbox = await understudy.sandbox(title, {
      devices: 7,
      seed: 3,
      clock: '2027-01-01T00:00:00Z',
    });
    t.equal(await sandbox.clock.now(), '2027-01-01T00:00:00.000Z');
    const token = await sandbox.token({ contract: 'kajeet' });
    const path = '/sentinel/api/v1.0/devices/NORTHSTAR-ISD/totals';
    const response = await fetch(`${sandbox.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    t.match(await response.json(), { total: 7 });
    await t.rejects(understudy.sandbox(title, {}), { message: /already exists/ });
    // @ts-expect-error: a misspelt option
    await t.rejects(understudy.sandbox('other', { device: 7 }), {
      message: /\/device is unknown; .*did you mean devices\?/,
    });
  });

  t.test(`the journal is streamed, ${place}`, async (t) => {
    const sandbox = understudy.sandbox(`streams ${place}`);
    const get = () => understudy.inject({ url: `/~${sandbox.name}/api/user/` });
    await get();
    const stream = await sandbox.journal.stream();
    await get();
    await get();
    const ids: string[] = [];
    for await (const { id, contract, status } of stream) {
      t.equal(contract, 'esper');
      t.equal(status, 401);
      if (ids.push(id) === 2) break;
    }
    t.strictSame(ids, ['2', '3'], 'only those after it was opened');
    for await (const { id } of await sandbox.journal.stream({ after: '1' })) {
      t.equal(id, '2', 'those after an entry first');
      break;
    }
  });

  t.test(`a refusal says what was wrong and what is right, ${place}`, async (t) => {
    const sandbox = understudy.sandbox(`refuses-${place.replaceAll(' ', '-').toLowerCase()}`);
    // @ts-expect-error: a misspelt part
    await t.rejects(sandbox.clock.advance({ day: 1 }), { message: /did you mean days\?/ });
    const match = { operationId: 'deviceTotal' };
    // @ts-expect-error: a misspelt name
    await t.rejects(sandbox.journal.verify({ match, count: 0 }), {
      message: /did you mean deviceTotals\?/,
    });
    // @ts-expect-error: a misspelt name
    await t.rejects(sandbox.faults.scenario('rate-limit'), {
      message: /did you mean rate-limited\?/,
    });
    // @ts-expect-error: a misspelt name
    await t.rejects(sandbox.token({ scope: 'org_supr' }), { message: /did you mean org_super\?/ });
    // @ts-expect-error: a misspelt name
    await t.rejects(sandbox.token({ contract: 'esper', role: 'Viewr' }), {
      message: /did you mean Viewer\?/,
    });
    await t.rejects(sandbox.token({ corpId: 'NORTHSTAR-IDS' }), {
      message: /did you mean NORTHSTAR-ISD\?/,
    });
    // @ts-expect-error: a misspelt option
    await t.rejects(sandbox.journal.stream({ afer: '1' }), {
      message: /^afer is not an option; did you mean after\?/,
    });
    // @ts-expect-error: a misspelt option
    await t.rejects(understudy.inject({ url: '/_sim/health', haeders: {} }), {
      message: /^haeders is not an option; did you mean headers\?/,
    });
    await t.rejects(sandbox.clock.set({ now: 'noon' }), { message: /now must be .*"noon"/ });
    // @ts-expect-error: a time instead of an object
    await t.rejects(sandbox.clock.set('2026-06-01'), { message: /\{ now: "2026-06-01" \}/ });
    // @ts-expect-error: an object instead of a name
    await t.rejects(sandbox.fork({ name: 'copy' }), { message: /must be text, not \{/ });
    await t.rejects(sandbox.faults.remove('f9'), { message: /There is no fault rule f9/ });
  });
}

t.test('any text is the title of a sandbox, and different texts have different ones', async (t) => {
  const names = [
    'Sign-in: admin',
    'Sign in, admin',
    'Überprüfung der Geräte',
    '登录',
    '',
    '-',
    'x'.repeat(200),
    'Ends with a dash -',
  ].map((title) => server.sandbox(title).name);
  t.equal(new Set(names).size, names.length);
  for (const name of names) {
    t.match(name, /^[a-z0-9][a-z0-9-]{0,62}$/);
    await server.sandbox(name).clock.now();
  }
  t.match(names[0], /^sign-in-admin-[0-9a-f]{8}$/);
  t.match(names[2], /^uberprufung-der-gerate-[0-9a-f]{8}$/);
  for (const name of ['default', 'lesson-1', '7'])
    t.equal(server.sandbox(name).name, name, 'a valid name is not changed');
});

t.test('connectUnderstudy rejects what is not a server, and a wrong token', async (t) => {
  await t.rejects(connectUnderstudy({ url: 'http://127.0.0.1:1' }), {
    message: /^no answer from http:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/,
  });
  await t.rejects(connectUnderstudy({ url }), { message: /token/ });
  await t.rejects(connectUnderstudy({ url, adminToken: 'wrong' }), { message: /token/ });
  for (const other of ['ftp://127.0.0.1', '127.0.0.1:4010', 'http://'])
    await t.rejects(connectUnderstudy({ url: other }), {
      message: `url must be a URL that begins with http:// or https://, not "${other}"`,
    });
  // @ts-expect-error: misspelt options
  await t.rejects(connectUnderstudy({ ur: url, admintoken: adminToken }), {
    message:
      /ur is not an option; did you mean url\?; admintoken is .*adminToken\?; url is missing/,
  });
});
