import t from 'tap';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const devices = '/_sim/data/kajeet/devices';
const bus = '3042286302';

t.test('documents added, changed and removed, by field', async (t) => {
  const { send, name } = server.sandbox();
  const diff = async (from: string, query = '') =>
    (await send('GET', `/_sim/diff?from=${from}${query}`)).body;
  t.strictSame(await diff('default'), {
    total: { added: 0, changed: 0, removed: 0 },
    documents: [],
  });
  await send('PUT', `/_sim/sandboxes/${name}/snapshots/before`);
  await send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/nickname`, {
    body: { mdns: [bus], nickname: 'Bus 48' },
  });
  const { body: added } = await send('POST', devices, { body: { key: '5855550100' } });
  await send('DELETE', `${devices}/5212671508`);
  await send('PATCH', `${esper}/user/4001/`, { body: { profile: { can_factory_reset: false } } });
  const expected = [
    { contract: 'kajeet', collection: 'devices', key: bus, change: 'changed' },
    { contract: 'kajeet', collection: 'devices', key: '5212671508', change: 'removed', fields: [] },
    { contract: 'kajeet', collection: 'devices', key: added.key, change: 'added', fields: [] },
    { contract: 'esper', collection: 'users', key: '000000004001', change: 'changed' },
  ];
  for (const from of ['default', `${name}@before`]) {
    const { total, documents } = await diff(from);
    t.strictSame(total, { added: 1, changed: 2, removed: 1 }, from);
    t.match(documents, expected);
    t.strictSame(documents[0].fields, [{ field: 'nickname', from: 'Bus #47', to: 'Bus 48' }]);
    t.match(documents[3].fields, [
      { field: 'profile.updated_on' },
      { field: 'profile.can_factory_reset', from: true, to: false },
    ]);
  }
  t.match(await diff('default', '&limit=1'), { total: { changed: 2 }, documents: { length: 1 } });
  const reverse = await server.request('GET', `/_sim/diff?from=${name}`);
  t.match(reverse.body, { total: { added: 1, changed: 2, removed: 1 } });
  t.strictSame(reverse.body.documents[0].fields, [
    { field: 'nickname', from: 'Bus 48', to: 'Bus #47' },
  ]);
});

t.test('secrets are named without their values', async (t) => {
  const { send } = server.sandbox();
  await send('POST', `${kajeet}/v1.0/manage-profile/securityInformation/`, {
    body: {
      currentPassword: 'demo-dana.whitfield',
      newPassword: 'another one',
      confirmPassword: 'another one',
    },
  });
  const { body } = await send('GET', '/_sim/diff?from=default');
  const [user] = body.documents;
  t.match(user, { collection: 'users', key: 'dana.whitfield', change: 'changed' });
  t.ok(user.fields.length > 0);
  t.ok(
    user.fields.every((each: object) => Object.keys(each).join() === 'field'),
    JSON.stringify(user.fields),
  );
});

t.test('what is compared with must exist', async (t) => {
  const { send, name } = server.sandbox();
  t.equal((await send('GET', '/_sim/diff')).status, 400);
  t.equal((await send('GET', '/_sim/diff?from=No')).status, 400);
  t.equal((await send('GET', '/_sim/diff?from=nothing-here')).status, 404);
  t.equal((await send('GET', `/_sim/diff?from=${name}@nothing`)).status, 404);
});

t.test('a snapshot in a data folder is compared too', async (t) => {
  const { request } = await startInjected(t, { ephemeral: false, data: t.testdir({}) });
  await request('PUT', '/_sim/sandboxes/default/snapshots/before');
  await request('PATCH', `${devices}/${bus}`, { body: { nickname: 'Bus 48' } });
  for (let turn = 0; turn < 2; turn++) {
    const { status, body } = await request('GET', '/_sim/diff?from=default@before');
    t.equal(status, 200, JSON.stringify(body));
    t.match(body.documents, [{ collection: 'devices', key: bus, change: 'changed' }]);
  }
});
