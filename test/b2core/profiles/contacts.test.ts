import t from 'tap';
import { sampleProfile } from '../../../schemas/b2core/samples.js';
import { startInjected } from '../../support/app.js';
import { b2core } from '../api.js';

const server = await startInjected(t);
const profiles = `${b2core}/profiles`;
const mary = `${profiles}/${sampleProfile.profileId}`;
const now = '2026-03-10T16:00:00+00:00';

t.test('THE CONTACT OBJECT: the documented keys, in their order', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', `${mary}/contacts/${sampleProfile.contacts[0]?.contactId}`);
  t.strictSame(body, sampleProfile.contacts[0]);
});

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
