import fs from 'node:fs';
import { Agent, get } from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import t from 'tap';
import { kajeet, page } from '../kajeet/api.js';
import { query, startInjected } from '../support/app.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const fleet = 100_001;

/** Seeding this fleet takes seconds: the tests share the server, each in its own sandbox. */
const server = await startInjected(t, { devices: fleet });

t.test(
  'a fleet that is large enough to be stored in files is listed, searched and exported like a small one',
  async (t) => {
    const { send } = server.sandbox();
    const list = async (parts: object) =>
      (await send('GET', `${devices}${page({ ...parts })}`)).body;

    t.equal((await list({})).totalCount, fleet);
    t.equal(
      (await list({ sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', offset: fleet - 3 })).devices
        .length,
      3,
    );
    t.match(await list({ searchValue: '5212671508' }), {
      totalCount: 1,
      devices: [{ nickname: 'Main Office Hotspot' }],
    });
    t.match(await list({ searchValue: 'main OFFICE hot' }), { totalCount: 1 });
    t.equal((await list({ searchValue: 'MAIN office hotspots' })).message, 'No devices found');

    const nickname = 'Étage "deux" 100%';
    const response = await send('PUT', `${devices}/nickname`, {
      body: { mdns: ['521-267-1508'], nickname },
    });
    t.equal(response.status, 200);
    for (const searchValue of ['étage', '"deux"', '0%', 'ux" 1', nickname.toUpperCase()]) {
      const { devices: found = [] } = await list({ searchValue, limit: 100 });
      t.ok(
        found.some(({ key }: { key: string }) => key === '5212671508'),
        searchValue,
      );
    }
    t.equal(
      (await list({ searchValue: 'Main Office' })).message,
      'No devices found',
      'the search index drops the old value',
    );

    const { text } = await send(
      'GET',
      `${devices}${query({ sort: 'STATUS', sortDir: 'ASC', export: 'CSV', columns: 'MDN' })}`,
    );
    const rows = text.trim().split('\r\n').slice(1);
    t.equal(rows.length, fleet);
    t.equal(new Set(rows).size, fleet, 'no row is repeated');
  },
);

t.test('a long read of one sandbox does not delay the reads of another', async (t) => {
  const [large, other] = [server.sandbox(), server.sandbox()];
  const totals = () => other.send('GET', `${devices}/totals`);
  await Promise.all([large.token('kajeet'), totals()]);
  const long = {
    'a search of two letters': page({ searchValue: 'bu' }),
    'a search that matches nearly all, far from the first page': page({
      searchValue: '7',
      offset: 40_000,
    }),
    'a search that uses the index and matches many': page({ searchValue: 'bus #' }),
    'a page in the middle': page({ sort: 'LAST_30_DAYS_USED', offset: 50_000 }),
    'the totals of a search': `/totals${query({ searchValue: '7' })}`,
    'an export': query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', searchValue: 'bu' }),
  };
  for (const [what, path] of Object.entries(long)) {
    const order: string[] = [];
    const record = (name: string) => () => order.push(name);
    const response = large.send('GET', `${devices}${path}`);
    const [{ status }] = await Promise.all([
      response.finally(record('long')),
      totals().then(totals).finally(record('short')),
    ]);
    t.equal(status, 200, what);
    t.strictSame(order, ['short', 'long'], what);
  }
});

t.test(
  'each page of a large fleet holds the rows that its export has at that offset',
  async (t) => {
    const { send } = server.sandbox();
    const keysOf = async (parts: object) => {
      const { body } = await send('GET', `${devices}${page({ ...parts })}`);
      return body.devices.map(({ key }: { key: string }) => key);
    };
    for (const sort of ['MDN', 'LAST_30_DAYS_USED', 'FILTER_GROUP', 'STATUS']) {
      const columns = 'MDN';
      const search = { sort, sortDir: 'DESC' };
      const { text } = await send(
        'GET',
        `${devices}${query({ ...search, export: 'CSV', columns })}`,
      );
      const all = text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((mdn) => mdn.replaceAll('-', ''));
      for (const offset of [0, 990, 1000, 20_500, 50_001, 60_000, fleet - 25, fleet - 1, fleet]) {
        const expected = all.slice(offset, offset + 25);
        t.strictSame(await keysOf({ ...search, offset }), expected, `${sort} from ${offset}`);
      }
    }
    for (const searchValue of ['bus #', 'bu', '7', 'kj']) {
      const { text } = await send(
        'GET',
        `${devices}${query({ sort: 'DEVICE_NAME', sortDir: 'ASC', export: 'CSV', columns: 'MDN', searchValue })}`,
      );
      const all = text.trim().split('\r\n').slice(1);
      const first = { sort: 'DEVICE_NAME', sortDir: 'ASC', searchValue };
      const { body } = await send('GET', `${devices}${page(first)}`);
      t.equal(body.totalCount, all.length, searchValue);
      for (const offset of [0, 500, 1500, all.length - 10].filter((each) => each >= 0)) {
        const expected = all.slice(offset, offset + 25).map((mdn) => mdn.replaceAll('-', ''));
        t.strictSame(await keysOf({ ...first, offset }), expected, `${searchValue} from ${offset}`);
      }
      const { total } = (await send('GET', `${devices}/totals${query({ searchValue })}`)).body;
      t.ok(total <= all.length, 'totals search in fewer fields');
    }
  },
);

t.test('a search during which its sandbox is reset answers from the new data', async (t) => {
  const { name, send } = server.sandbox();
  const search = (searchValue = 'zq') => send('GET', `${devices}${page({ searchValue })}`);
  await send('PUT', `${devices}/nickname`, { body: { mdns: ['521-267-1508'], nickname: 'Zq' } });
  t.equal((await search()).body.totalCount, 1);
  await send('PUT', `${devices}/nickname`, { body: { mdns: ['521-267-1508'], nickname: 'Zqq' } });
  const duringReset = search();
  await send('GET', `${devices}/totals`);
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.match(await duringReset, { status: 404, body: { message: 'No devices found' } });

  const duringDelete = search('qz');
  await send('GET', `${devices}/totals`);
  await send('DELETE', `/_sim/sandboxes/${name}`);
  t.match(await duringDelete, { status: 404, body: { message: /sandbox .* was deleted/ } });
});

t.test('a search with an index matches what a search without one matches', async (t) => {
  // Fleets of more than 10,000 devices have a search index.
  const [scanned, indexed] = [
    await startInjected(t, { devices: 10_000 }),
    await startInjected(t, { devices: 10_001 }),
  ];
  const count = async ({ sandbox }: typeof scanned, searchValue: string) => {
    const { body } = await sandbox('search').send(
      'GET',
      `${devices}${page({ searchValue, limit: 1 })}`,
    );
    return body.totalCount ?? 0;
  };
  for (const searchValue of [
    'Bus #1',
    'loaner',
    '521-267',
    'kj',
    '00:30:44',
    '8901480',
    'staff)',
    '5',
    'zzz',
    'bus #12',
    '#12',
    ' ',
  ]) {
    const [expected, found] = [
      await count(scanned, searchValue),
      await count(indexed, searchValue),
    ];
    t.ok(found === expected || found === expected + 1, `${searchValue}: ${expected}, ${found}`);
  }
});

t.test('an unknown name is no copy of a large world when the disk is nearly full', async (t) => {
  const original = fs.statfsSync;
  fs.statfsSync = ((path: string) => ({ ...original(path), bavail: 1 })) as typeof original;
  syncBuiltinESMExports();
  const restore = () => {
    fs.statfsSync = original;
    syncBuiltinESMExports();
  };
  t.teardown(restore);
  const { send } = server.sandbox('no-space');
  const refused = await server.request('GET', devices, { headers: { 'x-sandbox': 'no-space' } });
  t.equal(refused.status, 503);
  t.match(refused.text, 'disk of the temporary folder is nearly full');
  restore();
  t.equal((await send('GET', `${devices}${page()}`)).status, 200);
});

t.test('closing the server waits for the last response, not for idle connections', async (t) => {
  const { fastify } = server.app;
  const { name, send, token } = server.sandbox();
  const authorization = `Bearer ${await token('kajeet')}`;
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const agent = new Agent({ keepAlive: true });
  t.teardown(() => agent.destroy());
  const url = `${fastify.listeningOrigin}${devices}${page({ searchValue: 'zq' })}`;
  const headers = { authorization, 'x-sandbox': name };
  const status = new Promise<number | undefined>((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    }).on('error', reject);
  });
  await new Promise((resolve) => fastify.server.once('request', resolve));
  await send('GET', `${devices}/totals`);
  await fastify.close();
  t.equal(await status, 404);
});
