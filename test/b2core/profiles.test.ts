import t from 'tap';
import { sampleProfile } from '../../schemas/b2core/samples.js';
import { query, startInjected } from '../support/app.js';
import { b2core } from './api.js';

const server = await startInjected(t);
const profiles = `${b2core}/profiles`;
const mary = `${profiles}/${sampleProfile.profileId}`;
const now = '2026-03-10T16:00:00+00:00';

type Profile = typeof sampleProfile;

t.test('THE PROFILE OBJECT: the documented sample with every key', async (t) => {
  const { send } = server.sandbox();
  const { status, text } = await send('GET', mary);
  t.equal(status, 200);
  t.equal(text, JSON.stringify(sampleProfile), 'its keys in the documented order');
});

t.test('THE CONTACT OBJECT: the documented keys, in their order', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', `${mary}/contacts/${sampleProfile.contacts[0]?.contactId}`);
  t.strictSame(body, sampleProfile.contacts[0]);
});

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

t.test('Use this method to add a new client profile', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('POST', profiles, { body: {} });
  t.equal(status, 201);
  const { profileId, ...rest } = body;
  t.match(profileId, /^[0-9a-f]{24}$/);
  t.strictSame(rest, {
    contacts: [],
    countryNumericCode: null,
    country: null,
    enabled: true,
    firstName: '',
    middleName: '',
    lastName: '',
    name: '',
    tags: [],
    createTime: now,
    updateTime: now,
    uuid: null,
  });
  t.strictSame(Object.keys(body), Object.keys(sampleProfile));
  const sent = {
    profileId: 'mine',
    name: 'Someone Else',
    tags: ['vip'],
    createTime: 'yesterday',
    country: { countryName: 'Nowhere' },
    firstName: 'Ana',
    lastName: null,
    uuid: 'crm 7',
    shoeSize: 9,
  };
  const own = (await send('POST', profiles, { body: sent })).body;
  t.match(own, { name: 'Ana', tags: [], country: null, lastName: null, uuid: 'crm 7' });
  t.not(own.profileId, 'mine', 'read-only keys are ignored');
  const newest = (await send('GET', `${profiles}?limit=2`)).body;
  t.strictSame(newest, [own, body], 'the newest profile is first');
});

t.test("The string value length can't exceed 255 characters", async (t) => {
  const { send } = server.sandbox();
  for (const name of ['firstName', 'middleName', 'lastName']) {
    const fits = await send('PUT', mary, { body: { [name]: 'x'.repeat(255) } });
    t.equal(fits.status, 200, name);
    const long = await send('PUT', mary, { body: { [name]: 'x'.repeat(256) } });
    t.equal(long.status, 400, name);
    t.strictSame(
      long.body.errors.map(({ field }: { field: string }) => field),
      [`/${name}`],
    );
  }
});

t.test('every invalid field of a new profile is named, and nothing is created', async (t) => {
  const { send } = server.sandbox();
  const before = (await send('GET', profiles)).text;
  const body = {
    contacts: [{ key: 'fax', value: '1' }, { key: 'email', value: 'no at' }, { key: 'phone' }, 7],
    countryNumericCode: '999',
    enabled: 'yes',
    firstName: 7,
    uuid: 9,
  };
  const { status, body: refusal } = await send('POST', profiles, { body });
  t.equal(status, 400);
  t.strictSame(refusal.errors.map(({ field }: { field: string }) => field).sort(), [
    '/contacts/0/key',
    '/contacts/1/value',
    '/contacts/2/value',
    '/contacts/3',
    '/countryNumericCode',
    '/enabled',
    '/firstName',
    '/uuid',
  ]);
  t.equal((await send('GET', profiles)).text, before);
});

t.test('Instead of the method described below, you can use PATCH: and either path', async (t) => {
  for (const method of ['PUT', 'PATCH']) {
    for (const path of [mary, `${b2core}/profile/${sampleProfile.profileId}`]) {
      const { send } = server.sandbox();
      const { status, body } = await send(method, path, {
        body: { lastName: 'Jones', countryNumericCode: '276', tags: ['x'] },
      });
      t.equal(status, 200, `${method} ${path}`);
      const { countryNumericCode, country, lastName, name, updateTime, ...rest } = body;
      t.match(
        { countryNumericCode, country, lastName, name },
        {
          countryNumericCode: '276',
          country: { countryName: 'Germany', alpha3Code: 'DEU' },
          lastName: 'Jones',
          name: 'Mary Jane Jones',
        },
      );
      t.equal(updateTime, now);
      t.match(sampleProfile, rest, 'fields that are not sent are unchanged');
      t.strictSame((await send('GET', mary)).body, body, 'and stored');
    }
  }
});

t.test('null clears an optional field; an empty change changes nothing', async (t) => {
  const { send } = server.sandbox();
  const none = await send('PUT', mary, { body: { profileId: 'other' } });
  t.strictSame(none.body, sampleProfile);
  const cleared = { middleName: null, countryNumericCode: null, uuid: null };
  const { body } = await send('PATCH', mary, { body: cleared });
  t.match(body, { ...cleared, country: null, name: 'Mary Smith' });
  t.equal((await send('PATCH', mary, { body: { enabled: null } })).status, 400);
});

t.test(
  'In case of success, no response body is returned: deleting a profile deletes its contacts',
  async (t) => {
    const { send } = server.sandbox();
    const { status, text } = await send('DELETE', mary);
    t.equal(status, 204);
    t.equal(text, '');
    for (const path of [mary, `${mary}/contacts`, `${mary}/contacts/${sampleProfile.profileId}`]) {
      t.equal((await send('GET', path)).status, 404, path);
    }
    t.equal((await send('DELETE', mary)).status, 404);
  },
);

