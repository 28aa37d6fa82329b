import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices`;
const north = `${devices}/NORTHSTAR-ISD`;
const info = (searchValue: string) =>
  `${devices}/info?searchValue=${encodeURIComponent(searchValue)}`;
const office = '521-267-1508';

t.test(
  'info: "Find one device by MDN, IMEI, ICCID or ESN and return all its details"',
  async (t) => {
    const { send } = server.sandbox();
    const { status, body } = await send('GET', info(office));
    t.equal(status, 200);
    t.match(body, {
      key: '5212671508',
      corpId: 'NORTHSTAR-ISD',
      msisdn: '15212671508',
      labelIds: [],
    });
    for (const way of ['5212671508', body.imei, body.iccid, body.esn, body.esn.toLowerCase()]) {
      t.equal((await send('GET', info(way))).body.key, '5212671508', way);
    }
    t.equal((await send('GET', info('5212671'))).status, 404, 'a part of the value does not match');
    t.equal((await send('GET', `${devices}/info`)).status, 400);
    t.equal(
      (await send('GET', info(office), { at: 'METRO-TRANSIT' })).status,
      404,
      'a device of another account',
    );
  },
);

t.test('info: every field that can be searched is in the response', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', info(office));
  for (const field of ['mdn', 'esn', 'imei', 'nickname', 'iccid', 'imsi', 'msisdn', 'mac', 'eid']) {
    if (body[field] === null) continue;
    const found = await send('GET', `${north}${page({ searchValue: body[field], limit: 100 })}`);
    t.ok(
      found.body.devices.some(({ key }: { key: string }) => key === body.key),
      field,
    );
  }
});

t.test('imei/{imei}: "Get list of devices for IMEI"; an empty list is not an error', async (t) => {
  const { send } = server.sandbox();
  const found = await send('GET', `${north}/imei/355737360073462`);
  t.match(found.body, { totalCount: 1, devices: [{ key: '5212671508' }] });
  const none = await send('GET', `${north}/imei/000000000000000`);
  t.equal(none.status, 200);
  t.strictSame(none.body, { totalCount: 0, devices: [] });
  t.equal((await send('GET', `${devices}/NOWHERE/imei/1`)).status, 404);
});

t.test(
  'health: "Health check status of eligible devices with showHealthStatus as true"',
  async (t) => {
    const { send } = server.sandbox();
    const shown = await send('GET', `${north}/${office}/health`);
    t.match(shown.body, {
      mdn: office,
      imei: '355737360073462',
      onlineStatus: true,
      checkedAt: '2026-03-10T16:00:00.000Z',
    });
    t.equal((await send('GET', `${north}/5212671508/health`)).status, 200);
    const hidden = await send('GET', `${north}/304-228-6302/health`);
    t.equal(hidden.status, 403);
    t.match(hidden.body.message, 'does not show its health status');
    t.equal((await send('GET', `${north}/999-999-9999/health`)).status, 404);
    await send('PUT', `${north}/status`, { body: { mdns: [office], status: 'SUSPENDED' } });
    t.match((await send('GET', `${north}/${office}/health`)).body, {
      health: 'offline',
      signalStrength: null,
    });
  },
);

t.test(
  'smartspot-settings: settings of one or several devices are read back, and the others are unchanged',
  async (t) => {
    const { send } = server.sandbox();
    const read = async (imei: string) =>
      (await send('GET', `${north}/smartspot-settings/${imei}`)).body;
    const imei = '355737360073462';
    t.strictSame(await read(imei), {
      imei,
      ssid: 'SmartSpot-3462',
      wifiEnabled: true,
      maxClients: 10,
    });
    await send('PUT', `${north}/smartspot-settings`, {
      body: { imei, ssid: 'Bus 47', custom: { a: 1 } },
    });
    t.strictSame(await read(imei), {
      imei,
      ssid: 'Bus 47',
      wifiEnabled: true,
      maxClients: 10,
      custom: { a: 1 },
    });
    const { body: list } = await send('GET', `${north}${page()}`);
    const others = list.devices
      .map((device: { imei?: string }) => device.imei)
      .filter((each?: string) => each && each !== imei)
      .slice(0, 3);
    const multi = await send('PUT', `${north}/smartspot-settings-multi`, {
      body: { imeis: [...others, imei], wifiEnabled: false },
    });
    t.match(multi.body, { updated: 4 });
    for (const each of [...others, imei]) t.equal((await read(each)).wifiEnabled, false);
    const unknown = await send('PUT', `${north}/smartspot-settings-multi`, {
      body: { imeis: [imei, '1', '2'], ssid: 'X' },
    });
    t.equal(unknown.status, 404);
    t.equal(unknown.body.message, 'No devices found for 1, 2');
    t.equal((await read(imei)).ssid, 'Bus 47', 'nothing has changed');
    t.equal((await send('GET', `${north}/smartspot-settings/1`)).status, 404);
  },
);

t.test('SmartSpot settings have at most 4096 bytes, however often keys are added', async (t) => {
  const { send } = server.sandbox();
  const imei = '355737360073462';
  const add = (key: string) =>
    send('PUT', `${north}/smartspot-settings`, {
      body: { imei, ssid: 'Bus 47', [key]: 'x'.repeat(1500) },
    });
  t.equal((await add('one')).status, 200);
  t.equal((await add('two')).status, 200);
  const refused = await add('three');
  t.equal(refused.status, 400);
  t.match(refused.text, 'they may have 4096');
  const { body } = await send('GET', `${north}/smartspot-settings/${imei}`);
  t.notOk('three' in body);
  t.equal((await add('two')).status, 200, 'a key may be replaced');
});

t.test(
  'SmartSpot settings belong to a device: no other account gets them by its IMEI',
  async (t) => {
    const { send } = server.sandbox();
    const metro = { at: 'METRO-TRANSIT' };
    const { body: list } = await send('GET', `${devices}/METRO-TRANSIT${page()}`, metro);
    const victim = list.devices.find((device: { imei?: string }) => device.imei);
    const settings = { imei: victim.imei, ssid: 'Metro', password: 'of METRO alone' };
    const url = `${devices}/METRO-TRANSIT/smartspot-settings`;
    t.equal((await send('PUT', url, { ...metro, body: settings })).status, 200);
    const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'MDN,NETWORK' };
    const { text } = await send('GET', `${north}${query(params)}`);
    const [own = ''] = text.split('\r\n').filter((row) => row.endsWith(',ARCNT'));
    const [mdn] = own.split(',');
    const change = (imei: string) => send('PUT', `${north}/imei`, { body: { mdns: [mdn], imei } });
    t.equal((await change(victim.imei)).status, 409);
    t.equal((await send('GET', `${north}/smartspot-settings/${victim.imei}`)).status, 404);
    t.match((await send('GET', `${url}/${victim.imei}`, metro)).body, settings);

    const [before, after] = ['356938035643809', '490154203237518'];
    await change(before);
    await send('PUT', `${north}/smartspot-settings`, { body: { imei: before, ssid: 'Bus 9' } });
    await change(after);
    const { body: moved } = await send('GET', `${north}/smartspot-settings/${after}`);
    t.match(moved, { imei: after, ssid: 'Bus 9' }, 'they stay with the device');
  },
);
