import { cpSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { SeededRandom } from '../../src/lib/seeded-random.js';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { type Send, startInjected } from '../support/app.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const summer = `${kajeet}/v1.0/manage-profile/summerSuspension`;
const march = { startDate: '03/01/2026', endDate: '03/31/2026' };
const dryRun = { prefer: 'code=200' };
const settings = { signingKey: 'the same for both' };

/** Draws the next request. */
function calls(random: SeededRandom, mdns: readonly string[]): Parameters<Send> {
  const some = Array.from({ length: random.integer(1, 3) }, () => random.pick(mdns));
  const word = `${random.pick(['Bus', 'Van', 'Lab'])} ${random.integer(1, 9)}`;
  const put = (what: string, body: object): Parameters<Send> => [
    'PUT',
    `${devices}/${what}`,
    { body: { mdns: some, ...body } },
  ];
  const search = { searchValue: word.slice(0, random.integer(1, 5)) };
  return random.pick<() => Parameters<Send>>([
    () => put('nickname', { nickname: word }),
    () => put('nickname', { nickname: '' }),
    () => put('note', { note: word }),
    () => put('filterGroup', { filterGroup: random.pick(['', 'Strict', 'Open']) }),
    () => put('dataLimits', { dailyLimit: random.integer(1, 9) * 100 }),
    () => put('status', { status: random.pick(['ACTIVE', 'SUSPENDED']), reason: word }),
    () => put('nickname', { nickname: word, mdns: [...some, '000-000-0000'] }),
    () => [
      'PUT',
      `${devices}/nickname`,
      { body: { mdns: some, nickname: 'Never' }, headers: dryRun },
    ],
    () => [
      'PUT',
      `${devices}/note`,
      { body: { bulkSelection: { searchValue: 'Bus' }, note: word } },
    ],
    () => ['POST', summer, { body: march, headers: random.oneIn(2) ? dryRun : {} }],
    () => ['DELETE', summer],
    () => ['GET', `${devices}${page({ limit: 10, ...search })}`],
    () => ['GET', `${devices}${page({ limit: 5, sort: random.pick(['FILTER_GROUP', 'STATUS']) })}`],
    () => ['GET', `${devices}${page({ limit: 5, sort: 'DAILY_LIMIT', sortDir: 'DESC' })}`],
    () => ['GET', `${devices}/totals${page(search)}`],
    () => ['GET', `${kajeet}/v1.0/devices/info?searchValue=${random.pick(mdns)}`],
    () => ['GET', `${devices}${page({ ...search, export: 'CSV' })}`],
    () => ['PATCH', `${esper}/user/4001/`, { body: { first_name: word } }],
    () => ['GET', `${esper}/user/?limit=3&search=${word.slice(0, 3)}`],
    () => ['GET', `${b2core}/profiles?limit=2`],
    () => [
      'POST',
      '/_sim/faults',
      {
        body: {
          match: { operationId: 'updateNote' },
          effect: { status: 429 },
          when: { skip: 1, times: 1 },
        },
      },
    ],
    () => ['GET', '/_sim/faults'],
    () => ['PUT', '/_sim/sandboxes/default/snapshots/one'],
    () => ['POST', '/_sim/sandboxes/default/snapshots/one/restore'],
    () => ['POST', '/_sim/clock/advance', { body: { seconds: 60 } }],
  ])();
}

t.test(
  'buffered writes are visible to every read, as if they had been written to the file',
  async (t) => {
    const inMemory = await startInjected(t, settings);
    // With a data folder the default sandbox is a file.
    const inFile = await startInjected(t, { ...settings, ephemeral: false, data: t.testdir() });
    const first: Parameters<Send> = ['GET', `${devices}${page({ limit: 6 })}`];
    for (let seed = 1; seed <= 8; seed++) {
      const random = new SeededRandom(seed, 'write behind');
      const sandboxes = [inMemory, inFile].map((server) => server.sandbox('default'));
      const both = async (...call: Parameters<Send>) => {
        const responses = [];
        for (const { send } of sandboxes) responses.push(await send(...call));
        const [here, there] = responses.map(({ status, text }) => [
          status,
          text.replace(/"bytes":\d+/, ''),
        ]);
        t.strictSame(here, there, call.map((part) => JSON.stringify(part)).join(' '));
        return responses[0];
      };
      await both('POST', '/_sim/sandboxes/default/reset');
      const mdns = (await both(...first))?.body.devices.map(({ mdn }: { mdn: string }) => mdn);
      for (let step = 0; step < 120; step++) {
        await both(...calls(random, mdns));
        if (random.oneIn(2)) await both(...first);
      }
    }
  },
);

t.test('a change is in the file when it is acknowledged, and so are concurrent ones', async (t) => {
  const folder = t.testdir({ data: {}, copy: {} });
  const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
  const { sandbox } = await startInjected(t, { ephemeral: false, data });
  const { send } = sandbox('default');
  const { devices: few } = (await send('GET', `${devices}${page({ limit: 8 })}`)).body;
  await Promise.all(
    few.map(async ({ mdn, key }: { mdn: string; key: string }) => {
      const body = { mdns: [mdn], nickname: `Named ${key}` };
      t.equal((await send('PUT', `${devices}/nickname`, { body })).status, 200);
      // The copy is what a process that is killed now would leave.
      const left = join(copy, key);
      cpSync(join(data, 'sandboxes'), left, { recursive: true });
      const db = new Database(join(left, 'default.sqlite'));
      const wire = db.prepare('SELECT wire FROM kajeet_devices WHERE key = ?').pluck().get(key);
      db.close();
      t.equal(JSON.parse(String(wire)).nickname, body.nickname);
    }),
  );
});

t.test('no response shows a change before it is in the file', async (t) => {
  const folder = t.testdir({ data: {}, copy: {} });
  const [data, copy] = [join(folder, 'data'), join(folder, 'copy')];
  const { request, sandbox } = await startInjected(t, { ephemeral: false, data });
  const headers = { authorization: `Bearer ${await sandbox('default').token('kajeet')}` };
  const details = `${kajeet}/v1.0/devices/info?searchValue=5212671508`;
  const body = { mdns: ['5212671508'], nickname: 'Told at once' };
  await request('GET', details, { headers });
  let seen = 0;
  const read = async (turn: number) => {
    const { text } = await request('GET', details, { headers });
    if (!text.includes(body.nickname) || ++seen > 5) return;
    const left = join(copy, String(turn));
    cpSync(join(data, 'sandboxes'), left, { recursive: true });
    const db = new Database(join(left, 'default.sqlite'));
    const wires = db.prepare('SELECT wire FROM kajeet_devices WHERE key = ?').pluck();
    t.equal(JSON.parse(String(wires.get('5212671508'))).nickname, body.nickname);
    db.close();
  };
  const responses: Promise<unknown>[] = [request('PUT', `${devices}/nickname`, { headers, body })];
  for (let turn = 0; turn < 200; turn++) {
    responses.push(read(turn));
    // Several requests are sent in each turn of the event loop.
    await new Promise<void>((resolve) =>
      turn % 20 === 19 ? setImmediate(resolve) : process.nextTick(resolve),
    );
  }
  await Promise.all(responses);
  t.ok(seen > 0, `${seen} responses show the change`);
});

t.test('a write to a sandbox that is deleted at the same time answers 200 or 404', async (t) => {
  for (const ephemeral of [true, false]) {
    const { request, sandbox } = await startInjected(t, { ephemeral, data: t.testdir() });
    const { name, send, token } = sandbox();
    await send('POST', '/_sim/sandboxes', { body: { name } });
    const headers = { 'x-sandbox': name, authorization: `Bearer ${await token('kajeet')}` };
    const body = { mdns: ['521-267-1508'], nickname: 'Nowhere' };
    const write = () => request('PUT', `${devices}/nickname`, { headers, body });
    const deletion = () => request('DELETE', `/_sim/sandboxes/${name}`);
    const responses = await Promise.all([write(), write(), deletion(), write()]);
    const statuses = responses.map(({ status }) => status);
    t.ok(
      statuses.every((status) => [200, 204, 404].includes(status)),
      statuses.join(),
    );
  }
});
