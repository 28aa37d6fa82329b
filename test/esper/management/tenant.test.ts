import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { response as sample } from '../samples.js';

const server = await startInjected(t);
const v0 = `${esper}/v0/enterprise/${sample.profile.enterprise}`;
const groups = `${esper}/enterprise/${sample.profile.enterprise}/devicegroup/`;
const devices = `${esper}/enterprise/${sample.profile.enterprise}/device/`;
const geofences = `${v0}/geofence/`;
const unknown = '00000000-0000-4000-8000-000000000000';
const body = { name: 'Genesee Valley Park', latitude: '43.1209', longitude: '-77.6427' };

t.test('a seeded geofence counts the devices of its group, also after one has moved', async (t) => {
  const { send } = server.sandbox();
  const bus = async () => (await send('GET', `${geofences}?search=BUS`)).body.results[0];
  const named = await send('GET', `${groups}?name=Northstar%20Transportation`);
  const [group] = named.body.results;
  t.equal((await bus()).device_count, group.device_count);
  const [device] = (await send('GET', `${devices}?group=${group.id}&limit=1`)).body.results;
  const other = (await send('GET', groups)).body.results[0];
  await send('PATCH', `${groups}${other.id}/?action=add`, { body: { device_ids: [device.id] } });
  t.equal((await bus()).device_count, group.device_count - 1);
});

t.test('a geofence is created, read, replaced, changed and deleted', async (t) => {
  const { send } = server.sandbox();
  const [device] = (await send('GET', `${devices}?limit=1`)).body.results;
  const created = await send('POST', geofences, { body: { ...body, devices: [device.id] } });
  t.equal(created.status, 201, created.text);
  t.match(created.body, {
    ...body,
    description: '',
    radius: null,
    radius_unit: 'METERS',
    device_actions: [],
    device_count: 1,
    created_by: 'dana.whitfield',
  });
  const url = `${geofences}${created.body.id}/`;
  const patched = await send('PATCH', url, { body: { radius: 3, device_actions: ['BEEP'] } });
  t.match(patched.body, { ...body, radius: 3, device_actions: ['BEEP'], device_count: 1 });
  const replaced = await send('PUT', url, { body: { ...body, radius_unit: 'MILES' } });
  t.match(replaced.body, { radius: null, radius_unit: 'MILES', device_actions: [] });
  t.strictSame((await send('GET', url)).body, replaced.body);
  t.equal((await send('DELETE', url)).status, 204);
  t.equal((await send('GET', url)).status, 404);
});

t.test('invalid geofences name every error, and only administrators write', async (t) => {
  const { send } = server.sandbox();
  const { status, body: refusal } = await send('POST', geofences, {
    body: {
      latitude: '91',
      longitude: '180.0001',
      radius: 0,
      radius_unit: 'FEET',
      device_actions: ['SHOUT'],
      devices: [unknown],
    },
  });
  t.equal(status, 400);
  t.strictSame(refusal.errors.map((error: string) => error.replace(/:.*/, '')).sort(), [
    'device_actions.0',
    'devices.0',
    'latitude',
    'longitude',
    'name',
    'radius',
    'radius_unit',
  ]);
  const words = await send('PATCH', `${geofences}${unknown}/`, { body: { latitude: 'north' } });
  t.equal(words.status, 400);
  t.equal((await send('POST', geofences, { as: 'Group Viewer', body })).status, 403);
});

t.test('a subscription is created, listed, read and deleted', async (t) => {
  const { send } = server.sandbox();
  const subscriptions = `${v0}/subscription/`;
  const before = (await send('GET', subscriptions)).body.count;
  const created = await send('POST', subscriptions, { body: { aws_account_id: '123456789012' } });
  t.equal(created.status, 201, created.text);
  t.match(created.body, { is_subscribed: true, sns_topic_arn: /^arn:aws:sns:/ });
  const { count, results } = (await send('GET', subscriptions)).body;
  t.equal(count, before + 1);
  t.strictSame(results.at(-1), created.body);
  const url = `${subscriptions}${created.body.id}/`;
  t.strictSame((await send('GET', url)).body, created.body);
  t.equal((await send('DELETE', url)).status, 204);
  t.equal((await send('GET', url)).status, 404);
  t.equal((await send('POST', subscriptions, { body: { aws_account_id: '' } })).status, 400);
});

t.test('the enrolment at Google is that of the enterprise, and has tokens', async (t) => {
  const { send } = server.sandbox();
  const enterprise = (await send('GET', `${v0.replace('/v0', '/v1')}/`)).body;
  const { count, results } = (await send('GET', `${v0}/emm`)).body;
  t.equal(count, 1);
  const [emm] = results;
  t.match(emm, { name: enterprise.name, ...enterprise.emm });
  t.strictSame((await send('GET', `${v0}/emm/${emm.id}`)).body, emm);
  const tokens = `${v0}/emm/${emm.id}/webtoken/`;
  const token = { emm: emm.id, parent_url: 'https://console.northstar.example/' };
  const created = await send('POST', tokens, { body: token });
  t.equal(created.status, 201, created.text);
  t.match(created.body, { ...token, is_active: true });
  t.strictSame((await send('GET', tokens)).body.results, [created.body]);
  for (const wrong of [{ ...token, emm: emm.id + 1 }, { ...token, parent_url: 'x' }, {}])
    t.equal((await send('POST', tokens, { body: wrong })).status, 400);
  t.equal((await send('GET', `${v0}/emm/${emm.id + 1}`)).status, 404);
  t.equal((await send('GET', `${v0}/emm/${emm.id + 1}/webtoken/`)).status, 404);
});
