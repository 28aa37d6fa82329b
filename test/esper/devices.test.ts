import t from 'tap';
import { query, startInjected } from '../support/app.js';
import { esper } from './api.js';
import { response as sample } from './samples.js';

const server = await startInjected(t);
const enterprise = sample.profile.enterprise;
const devices = `${esper}/enterprise/${enterprise}/device/`;
const groups = `${esper}/enterprise/${enterprise}/devicegroup/`;

interface Device {
  readonly id: string;
  readonly device_name: string;
  readonly alias_name: string;
  readonly state: number;
  readonly tags: readonly string[];
  readonly is_gms: boolean;
  readonly groups: readonly string[];
  readonly networkInfo: { readonly macAddress: string };
  readonly hardwareInfo: {
    readonly brand: string;
    readonly serialNumber: string;
    readonly imei1: string;
  };
}

type Send = ReturnType<typeof server.sandbox>['send'];

const list = async (send: Send, filters: Record<string, unknown> = {}) =>
  (await send('GET', `${devices}${query({ limit: 500, ...filters })}`)).body as {
    count: number;
    results: Device[];
  };

t.test('each filter selects exactly the devices that have the value', async (t) => {
  const { send } = server.sandbox();
  const { results: all, count } = await list(send);
  t.equal(all.length, count);
  const [first] = all as [Device];
  const filters: [Record<string, unknown>, (device: Device) => boolean][] = [
    [{ name: first.device_name.toLowerCase() }, ({ id }) => id === first.id],
    [{ imei: first.hardwareInfo.imei1 }, ({ id }) => id === first.id],
    [{ serial: first.hardwareInfo.serialNumber }, ({ id }) => id === first.id],
    [{ state: 60 }, ({ state }) => state === 60],
    [{ brand: 'LENOVO' }, ({ hardwareInfo }) => hardwareInfo.brand === 'Lenovo'],
    [{ is_gms: false }, ({ is_gms }) => !is_gms],
    [
      { tags: 'loaner,classroom' },
      ({ tags }) => tags.includes('loaner') || tags.includes('classroom'),
    ],
    [{ tags: 'LOAN' }, ({ tags }) => tags.some((tag) => tag.includes('loan'))],
    [{ search: first.networkInfo.macAddress.toLowerCase() }, ({ id }) => id === first.id],
    [{ search: 'ns-000' }, ({ device_name }) => device_name.startsWith('NS-000')],
    [{ state: 1, tags: 'loaner' }, (each) => each.state === 1 && each.tags.includes('loaner')],
  ];
  for (const [filter, matches] of filters) {
    const expected = all.filter(matches).map(({ id }) => id);
    t.ok(expected.length > 0 && expected.length < all.length, JSON.stringify(filter));
    const { results } = await list(send, filter);
    t.strictSame(
      results.map(({ id }) => id),
      expected,
      JSON.stringify(filter),
    );
  }
});

t.test(
  'a device is the same in lists and by itself, and its links lead to what they name',
  async (t) => {
    const { send } = server.sandbox();
    const { results } = await list(send, { limit: 3, offset: 5 });
    for (const device of results) {
      t.strictSame((await send('GET', `${devices}${device.id}/`)).body, device);
      const [group = ''] = device.groups;
      const { status, body } = await send('GET', new URL(group).pathname);
      t.equal(status, 200);
      t.ok(group.endsWith(`/${body.id}/`));
    }
    t.equal((await send('GET', `${devices}00000000-0000-0000-0000-000000000000/`)).status, 404);
    const other = devices.replace(enterprise, '00000000-0000-0000-0000-000000000000');
    t.match(await send('GET', other), { status: 404, body: { status: 404, errors: [] } });
  },
);

t.test(
  'the devices of a group and of those below it are as many as the group counts',
  async (t) => {
    const { send } = server.sandbox();
    const { body } = await send('GET', `${groups}?limit=100`);
    t.ok(body.count >= 5);
    for (const group of body.results) {
      const { count } = await list(send, { group: group.id, limit: 1 });
      t.equal(count, group.device_count, group.path);
    }
  },
);

t.test('devices page by page are those of one list', async (t) => {
  const { send } = server.sandbox();
  const { results: all } = await list(send, { state: 60 });
  const seen: Device[] = [];
  let next: string | null = `${devices}?state=60&limit=7`;
  while (next) {
    const { body }: { body: { results: Device[]; next: string | null } } = await send('GET', next);
    seen.push(...body.results);
    const url: URL | null = body.next === null ? null : new URL(body.next);
    next = url && `${url.pathname}${url.search}`;
  }
  t.strictSame(seen, all);
});

t.test('apps that were installed on a device are among its apps', async (t) => {
  const { send } = server.sandbox();
  const { results } = await list(send, { limit: 30 });
  for (const { id } of results) {
    const apps = (await send('GET', `${devices}${id}/app/?limit=100`)).body;
    const installs = (await send('GET', `${devices}${id}/install/?limit=100`)).body;
    t.equal(apps.count, apps.results.length);
    const packages = apps.results.map((app: { package_name: string }) => app.package_name);
    for (const { application, install_state } of installs.results)
      t.equal(
        packages.includes(application.package_name),
        install_state === 'INSTALL_SUCCESS',
        application.package_name,
      );
    const settings = apps.results.find(
      (app: { package_name: string }) => app.package_name === 'com.android.settings',
    );
    const { softwareInfo } = (await send('GET', `${devices}${id}/`)).body;
    t.equal(settings.version_name, softwareInfo.androidVersion);
    const [app] = apps.results;
    t.strictSame((await send('GET', `${devices}${id}/app/${app.id}/`)).body, app);
  }
  const [device] = results as [Device];
  const found = await send('GET', `${devices}${device.id}/app/?search=CHROME`);
  t.strictSame(
    found.body.results.map((app: { app_name: string }) => app.app_name),
    device.is_gms ? ['Chrome'] : [],
  );
  const failed = await send('GET', `${devices}${device.id}/install/?install_state=INSTALL_FAILED`);
  t.equal(failed.status, 200);
  t.equal((await send('GET', `${devices}${device.id}/app/${device.id}/`)).status, 404);
});

t.test('the latest event of a device says what the device shows', async (t) => {
  const { send } = server.sandbox();
  const { results } = await list(send, { limit: 2 });
  for (const device of results) {
    const { body } = await send('GET', `${devices}${device.id}/status/?latest_event=0`);
    t.equal(body.count, 1);
    t.match(JSON.parse(body.results[0].data), { deviceId: device.id, status: device.state });
  }
  t.equal((await send('GET', `${devices}${results[0]?.id}/status/`)).status, 400);
});

t.test('a device that is added through the control plane is listed and counted', async (t) => {
  const { send } = server.sandbox();
  const before = (await send('GET', `${groups}?limit=100`)).body.results;
  const added = await send('POST', '/_sim/data/esper/devices', { body: { generate: 3 } });
  t.ok([200, 201].includes(added.status), added.text.slice(0, 200));
  const { count } = await list(send, { limit: 1 });
  t.equal(count, 502);
  const after = (await send('GET', `${groups}?limit=100`)).body.results;
  t.equal(after[0].device_count, before[0].device_count + 3);
});
