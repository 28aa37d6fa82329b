import t from 'tap';
import { startInjected } from '../support/app.js';
import { esper } from './api.js';
import { response as sample } from './samples.js';

const server = await startInjected(t);
const { enterprise } = sample.profile;
const base = `${esper}/enterprise/${enterprise}`;
const unknown = '00000000-0000-4000-8000-000000000000';

interface Device {
  id: string;
  device_name: string;
  tags: string[];
  groups: string[];
  policy_name: string | null;
  state: number;
  hardwareInfo: { serialNumber: string; imei1: string; batteryLevel: number };
  updated_on: string;
}

type Send = ReturnType<typeof server.sandbox>['send'];

const allDevices = async (send: Send): Promise<Device[]> =>
  (await send('GET', `${base}/device/?limit=500`)).body.results;

t.test(
  'the locations are those of the devices, inside the geofences of their groups',
  async (t) => {
    const { send } = server.sandbox();
    const devices = await allDevices(send);
    const report = `${esper}/v1/enterprise/${enterprise}/report/location/?limit=500`;
    const { count, results } = (await send('GET', report)).body;
    t.equal(count, devices.length);
    t.strictSame(
      results.map(({ device }: { device: string }) => /device\/([^/]+)\/$/.exec(device)?.[1]),
      devices.map(({ id }) => id),
    );
    const geofence = `${esper}/v0/enterprise/${enterprise}/geofence/?search=high%20school%20campus`;
    const [campus] = (await send('GET', geofence)).body.results;
    const url = `${base}/devicegroup/?name=Northstar%20High%20School`;
    const [school] = (await send('GET', url)).body.results;
    const distances = results.flatMap(
      ({ latitude, longitude }: { latitude: string; longitude: string }, index: number) => {
        if (!devices[index]?.groups[0]?.includes(school.id)) return [];
        const north = (Number(latitude) - campus.latitude) * 111_320;
        const east = (Number(longitude) - campus.longitude) * 111_320 * Math.cos(0.753);
        return Math.hypot(north, east);
      },
    );
    t.equal(distances.length, campus.device_count);
    t.ok(Math.max(...distances) < campus.radius, String(Math.max(...distances)));
    t.ok(new Set(distances).size > distances.length / 2, 'not all at one place');
  },
);

t.test('a wiped device is nowhere', async (t) => {
  const { send } = server.sandbox();
  const device = (await allDevices(send)).find(({ state }) => state === 1);
  const body = { command: 'WIPE' };
  await send('POST', `${base}/device/${device?.id}/command/`, { body });
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  const report = `${esper}/v1/enterprise/${enterprise}/report/location/?limit=500`;
  t.notMatch((await send('GET', report)).text, device?.id);
});

t.test('the tags are those that devices have', async (t) => {
  const { send } = server.sandbox();
  const devices = await allDevices(send);
  const { results } = (await send('GET', `${base}/tags/`)).body;
  const names = results.map(({ name }: { name: string }) => name);
  t.strictSame(names, [...new Set(devices.flatMap(({ tags }) => tags))].sort());
  for (const { id, name, device_count } of results) {
    t.equal(device_count, devices.filter(({ tags }) => tags.includes(name)).length, name);
    t.strictSame((await send('GET', `${base}/tags/${id}/`)).body, { id, name, device_count });
  }
  const reversed = (await send('GET', `${base}/tags/?ordering=-name`)).body.results;
  t.strictSame(reversed, [...results].reverse());
  t.equal((await send('GET', `${base}/tags/?search=LOAN`)).body.count, 1);
  t.equal((await send('GET', `${base}/tags/${unknown}/`)).status, 404);
});

t.test('a device that is online was seen in the last quarter of an hour', async (t) => {
  const { send } = server.sandbox();
  const before = await allDevices(send);
  const { now } = (await send('POST', '/_sim/clock/advance', { body: { days: 3, minutes: 7 } }))
    .body;
  const after = await allDevices(send);
  for (const [index, { id, state, updated_on }] of after.entries()) {
    const age = Date.parse(now) - Date.parse(updated_on);
    if (state === 1) t.ok(age >= 0 && age <= 30 * 60_000, updated_on);
    else t.equal(updated_on, before[index]?.updated_on, 'others stay when they were last seen');
    if (index > 20) continue;
    const one = (await send('GET', `${base}/device/${id}/`)).body;
    const { results } = (await send('GET', `${base}/device/${id}/status/?latest_event=0`)).body;
    t.strictSame([one.updated_on, results[0].created_on], [updated_on, updated_on]);
  }
  const online = after.find(({ state }) => state === 1);
  const { data } = (await send('GET', `${esper}/graph/battery/level/?device_id=${online?.id}`))
    .body;
  t.ok(Date.parse(now) - Date.parse(data.at(-1).x) < 2 * 3_600_000, 'and its telemetry goes on');
});

