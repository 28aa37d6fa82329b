import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { response as sample } from '../samples.js';

const server = await startInjected(t);
const { enterprise } = sample.profile;
const base = `${esper}/enterprise/${enterprise}`;
const policies = `${base}/policy/`;
const body = {
  name: 'Reading tablets',
  enterprise: `http://localhost${base}/`,
  policy: { cameraDisabled: true, minimumPasswordLength: 6 },
};

type Send = ReturnType<typeof server.sandbox>['send'];

/** The number of a policy, which its URL ends with. */
const numberOf = ({ url }: { url: string }) => Number(/\/policy\/(\d+)\/$/.exec(url)?.[1]);

/** The devices of the tenant by the name of their policy. */
async function devicesByPolicy(send: Send): Promise<Map<string, number>> {
  const { results } = (await send('GET', `${base}/device/?limit=500`)).body;
  const counts = new Map<string, number>();
  for (const { policy_name } of results)
    counts.set(policy_name, (counts.get(policy_name) ?? 0) + 1);
  return counts;
}

t.test('every policy counts the devices that name it', async (t) => {
  const { send } = server.sandbox();
  const { results } = (await send('GET', policies)).body;
  const counted = new Map<string, number>(
    results.map(({ name, device_count }: { name: string; device_count: number }) => [
      name,
      device_count,
    ]),
  );
  t.ok(counted.size >= 3);
  t.strictSame(counted, new Map([...(await devicesByPolicy(send))].sort()), 'in any order');
  const device = (await send('GET', `${base}/device/?limit=1`)).body.results[0];
  const policy = (await send('GET', new URL(device.policy).pathname)).body;
  t.equal(policy.name, device.policy_name);
});

t.test(
  'a device follows another policy after SET_NEW_POLICY, and none after its deletion',
  async (t) => {
    const { send } = server.sandbox();
    const created = await send('POST', policies, { body });
    t.equal(created.status, 201, created.text);
    t.match(created.body, { device_count: 0, is_active: true, description: '' });
    const [device] = (await send('GET', `${base}/device/?state=1&limit=1`)).body.results;
    const command = async (policy_url: string) => {
      const request = {
        command_type: 'DEVICE',
        devices: [device.id],
        command: 'SET_NEW_POLICY',
        command_args: { policy_url },
      };
      const sent = await send('POST', `${esper}/v0/enterprise/${enterprise}/command/`, {
        body: request,
      });
      t.equal(sent.status, 201, sent.text);
      await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
      const history = `${esper}/v0/enterprise/${enterprise}/device/${device.id}/command-history/`;
      return (await send('GET', history)).body.results[0];
    };
    t.match(await command(created.body.url), { state: 'Command Success' });
    const read = async () => (await send('GET', `${base}/device/${device.id}/`)).body;
    t.match(await read(), { policy: created.body.url, policy_name: body.name });
    const url = `${policies}${numberOf(created.body)}/`;
    t.equal((await send('GET', url)).body.device_count, 1);
    t.match(await command(`${created.body.url}0`), { state: 'Command Failure' });
    t.equal((await send('DELETE', url)).status, 204);
    t.match(await read(), { policy: null, policy_name: null });
    t.equal((await send('GET', url)).status, 404);
  },
);

t.test('PUT replaces a policy, PATCH merges it, and unknown keys are dropped', async (t) => {
  const { send } = server.sandbox();
  const data = { ...body.policy, unknown: 1, phonePolicy: { dialer: 'DEFAULT', unknown: 2 } };
  const created = await send('POST', policies, {
    body: { ...body, description: 'First', is_active: false, policy: data },
  });
  t.strictSame(created.body.policy, { ...body.policy, phonePolicy: { dialer: 'DEFAULT' } });
  const url = `${policies}${numberOf(created.body)}/`;
  const patched = await send('PATCH', url, { body: { policy: { adbDisabled: true } } });
  t.match(patched.body, { description: 'First', is_active: false });
  t.strictSame(patched.body.policy, { ...created.body.policy, adbDisabled: true });
  t.equal((await send('GET', `${policies}?is_active=false`)).body.count, 1);
  t.equal((await send('GET', `${policies}?name=reading%20TABLETS`)).body.count, 1);
  const replaced = await send('PUT', url, { body });
  t.match(replaced.body, { description: '', is_active: true, uuid: created.body.uuid });
  t.strictSame(replaced.body.policy, body.policy);
});

t.test('invalid policies name every error, and only administrators write', async (t) => {
  const { send } = server.sandbox();
  const refused = await send('POST', policies, {
    body: {
      name: '',
      enterprise: 'http://localhost/api/enterprise/00000000-0000-4000-8000-000000000000/',
      policy: {
        minimumPasswordLength: 3,
        permissionPolicy: 'NEVER',
        phonePolicy: { incomingNumbers: ['1'.repeat(16)] },
        frpGoogles: [{ email: 'nobody' }],
      },
    },
  });
  t.equal(refused.status, 400);
  t.strictSame(refused.body.errors.map((error: string) => error.replace(/:.*/, '')).sort(), [
    'enterprise',
    'name',
    'policy.frpGoogles.0.email',
    'policy.minimumPasswordLength',
    'policy.permissionPolicy',
    'policy.phonePolicy.incomingNumbers.0',
  ]);
  t.strictSame(
    (await send('POST', policies, { body: {} })).body.errors.map((error: string) =>
      error.replace(/:.*/, ''),
    ),
    ['name', 'enterprise', 'policy'],
  );
  t.equal((await send('POST', policies, { as: 'Viewer', body })).status, 403);
  t.equal((await send('GET', policies, { as: 'Viewer' })).status, 200);
  t.equal((await send('GET', `${policies}text/`)).status, 404);
});

t.test(
  'a blueprint is read with its group and apps, and devices of the group name it',
  async (t) => {
    const { send } = server.sandbox();
    const { results } = (await send('GET', `${esper}/v2/devices/?limit=500`)).body.content;
    const managed = results.filter(
      ({ managed_by }: { managed_by: string }) => managed_by === 'BLUEPRINT',
    );
    t.ok(managed.length > 0 && managed.length < results.length);
    for (const { blueprint_info, group_id } of managed.slice(0, 5)) {
      const url = `${esper}/v0/enterprise/${enterprise}/blueprint/${blueprint_info.current_blueprint_id}/`;
      const { status, body: blueprint } = await send('GET', url);
      t.equal(status, 200);
      t.equal(blueprint.group, group_id);
      t.equal(blueprint.latest_revision.id, blueprint_info.current_blueprint_version_id);
      t.ok(blueprint.latest_revision.application.apps.length > 0);
    }
  },
);

t.test('policies and geofences are added by the control plane too', async (t) => {
  const { send } = server.sandbox();
  const data = '/_sim/data/esper';
  const added = await send('POST', `${data}/policies`, { body: { wire: { name: 'Arranged' } } });
  t.equal(added.status, 201, added.text);
  t.equal((await send('GET', `${policies}${added.body.wire.id}/`)).body.name, 'Arranged');
  const created = await send('POST', policies, { body });
  t.equal(numberOf(created.body), added.body.wire.id + 1);
  const fence = await send('POST', `${data}/geofences`, { body: { wire: { name: 'Arranged' } } });
  t.equal(fence.status, 201, fence.text);
});
