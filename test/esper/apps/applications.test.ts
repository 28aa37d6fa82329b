import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { FileFormBody } from '../../support/example-request.js';
import { esper } from '../api.js';
import { enterprise, packageOf } from './packages.js';

const server = await startInjected(t);
const base = `${esper}/enterprise/${enterprise}/`;
const applications = `${base}application/`;
const v1 = applications.replace('/enterprise/', '/v1/enterprise/');

type Send = ReturnType<typeof server.sandbox>['send'];

interface Application {
  readonly id: string;
  readonly application_name: string;
  readonly package_name: string;
  readonly versions: readonly { readonly id: string; readonly version_code: string }[];
}

const list = async (send: Send, filters: Record<string, string> = {}, url = applications) =>
  (await send('GET', `${url}${query(filters)}`)).body as { count: number; results: Application[] };

const upload = async (send: Send, packageName: string, code: number, name: string) => {
  const body = new FileFormBody('app_file', packageOf(packageName, code, name), { name: 'a.apk' });
  const { status, body: created, text } = await send('POST', `${applications}upload/`, { body });
  if (status !== 201) throw new Error(text);
  return created.application as Application;
};

/** Sends a command to a device and returns the state in which it ends. */
async function run(send: Send, device: string, command: string, command_args: object) {
  const commands = `${esper}/v0/enterprise/${enterprise}/command/`;
  const body = { command_type: 'DEVICE', devices: [device], command, command_args };
  const created = await send('POST', commands, { body });
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  const { results } = (await send('GET', `${commands}${created.body.id}/status/`)).body;
  return results[0] as { state: string; reason: string };
}

const onlineDevice = async (send: Send): Promise<string> =>
  (await send('GET', `${base}device/?state=1&limit=1`)).body.results[0].id;

t.test('each filter selects the apps that match, in both versions of the API', async (t) => {
  const { send } = server.sandbox();
  const { results: all, count } = await list(send);
  t.equal(all.length, count);
  const filters: [Record<string, string>, readonly string[]][] = [
    [{ application_name: 'NORTHSTAR' }, ['Northstar Bus', 'Northstar Library']],
    [{ package_name: 'khan' }, ['Khan Academy']],
    [{ package_name_exact: 'com.desmos.calculator' }, ['Desmos Calculator']],
    [{ package_name_exact: 'com.desmos' }, []],
    [{ category: 'transportation' }, ['Northstar Bus']],
    [{ has_uploaded_version: 'false' }, []],
    [{ has_uploaded_version: 'true', application_name: 'bus' }, ['Northstar Bus']],
    [{ supported_sdk: '25' }, []],
    [{ is_hidden: 'true' }, []],
    [{ is_active: 'false' }, []],
    [{ created_on_gt: '2023-08-07T13:22:00Z' }, ['Desmos Calculator']],
    [{ created_on_lt: '2023-01-01' }, ['Northstar Bus']],
    [{ updated_on_gt: '2023-01-01', updated_on_lt: '2023-02-01 00:00' }, ['Northstar Library']],
  ];
  for (const [filter, names] of filters)
    for (const url of [applications, v1]) {
      const found = await list(send, filter, url);
      t.strictSame(
        found.results.map(({ application_name }) => application_name),
        names,
        JSON.stringify(filter),
      );
      t.equal(found.count, names.length);
    }
  const { status, body } = await send('GET', `${applications}?created_on_gt=soon&supported_sdk=x`);
  t.equal(status, 400);
  t.equal(body.errors.length, 2);
});

t.test('apps page by page are those of one list, and each is the same by itself', async (t) => {
  const { send } = server.sandbox();
  for (const url of [applications, v1]) {
    const { results: all } = await list(send, {}, url);
    const seen: Application[] = [];
    let next: string | null = `${url}?limit=3`;
    while (next) {
      const { body }: { body: { results: Application[]; next: string | null } } = await send(
        'GET',
        next,
      );
      seen.push(...body.results);
      next = body.next && new URL(body.next).pathname + new URL(body.next).search;
    }
    t.strictSame(seen, all);
    for (const each of all)
      t.strictSame((await send('GET', `${url}${each.id.toUpperCase()}/`)).body, each);
  }
});