t.test('contacts are added, changed and deleted; each change updates the profile', async (t) => {
  const { send } = server.sandbox();
  const added = await send('POST', `${mary}/contacts`, {
    body: { key: 'phone', value: '+1 (212) 555-0100' },
  });
  t.equal(added.status, 201);
  t.match(added.body, { key: 'phone', uuid: null, createTime: now, updateTime: now });
  t.match((await send('GET', mary)).body, { updateTime: now, contacts: [{}, added.body] });

  await send('POST', '/_sim/clock/advance', { body: { duration: 'PT5M' } });
  const contact = `${mary}/contacts/${added.body.contactId}`;
  const changed = await send('PATCH', contact, { body: { uuid: 'crm-1' } });
  const later = '2026-03-10T16:05:00+00:00';
  t.strictSame(changed.body, { ...added.body, uuid: 'crm-1', updateTime: later });
  t.equal((await send('GET', mary)).body.updateTime, later);
  const asEmail = await send('PUT', contact, { body: { key: 'email' } });
  t.equal(asEmail.status, 400, 'its value is not an e-mail address');
  t.match(asEmail.body.errors, [{ field: '/value' }]);

  t.equal((await send('DELETE', contact)).status, 204);
  t.equal((await send('GET', contact)).status, 404);
  t.strictSame((await send('GET', `${mary}/contacts`)).body, sampleProfile.contacts);
});

t.test('a contact is found by profile and contact id together', async (t) => {
  const { send } = server.sandbox();
  const other = `${profiles}/60ba407d15951453e60e49f8/contacts/${sampleProfile.profileId}`;
  for (const [method, body] of [
    ['GET'],
    ['PUT', { uuid: 'x' }],
    ['PATCH', {}],
    ['DELETE'],
  ] as const) {
    const { status } = await send(method, other, { body });
    t.equal(status, 404, method);
  }
  t.equal((await send('GET', `${profiles}/nobody/contacts`)).status, 404);
  t.equal(
    (await send('POST', `${profiles}/nobody/contacts`, { body: { key: 'email', value: 'a@b' } }))
      .status,
    404,
  );
});

t.test('a new contact needs key and value; contacts are paged', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('POST', `${mary}/contacts`, { body: {} });
  t.equal(status, 400);
  t.strictSame(
    body.errors.map(({ field }: { field: string }) => field),
    ['/key', '/value'],
  );
  for (const value of ['1', '2', '3']) {
    await send('POST', `${mary}/contacts`, { body: { key: 'phone', value } });
  }
  const some = await send('GET', `${mary}/contacts?limit=2&offset=1&sort_by=x`);
  t.strictSame(
    some.body.map(({ value }: { value: string }) => value),
    ['1', '2'],
  );
});

t.test('checkContacts can be turned off', async (t) => {
  const { sandbox } = await startInjected(t, { b2core: { checkContacts: false } });
  const body = { key: 'email', value: 'anything' };
  t.equal((await sandbox().send('POST', `${mary}/contacts`, { body })).status, 201);
});

t.test('the API is mounted where its setting says', async (t) => {
  const { app, sandbox } = await startInjected(t, { b2core: { mount: '/ib/api/v2' } });
  const { send, token, name } = sandbox();
  const own = await token('b2core');
  const path = `/profiles/${sampleProfile.profileId}`;
  for (const base of ['/ib/api/v2', '', `/~${name}/ib/api/v2`, '/v1']) {
    t.equal((await send('GET', `${base}${path}`, { token: own })).status, 200, base);
  }
  t.match(await app.document('b2core'), { servers: [{ url: '/ib/api/v2' }] });
  for (const mount of [
    '/api',
    '/_sim',
    '/docs/b2core',
    '/sentinel-proxy',
    '/sentinel',
    '/user',
    '/profiles',
  ]) {
    await t.rejects(startInjected(t, { b2core: { mount } }), /b2core.mount .* overlaps/, mount);
  }
});

t.test('a body is parsed as JSON whatever its content type, an invalid one included', async (t) => {
  const { send } = server.sandbox();
  for (const type of ['text/plain', '???', '', 'application/xml; charset=utf-8', 'json']) {
    const headers = { 'content-type': type };
    const { status } = await send('POST', profiles, { body: '{"firstName":"Ana"}', headers });
    t.equal(status, 201, type);
  }
});

t.test('a body that is not JSON is not repeated in the response', async (t) => {
  const { send } = server.sandbox();
  const { status, text, body } = await send('POST', profiles, { body: '{"firstName":hunter2}' });
  t.equal(status, 400);
  t.match(body.errors, [{ field: '', message: /^is not valid JSON: Unexpected token/ }]);
  t.notMatch(text, 'hunter2');
});

t.test('identifiers have 24 digits at any time', async (t) => {
  const { send } = server.sandbox();
  for (const now of ['1971-01-01T00:00:00Z', '2107-01-01T00:00:00Z', '9999-01-01T00:00:00Z']) {
    await send('PUT', '/_sim/clock', { body: { now } });
    const token = (await send('POST', '/_sim/tokens', { body: { contract: 'b2core' } })).body.token;
    const { body } = await send('POST', profiles, { token, body: {} });
    t.match(body.profileId, /^[0-9a-f]{24}$/, now);
  }
});
