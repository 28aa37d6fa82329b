import t from 'tap';
import type { sampleProfile } from '../../../schemas/b2core/samples.js';
import { query, startInjected } from '../../support/app.js';
import { b2core } from '../api.js';

const server = await startInjected(t);
const profiles = `${b2core}/profiles`;

type Profile = typeof sampleProfile;

t.test('This method supports pagination, sorting, and filtering', async (t) => {
  const { send } = server.sandbox();
  const all: Profile[] = [];
  for (let offset = 0; ; offset += 50) {
    const { body } = await send('GET', `${profiles}${query({ limit: 50, offset })}`);
    if (body.length === 0) break;
    all.push(...body);
  }
  t.ok(all.length > 100, 'there is more than one page');
  t.equal(new Set(all.map(({ profileId }) => profileId)).size, all.length, 'pages do not overlap');
  const first = (await send('GET', profiles)).body;
  t.equal(first.length, 10, 'ten profiles by default');
  t.strictSame(first, all.slice(0, 10), 'the newest first by default');

  const columns: Record<string, (profile: Profile) => string | number | null> = {
    createTime: (each) => each.createTime,
    updateTime: (each) => each.updateTime,
    enabled: (each) => Number(each.enabled),
    firstName: (each) => each.firstName?.toLowerCase() ?? null,
    lastName: (each) => each.lastName?.toLowerCase() ?? null,
    middleName: (each) => each.middleName?.toLowerCase() ?? null,
    name: (each) => each.name.toLowerCase(),
    profileId: (each) => each.profileId,
  };
  for (const [sort_by, read] of Object.entries(columns)) {
    for (const sort_order of ['asc', 'desc']) {
      const { body } = await send(
        'GET',
        `${profiles}${query({ sort_by, sort_order, limit: 100 })}`,
      );
      const turn = sort_order === 'asc' ? 1 : -1;
      const compare = (one: Profile, other: Profile) => {
        const [a, b] = [read(one) ?? '', read(other) ?? ''];
        if (a !== b) return a < b ? -turn : turn;
        return one.profileId < other.profileId ? -turn : turn;
      };
      const expected = [...all].sort(compare).slice(0, 100);
      const ids = (list: Profile[]) => list.map(({ profileId }) => profileId);
      t.strictSame(ids(body), ids(expected), `${sort_by} ${sort_order}`);
    }
  }
});

t.test('possible values for the filter parameter, in both spellings', async (t) => {
  const { send } = server.sandbox();
  const find = async (filters: Record<string, string>) => {
    const named = Object.entries(filters).map(([name, value]) => [`filter[${name}]`, value]);
    const response = await send('GET', `${profiles}${query(Object.fromEntries(named))}`);
    t.equal(response.status, 200, JSON.stringify(filters));
    return response.body as Profile[];
  };
  for (const filters of [
    { firstName: 'MARY', lastName: 'smith' },
    { profileFirstName: 'mary', profileLastName: 'Smith' },
    { firstName: 'Mary', profileFirstName: 'mary', lastName: 'Smith' },
    { profileMiddleName: 'jane', name: 'mary jane smith' },
  ]) {
    const found = await find(filters);
    t.strictSame(
      found.map(({ name }) => name),
      ['Mary Jane Smith'],
      JSON.stringify(filters),
    );
  }
  t.strictSame(
    await find({ firstName: 'Mary', profileFirstName: 'Dana' }),
    [],
    'both filters must match',
  );
  t.strictSame(await find({ name: 'Mary' }), [], 'a part of a name is not the name');
  t.strictSame((await find({ uuid: '9' })).length, 1);
  for (const [yes, no] of [
    ['1', '0'],
    ['true', 'false'],
  ] as const) {
    const on = await find({ enabled: yes });
    const off = await find({ enabled: no });
    t.ok(on.length > 0 && on.every(({ enabled }) => enabled), yes);
    t.ok(off.length > 0 && off.every(({ enabled }) => !enabled), no);
  }
  const unencoded = await send('GET', `${profiles}?filter[name]=Mary+Jane%20Smith&limit=1`);
  t.equal(unencoded.body.length, 1, 'brackets need no encoding, and a space may be a plus sign');
});

t.test(
  'invalid numbers, orders and flags are refused together; unknown parameters are ignored',
  async (t) => {
    const { send } = server.sandbox();
    const bad = { limit: 101, offset: -1, sort_order: 'up', 'filter[enabled]': 'yes' };
    const { status, body } = await send('GET', `${profiles}${query(bad)}`);
    t.equal(status, 400);
    t.equal(body.code, 400);
    t.strictSame(
      body.errors.map(({ field }: { field: string }) => field).sort(),
      Object.keys(bad).sort(),
    );
    for (const limit of ['0', 'ten', '1.5', '']) {
      t.equal((await send('GET', `${profiles}${query({ limit })}`)).status, 400, `limit=${limit}`);
    }
    const lenient = await send('GET', `${profiles}?sort_by=shoeSize&filter[shoeSize]=9&page=2`);
    t.strictSame(lenient.body, (await send('GET', profiles)).body);
  },
);

t.test('strictQuery refuses unknown parameters and names them', async (t) => {
  const { sandbox } = await startInjected(t, { b2core: { strictQuery: true } });
  const url = `${profiles}?sort_by=shoeSize&filter[shoeSize]=9&page=2&limit=0`;
  const { status, body } = await sandbox().send('GET', url);
  t.equal(status, 400);
  t.strictSame(body.errors.map(({ field }: { field: string }) => field).sort(), [
    'filter[shoeSize]',
    'limit',
    'page',
    'sort_by',
  ]);
});
