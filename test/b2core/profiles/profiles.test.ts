import t from 'tap';
import { sampleProfile } from '../../../schemas/b2core/samples.js';
import { startInjected } from '../../support/app.js';
import { b2core } from '../api.js';

const server = await startInjected(t);
const profiles = `${b2core}/profiles`;
const mary = `${profiles}/${sampleProfile.profileId}`;
const now = '2026-03-10T16:00:00+00:00';

t.test('THE PROFILE OBJECT: the documented sample with every key', async (t) => {
  const { send } = server.sandbox();
  const { status, text } = await send('GET', mary);
  t.equal(status, 200);
  t.equal(text, JSON.stringify(sampleProfile), 'its keys in the documented order');
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
