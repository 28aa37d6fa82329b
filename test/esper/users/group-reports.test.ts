import t from 'tap';
import { startInjected } from '../../support/app.js';
import { esper } from '../api.js';
import { enterprise } from './api.js';
import { arrange, base, type Device, devices, limitedKey, limitedRoles } from './limited.js';

const server = await startInjected(t);
const v0 = `${esper}/v0/enterprise/${enterprise}`;
const v1 = `${esper}/v1/enterprise/${enterprise}`;
const tags = `${base}/tags/`;
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).sort();

/** A sandbox with a device inside and one outside of the groups of a caller who sees only some. */
async function arrangeFor(role: (typeof limitedRoles)[number]) {
  const { send } = server.sandbox();
  const arrangement = await arrange(send);
  const token = await limitedKey(send, arrangement, role);
  const read = (url: string) => send('GET', url, { token });
  return { ...arrangement, send, read };
}

for (const role of limitedRoles) {
  t.test(`version 2 shows a ${role} the devices of its groups, and their apps`, async (t) => {
    const { read, inside, outside, below, other } = await arrangeFor(role);
    const list = async (filters = '') =>
      (await read(`${esper}/v2/devices/?limit=500${filters}`)).body.content;
    const all = await list();
    t.equal(all.count, inside.length);
    t.strictSame(ids(all.results), ids(inside));
    t.equal((await list(`&group_multi=${other}`)).count, 0);
    t.equal((await list(`&group_multi=${other},${below}`)).count, 1);
    t.equal((await list(`&search=${outside.device_name}`)).count, 0);
    t.equal((await list(`&search=${inside[1]?.device_name}`)).count, 1);
    const apps = (id = '') => read(`${esper}/v2/devices/${id}/device-apps/`);
    t.equal((await apps(inside[1]?.id)).status, 200);
    t.match(await apps(outside.id), { status: 404, body: { code: 404 } });
  });

  t.test(`versions of apps are on the devices that a ${role} sees`, async (t) => {
    const { send, read, inside } = await arrangeFor(role);
    const seen = new Set(inside.map(({ id }) => id));
    const apps = (await send('GET', `${base}/application/`)).body.results;
    let compared = 0;
    for (const app of apps)
      for (const generation of [base, v1]) {
        const versions = `${generation}/application/${app.id}/version/`;
        const one = `${versions}${app.versions[0].id}/`;
        const every: Device[] = (await send('GET', `${one}installdevices?limit=500`)).body.results;
        const expected = every.filter(({ id }) => seen.has(id));
        t.ok(expected.length < every.length);
        compared += expected.length;
        const installs = (await read(`${one}installdevices?limit=500`)).body;
        t.strictSame(ids(installs.results), ids(expected));
        t.equal(installs.count, expected.length);
        t.equal((await read(one)).body.installed_count, expected.length);
        t.equal((await read(versions)).body.results[0].installed_count, expected.length);
        t.equal((await send('GET', one)).body.installed_count, every.length);
      }
    t.ok(compared > 0, 'some app is on a device inside');
  });

  t.test(`a ${role} sees the tags of the devices of its groups`, async (t) => {
    const { send, read, inside } = await arrangeFor(role);
    const expected = new Map<string, number>();
    for (const tag of inside.flatMap((each) => [...new Set(each.tags)]))
      expected.set(tag, (expected.get(tag) ?? 0) + 1);
    const every = (await send('GET', `${tags}?limit=500`)).body.results;
    const seen = (await read(`${tags}?limit=500`)).body.results;
    t.strictSame(
      seen.map(({ name, device_count }: { name: string; device_count: number }) => [
        name,
        device_count,
      ]),
      [...expected].sort(),
    );
    t.notSame(seen, every, 'the test compares something');
    for (const { id, name } of every) {
      const device_count = expected.get(name);
      t.match(
        await read(`${tags}${id}/`),
        device_count === undefined ? { status: 404 } : { status: 200, body: { device_count } },
      );
    }
  });

  t.test(`a ${role} reads the telemetry of devices of its groups alone`, async (t) => {
    const { read, inside, outside } = await arrangeFor(role);
    const graph = (id = '') => read(`${esper}/graph/battery/level/?device_id=${id}`);
    t.equal((await graph(inside[1]?.id)).status, 200);
    t.match(await graph(outside.id), { status: 404, body: { status: 404 } });
  });

  t.test(`the location report of a ${role} has the devices of its groups`, async (t) => {
    const { read, inside } = await arrangeFor(role);
    const report = await read(`${v1}/report/location/?limit=500`);
    if (role === 'Group Viewer') {
      t.equal(report.status, 403);
      return;
    }
    const listed = report.body.results.map(({ device }: { device: string }) => ({
      id: device.split('/').at(-2),
    }));
    const active = (await read(`${devices}?limit=500`)).body.results.filter(
      ({ is_active }: { is_active: boolean }) => is_active,
    );
    t.ok(active.length > 0 && active.length <= inside.length);
    t.equal(report.body.count, active.length);
    t.strictSame(ids(listed), ids(active));
  });
}

t.test('a geofence counts the devices that the caller sees', async (t) => {
  const { send, read, inside, outside } = await arrangeFor('AuthZ Role User');
  const url = `${v0}/geofence/`;
  const body = {
    name: 'Two devices',
    latitude: '41.5',
    longitude: '-81.7',
    devices: [inside[1]?.id, outside.id],
  };
  const { id, device_count } = (await send('POST', url, { body })).body;
  t.equal(device_count, 2);
  t.equal((await read(`${url}${id}/`)).body.device_count, 1);
  const every = (await send('GET', url)).body.results;
  const seen = (await read(url)).body.results;
  const countOf = (list: { device_count: number }[]) =>
    list.reduce((total, each) => total + each.device_count, 0);
  t.equal(seen.length, every.length);
  t.ok(countOf(seen) > 0 && countOf(seen) < countOf(every));
  for (const each of seen) t.ok(each.device_count <= inside.length, each.name);
  for (const role of ['Group Admin', 'Group Viewer'])
    t.equal((await send('GET', url, { as: role })).status, 403);
});