t.test('telemetry ends with what the device shows', async (t) => {
  const { send } = server.sandbox();
  const device = (await allDevices(send)).find(({ state }) => state === 1);
  const graph = `${esper}/graph/battery/level/?device_id=${device?.id}`;
  const read = async (query: string) => (await send('GET', `${graph}${query}`)).body.data;
  const hours: { x: string; y: number }[] = await read('');
  t.ok(hours.length >= 47 && hours.length <= 49, String(hours.length));
  t.equal(hours.at(-1)?.y, device?.hardwareInfo.batteryLevel);
  t.ok(hours.every(({ x, y }, index) => y >= 0 && y <= 100 && x > (hours[index - 1]?.x ?? '')));
  const range = '&from_time=2026-03-09T00:00:00.0000Z&to_time=2026-03-09T23:59:59.0000Z';
  const day = await read(`${range}&period=hour`);
  t.equal(day.length, 24);
  const sum = day.reduce((total: number, { y }: { y: number }) => total + y, 0);
  const ofDay = async (statistic: string) => read(`${range}&period=day&statistic=${statistic}`);
  t.strictSame(await ofDay('count'), [{ x: '2026-03-09T00:00:00Z', y: 24 }]);
  t.strictSame(await ofDay('sum'), [{ x: '2026-03-09T00:00:00Z', y: sum }]);
  t.strictSame(await ofDay('avg'), [
    { x: '2026-03-09T00:00:00Z', y: Math.round((sum / 24) * 100) / 100 },
  ]);
  t.strictSame(
    (await read('&from_time=2026-01-15T00:00:00Z&period=month')).map(({ x }: { x: string }) => x),
    ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
  );
});

t.test(
  'every metric has values; others, unknown devices and long ranges are refused',
  async (t) => {
    const { send } = server.sandbox();
    const [device] = await allDevices(send);
    const status = async (path: string) => (await send('GET', `${esper}/graph/${path}`)).status;
    const query = `?device_id=${device?.id}`;
    for (const metric of [
      'battery/level',
      'battery/temperature',
      'memory/available',
      'storage/available',
      'wifi/strength',
    ])
      t.ok((await send('GET', `${esper}/graph/${metric}/${query}`)).body.data.length > 0, metric);
    t.equal(await status(`battery/colour/${query}`), 404);
    t.equal(await status(`battery/level/?device_id=${unknown}`), 404);
    t.equal(await status(`battery/level/${query}&enterprise_id=${unknown}`), 404);
    t.equal(await status(`battery/level/${query}&from_time=2020-01-01T00:00:00Z`), 400);
    t.equal(await status(`battery/level/${query}&from_time=2030-01-01T00:00:00Z`), 400);
    t.equal(await status(`battery/level/${query}&period=week`), 400);
    t.equal(await status('battery/level/'), 400);
  },
);

t.test('version 2 lists the same devices and apps', async (t) => {
  const { send } = server.sandbox();
  const devices = await allDevices(send);
  const list = async (query: string) =>
    (await send('GET', `${esper}/v2/devices/?${query}`)).body.content;
  const { count, results } = await list('limit=500');
  t.equal(count, devices.length);
  const { body: tags } = await send('GET', `${base}/tags/`);
  const nameOfTag = (id: string) =>
    tags.results.find((each: { id: string }) => each.id === id)?.name;
  t.strictSame(
    results.map((each: Record<string, never>) => {
      const { id, name, serial, state, policy, battery_stats, network_info } = each as never as {
        [key: string]: string & Record<string, string>;
      };
      return [id, name, serial, state, policy?.policy_name, battery_stats, network_info?.imei1];
    }),
    devices.map(({ id, device_name, state, policy_name, hardwareInfo }) => [
      id,
      device_name,
      hardwareInfo.serialNumber,
      state,
      policy_name,
      { battery_level: hardwareInfo.batteryLevel },
      hardwareInfo.imei1,
    ]),
  );
  t.strictSame(results[0].tags.map(nameOfTag), devices[0]?.tags);
  const [first, second] = devices as [Device, Device];
  t.equal((await list(`serial=${first.hardwareInfo.serialNumber}`)).count, 1);
  t.equal((await list(`imei=${second.hardwareInfo.imei1}`)).results[0].id, second.id);
  t.equal((await list('search=ns-000')).count, 9);
  const page = await list('limit=2&offset=2');
  t.match(page, { prev: /offset=0/, next: /offset=4/ });
  t.notOk('previous' in page);
  const groups = (await send('GET', `${base}/devicegroup/?limit=100`)).body.results;
  const [, one, other] = groups;
  const expected = devices.filter(({ groups: [group] }) =>
    [one, other].some(({ id }) => group?.includes(id)),
  );
  t.equal((await list(`group_multi=${one.id},${other.id}`)).count, expected.length);

  const apps = (await send('GET', `${base}/device/${first.id}/app/?limit=100`)).body.results;
  const onDevice = async (query: string) =>
    (await send('GET', `${esper}/v2/devices/${first.id}/device-apps/?limit=100${query}`)).body;
  const packages = (rows: { package_name: string }[]) => rows.map((each) => each.package_name);
  t.strictSame(packages((await onDevice('')).content.results), packages(apps));
  const system = (await onDevice('&app_type=SYSTEM')).content.count;
  const installed = (await onDevice('&app_type=ENTERPRISE')).content.count;
  t.ok(system > 0 && installed > 0 && system + installed === apps.length);
  const missing = await send('GET', `${esper}/v2/devices/${unknown}/device-apps/`);
  t.match(missing.body, { code: 404, message: String, content: { errors: [] } });
});
