import { Agent, get } from 'node:http';
import t from 'tap';
import { kajeet, page } from '../kajeet/api.js';
import { query, startInjected, startListening } from '../support/app.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const fleet = 100_001;

t.test('a world so large that it lives in files answers as a small one does', async (t) => {
  const { sandbox } = await startInjected(t, { devices: fleet });
  const { send } = sandbox();
  const list = async (parts: object) => (await send('GET', `${devices}${page({ ...parts })}`)).body;

  t.equal((await list({})).totalCount, fleet);
  t.equal(
    (await list({ sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', offset: fleet - 3 })).devices.length,
    3,
  );
  t.match(await list({ searchValue: '5212671508' }), {
    totalCount: 1,
    devices: [{ nickname: 'Main Office Hotspot' }],
  });
  t.match(await list({ searchValue: 'main OFFICE hot' }), { totalCount: 1 });
  t.equal((await list({ searchValue: 'MAIN office hotspots' })).message, 'No devices found');

  const nickname = 'Étage "deux" 100%';
  const written = await send('PUT', `${devices}/nickname`, {
    body: { mdns: ['521-267-1508'], nickname },
  });
  t.equal(written.status, 200);
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
    'the index forgets what was',
  );

  const { text } = await send(
    'GET',
    `${devices}${query({ sort: 'STATUS', sortDir: 'ASC', export: 'CSV', columns: 'MDN' })}`,
  );
  const rows = text.trim().split('\r\n').slice(1);
  t.equal(rows.length, fleet);
  t.equal(new Set(rows).size, fleet, 'none comes twice');
});

t.test('what takes long in one sandbox keeps no other one waiting', async (t) => {
  const { sandbox } = await startInjected(t, { devices: fleet });
  const [large, other] = [sandbox(), sandbox()];
  const totals = () => other.send('GET', `${devices}/totals`);
  await Promise.all([large.token('kajeet'), totals()]);
  const long = {
    'a search of two letters': page({ searchValue: 'bu' }),
    'one that finds nearly all, far from the first': page({ searchValue: '7', offset: 40_000 }),
    'one that an index helps, and that finds much': page({ searchValue: 'bus #' }),
    'a page in the middle': page({ sort: 'LAST_30_DAYS_USED', offset: 50_000 }),
    'how many of each status a search finds': `/totals${query({ searchValue: '7' })}`,
    'an export': query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', searchValue: 'bu' }),
  };
  for (const [what, asked] of Object.entries(long)) {
    const order: string[] = [];
    const said = (name: string) => () => order.push(name);
    const asking = large.send('GET', `${devices}${asked}`);
    const [{ status }] = await Promise.all([
      asking.finally(said('long')),
      totals().then(totals).finally(said('short')),
    ]);
    t.equal(status, 200, what);
    t.strictSame(order, ['short', 'long'], what);
  }
});

t.test('a page of a large fleet is the same from wherever the way to it begins', async (t) => {
  const { sandbox } = await startInjected(t, { devices: fleet });
  const { send } = sandbox();
  const keysOf = async (parts: object) => {
    const { body } = await send('GET', `${devices}${page({ ...parts })}`);
    return body.devices.map(({ key }: { key: string }) => key);
  };
  for (const sort of ['MDN', 'LAST_30_DAYS_USED', 'FILTER_GROUP', 'STATUS']) {
    const columns = 'MDN';
    const search = { sort, sortDir: 'DESC' };
    const { text } = await send('GET', `${devices}${query({ ...search, export: 'CSV', columns })}`);
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
});

t.test(
  'a server that closes ends with the last answer, not with the patience of clients',
  async (t) => {
    const { app, sandbox } = await startListening(t, { devices: 40_000 });
    const { send } = sandbox('default');
    const { port } = new URL(app.fastify.listeningOrigin);
    const agent = new Agent({ keepAlive: true });
    const headers = { authorization: `Bearer ${await sandbox('default').token('kajeet')}` };
    const path = `${devices}${page({ searchValue: 'zq' })}`;
    const asked = new Promise<number | undefined>((resolve, reject) => {
      get({ agent, host: '127.0.0.1', port, path, headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      }).on('error', reject);
    });
    await send('GET', `${devices}/totals`);
    await app.fastify.close();
    t.equal(await asked, 404);
    agent.destroy();
  },
);

t.test('a search over which its sandbox is reset is answered out of what it is then', async (t) => {
  const { sandbox } = await startInjected(t, { devices: fleet });
  const { name, send } = sandbox();
  const search = (searchValue = 'zq') => send('GET', `${devices}${page({ searchValue })}`);
  await send('PUT', `${devices}/nickname`, { body: { mdns: ['521-267-1508'], nickname: 'Zq' } });
  t.equal((await search()).body.totalCount, 1);
  await send('PUT', `${devices}/nickname`, { body: { mdns: ['521-267-1508'], nickname: 'Zqq' } });
  const asked = search();
  await send('GET', `${devices}/totals`);
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.match(await asked, { status: 404, body: { message: 'No devices found' } });

  const askedAgain = search('qz');
  await send('GET', `${devices}/totals`);
  await send('DELETE', `/_sim/sandboxes/${name}`);
  t.match(await askedAgain, { status: 404, body: { message: /sandbox .* was deleted/ } });
});

t.test('searches with an index find what searches without one find', async (t) => {
  const [small, large] = [
    await startInjected(t, { devices: 100_000 }),
    await startInjected(t, { devices: fleet }),
  ];
  const count = async ({ sandbox }: typeof small, searchValue: string) => {
    const { body } = await sandbox('oracle').send(
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
    const [one, other] = [await count(small, searchValue), await count(large, searchValue)];
    t.ok(other === one || other === one + 1, `${searchValue}: ${one}, ${other}`);
  }
});
