import t from 'tap';
import { kajeet, page, query, simulator } from './simulator.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const fleet = 100_001;

t.test('a world so large that it lives in files answers as a small one does', async (t) => {
  const { sandbox } = await simulator(t, { devices: fleet });
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

t.test('searches with an index find what searches without one find', async (t) => {
  const [small, large] = [
    await simulator(t, { devices: 100_000 }),
    await simulator(t, { devices: fleet }),
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