t.test('versions agree with the devices that have them', async (t) => {
  const { send } = server.sandbox();
  const { results } = await list(send);
  const { results: devices } = (await send('GET', `${base}device/?limit=500`)).body;
  const installed = new Map<string, string[]>();
  for (const { id } of devices) {
    const installs = (await send('GET', `${base}device/${id}/install/?limit=100`)).body.results;
    for (const { application, install_state } of installs) {
      const app = results.find(({ package_name }) => package_name === application.package_name);
      const { app_version_id, ...described } = application.version;
      t.match(app?.versions[0], { id: app_version_id, ...described });
      if (install_state !== 'INSTALL_SUCCESS') continue;
      installed.set(app_version_id, [...(installed.get(app_version_id) ?? []), id]);
    }
  }
  for (const { id, versions } of results)
    for (const version of versions) {
      const url = `${applications}${id}/version/${version.id}/`;
      const expected = (installed.get(version.id) ?? []).sort();
      t.ok(expected.length > 0);
      for (const each of [url, url.replace('/enterprise/', '/v1/enterprise/')]) {
        t.equal((await send('GET', each)).body.installed_count, expected.length);
        const { body } = await send('GET', `${each}installdevices?limit=500`);
        t.equal(body.count, expected.length);
        t.strictSame(body.results.map((row: { id: string }) => row.id).sort(), expected);
      }
    }
  const [{ id, versions }] = results as [Application];
  const search = `${applications}${id}/version/${versions[0]?.id}/installdevices?search=ns-001`;
  const { body } = await send('GET', search);
  t.ok(body.count > 0);
  for (const { device_name, alias_name } of body.results)
    t.match(`${device_name} ${alias_name}`.toLowerCase(), /ns-001/);
});

t.test('versions are filtered and ordered', async (t) => {
  const { send } = server.sandbox();
  for (const [code, name] of [
    [3, '1.3'],
    [12, '1.12'],
    [7, '1.7'],
  ] as const)
    await upload(send, 'example.versions', code, name);
  const [app] = (await list(send, { package_name_exact: 'example.versions' })).results;
  const codes = async (filters: Record<string, string>, url = applications) =>
    (await send('GET', `${url}${app?.id}/version/${query(filters)}`)).body.results.map(
      ({ version_code }: { version_code: string }) => version_code,
    );
  for (const url of [applications, v1]) {
    t.strictSame(await codes({}, url), ['1.12', '1.7', '1.3']);
    t.strictSame(await codes({ ordering: 'version_code' }, url), ['1.3', '1.7', '1.12']);
    t.strictSame(await codes({ ordering: '-build_number' }, url), ['1.12', '1.7', '1.3']);
    t.strictSame(await codes({ ordering: 'unknown' }, url), ['1.12', '1.7', '1.3']);
    t.strictSame(await codes({ version_code: '1.7' }, url), ['1.7']);
    t.strictSame(await codes({ build_number: '12' }, url), ['1.12']);
    t.strictSame(await codes({ is_default: 'true' }, url), ['1.7'], 'the last upload');
    t.strictSame(await codes({ is_enabled: 'false' }, url), []);
    t.strictSame(await codes({ is_g_play: 'true' }, url), []);
    t.strictSame(await codes({ approval_status: 'REJECTED' }, url), []);
    t.strictSame(await codes({ limit: '1', offset: '1' }, url), ['1.7']);
  }
});

t.test('legacy_format=false names version and number as the newer clients do', async (t) => {
  const { send } = server.sandbox();
  await upload(send, 'example.formats', 31, '3.1');
  const [app] = (await list(send, { package_name_exact: 'example.formats' })).results;
  const versions = `${applications}${app?.id}/version/`;
  const one = `${versions}${app?.versions[0]?.id}/`;
  for (const url of [versions, one])
    for (const legacy of [undefined, true, false]) {
      const { body } = await send(
        'GET',
        `${url}${query({ ...(legacy !== undefined && { legacy_format: String(legacy) }) })}`,
      );
      const shown = url === one ? body : body.results[0];
      const names = { version_code: shown.version_code, version_name: shown.version_name };
      t.strictSame(
        { ...names, build_number: shown.build_number },
        legacy === false
          ? { version_code: '31', version_name: '3.1', build_number: undefined }
          : { version_code: '3.1', version_name: undefined, build_number: '31' },
      );
    }
});

t.test('a version is changed; what would clash or is too long is refused', async (t) => {
  const { send } = server.sandbox();
  await upload(send, 'example.changed', 1, '1.0');
  const app = await upload(send, 'example.changed', 2, '2.0');
  const [second, first] = app.versions;
  const url = `${applications}${app.id}/version/${first?.id}/`;
  const changes = {
    release_name: 'Spring',
    release_comments: 'Faster',
    release_track: 'Beta',
    is_enabled: false,
    approval_status: 'REJECTED',
  };
  const changed = await send('PATCH', url, { body: { ...changes, unknown: 1 } });
  t.match(changed, { status: 200, body: changes });
  t.strictSame((await send('GET', url)).body, changed.body);
  const v1Url = url.replace('/enterprise/', '/v1/enterprise/');
  const isDefault = await send('PATCH', v1Url, { body: { is_default: true } });
  t.match(isDefault, { status: 200, body: { is_default: true, release_name: 'Spring' } });
  const other = v1Url.replace(String(first?.id), String(second?.id));
  t.equal((await send('GET', other)).body.is_default, false);
  const clash = await send('PATCH', url, { body: { build_number: '2', release_track: 'Gamma' } });
  t.equal(clash.status, 400);
  t.match(clash.body.errors.sort(), [/^build_number: /, /^release_track: /]);
  const long = await send('PATCH', url, { body: { version_code: 'x'.repeat(51) } });
  t.match(long, { status: 400, body: { errors: [/^version_code: .*50/] } });
  t.equal((await send('PATCH', url, { as: 'Viewer', body: {} })).status, 403);
});

t.test('a deleted version is gone with its file; devices keep it, and its app stays', async (t) => {
  const { send } = server.sandbox();
  const app = await upload(send, 'example.deleted', 1, '1.0');
  const device = await onlineDevice(send);
  const app_version = String(app.versions[0]?.id);
  t.match(await run(send, device, 'INSTALL', { app_version }), { state: 'Command Success' });
  const url = `${applications}${app.id}/version/${app_version}/`;
  const { app_file, installed_count } = (await send('GET', url)).body;
  t.equal(installed_count, 1);
  const path = new URL(app_file).pathname + new URL(app_file).search;
  t.equal((await send('GET', path)).status, 200);
  t.equal((await send('GET', path.replace(/\w+$/, 'guessed'))).status, 404);
  t.equal((await send('DELETE', url)).status, 204);
  for (const gone of [url, `${url}installdevices`, path])
    t.equal((await send('GET', gone)).status, 404, gone);
  t.equal((await send('DELETE', url)).status, 404);
  t.strictSame((await send('GET', `${applications}${app.id}/`)).body.versions, []);
  t.notOk('latest_version' in (await send('GET', `${v1}${app.id}/`)).body);
  const apps = (await send('GET', `${base}device/${device}/app/?package_name=example.deleted`))
    .body;
  t.equal(apps.count, 1);
  t.match(await run(send, device, 'INSTALL', { app_version }), {
    state: 'Command Failure',
    reason: 'The tenant has no such app',
  });
  t.equal((await send('DELETE', `${v1}${app.id}/`)).status, 204);
  t.equal((await send('GET', `${applications}${app.id}/`)).status, 404);
});

t.test('INSTALL takes the version that is named, or the default one', async (t) => {
  const { send } = server.sandbox();
  const device = await onlineDevice(send);
  await upload(send, 'example.chosen', 1, '1.0');
  const { id, versions } = await upload(send, 'example.chosen', 2, '2.0');
  const [second, first] = versions;
  const package_name = 'example.chosen';
  const installed = async () => {
    const { body } = await send('GET', `${base}device/${device}/app/?package_name=${package_name}`);
    return body.results.map(({ version_name }: { version_name: string }) => version_name);
  };
  await run(send, device, 'INSTALL', { package_name });
  t.strictSame(await installed(), ['2.0']);
  await run(send, device, 'INSTALL', { app_version: first?.id });
  t.strictSame(await installed(), ['1.0'], 'it takes the place of the other');
  const url = `${applications}${id}/version/${second?.id}/`;
  await send('PATCH', url, { body: { is_enabled: false } });
  await run(send, device, 'INSTALL', { package_name });
  t.strictSame(await installed(), ['1.0']);
  t.match(await run(send, device, 'INSTALL', { app_version: second?.id }), {
    state: 'Command Failure',
    reason: 'The version is not enabled',
  });
  t.match(await run(send, device, 'UNINSTALL', { app_version: first?.id }), {
    state: 'Command Success',
  });
  t.strictSame(await installed(), []);
});

t.test('links work for every version, with the right type, and the icon is an image', async (t) => {
  const { send, request } = { ...server.sandbox(), request: server.request };
  for (const { versions } of (await list(send)).results)
    for (const version of versions as unknown as Record<string, string>[]) {
      const path = (link = '') => new URL(link).pathname + new URL(link).search;
      const file = await request('GET', path(version.download_url));
      t.match(file, {
        status: 200,
        headers: {
          'content-type': 'application/vnd.android.package-archive',
          'content-disposition': /^attachment; filename=".*\.apk"$/,
          'x-content-type-options': 'nosniff',
        },
      });
      const icon = await request('GET', path(version.icon_url));
      t.match(icon, { status: 200, headers: { 'content-type': 'image/png' } });
      t.match(icon.text.slice(1, 4), 'PNG');
    }
});
