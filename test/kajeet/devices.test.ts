import t from 'tap';
import { query, startInjected } from '../support/app.js';
import { kajeet, page } from './api.js';

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
  'dataLimits: "Pass the data limits and either a list of devices or a bulk selection"',
  async (t) => {
    const { send } = server.sandbox();
    const put = (body: object) =>
      send('PUT', `${north}/dataLimits`, { body: { mdns: [office], ...body } });
    t.equal((await put({ dailyLimit: 100, monthlyLimit: 2000 })).status, 200);
    t.match((await send('GET', info(office))).body, { dailyLimit: 100, monthlyLimit: 2000 });
    await put({ dailyLimit: null });
    t.match((await send('GET', info(office))).body, { dailyLimit: null, monthlyLimit: 2000 });
    await put({ monthlyLimit: 0.5 });
    t.equal(
      (await send('GET', `${north}${page({ sort: 'MONTHLY_LIMIT', limit: 1 })}`)).body.devices[0]
        .key,
      '5212671508',
    );
    for (const [wrong, at] of [
      [{}, ''],
      [{ dailyLimit: -1 }, '/dailyLimit'],
      [{ monthlyLimit: '5' }, '/monthlyLimit'],
    ] as const) {
      const { status, body } = await put(wrong);
      t.equal(status, 400, JSON.stringify(wrong));
      t.strictSame(
        body.errors.map((fault: { at: string }) => fault.at),
        [at],
      );
    }
  },
);

t.test('deviceGroup: a move changes who sees the device', async (t) => {
  const { send } = server.sandbox();
  const put = (deviceGroup: string, call = {}) =>
    send('PUT', `${north}/deviceGroup`, { body: { mdns: [office], deviceGroup }, ...call });
  t.equal((await send('GET', `${devices}/NORTHSTAR-SPARE${page()}`)).status, 404);
  t.equal((await put('NORTHSTAR-SPARE')).status, 200);
  const spare = await send('GET', `${devices}/NORTHSTAR-SPARE${page()}`);
  t.match(spare.body, {
    totalCount: 1,
    devices: [{ key: '5212671508', corpDescription: 'Northstar Spare Pool' }],
  });
  t.equal((await send('GET', `${north}/totals`)).body.total, 499, 'the group above still sees it');
  const school = { as: 'org_tech', at: 'NORTHSTAR-HIGH' };
  t.equal((await send('GET', info(office), school)).status, 404);
  await put('NORTHSTAR-HIGH');
  t.equal((await send('GET', info(office), school)).status, 200);
  t.equal((await put('METRO-TRANSIT')).status, 403);
  t.equal((await put('NOWHERE')).status, 404);
});

t.test('filterGroup, mdnCustomField and summerUsage are read back as written', async (t) => {
  const { send } = server.sandbox();
  const put = (path: string, body: object) =>
    send('PUT', `${north}/${path}`, { body: { mdns: [office], ...body } });
  await put('filterGroup', { filterGroup: 'Guest' });
  await put('mdnCustomField', { mdnCustomField: 'ROOM-12' });
  await put('summerUsage', { summerUsage: true });
  t.match((await send('GET', info(office))).body, {
    filterGroup: 'Guest',
    mdnCustomField: 'ROOM-12',
    summerUsage: true,
  });
  const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV', searchValue: '5212671508' };
  const columns = 'FILTER_GROUP,MDN_CUSTOM_FIELD,SUMMER_STATUS';
  const { text } = await send('GET', `${north}${query({ ...params, columns })}`);
  t.equal(text.split('\r\n')[1], 'Guest,ROOM-12,Summer use');
  await put('filterGroup', { filterGroup: '' });
  t.notOk('filterGroup' in (await send('GET', info(office))).body);
  const bulk = await send('PUT', `${north}/mdnCustomField`, {
    body: { bulkSelection: { selectAll: true }, mdnCustomField: 'X' },
  });
  t.equal(bulk.status, 400, 'mdnCustomField accepts no bulk selection');
});

t.test('summerUsage: only "with a Kajeet Choice account"', async (t) => {
  const { send } = server.sandbox();
  const body = { bulkSelection: { selectAll: true }, summerUsage: true };
  const { status, body: refusal } = await send('PUT', `${devices}/METRO-TRANSIT/summerUsage`, {
    at: 'METRO-TRANSIT',
    body,
  });
  t.equal(status, 403);
  t.match(refusal.message, 'Only for Kajeet Choice accounts');
});

t.test('imei: "Network of the devices must be ARCNT"', async (t) => {
  const { send } = server.sandbox();
  const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'MDN,NETWORK' };
  const { text } = await send('GET', `${north}${query(params)}`);
  const arcnt = text
    .split('\r\n')
    .filter((row) => row.endsWith(',ARCNT'))
    .map((row) => row.split(',')[0]);
  const put = (mdns: unknown[], imei: string) =>
    send('PUT', `${north}/imei`, { body: { mdns, imei } });
  const fresh = '490154203237518';
  const response = await put([arcnt[0]], fresh);
  t.match(response.body, { updated: 1 });
  t.equal((await send('GET', `${north}/imei/${fresh}`)).body.totalCount, 1);
  t.equal((await put([arcnt[0], String(arcnt[0]).replaceAll('-', '')], fresh)).status, 200);
  const taken = await put([arcnt[1]], fresh);
  t.equal(taken.status, 409);
  t.equal(taken.body.message, `Another device has the IMEI ${fresh}`);
  const several = await put([arcnt[1], arcnt[2]], '356938035643809');
  t.equal(several.status, 400);
  t.match(several.body.errors, [{ in: 'body', at: '/mdns' }]);
  const other = await put([office], '356938035643809');
  t.equal(other.status, 403);
  t.match(other.body.message, '521-267-1508 is on Verizon');
  t.equal((await send('GET', `${north}/imei/${fresh}`)).body.totalCount, 1, 'nothing has changed');
  for (const imei of ['490154203237519', '49015420323751', 'x']) {
    const { status, body } = await put([arcnt[0]], imei);
    t.equal(status, 400, imei);
    t.match(body.errors, [{ at: '/imei' }]);
  }
});

t.test(
  'customizedList: the devices of a bulk selection, paged and sorted like the list',
  async (t) => {
    const { send } = server.sandbox();
    const post = (body: object, parts = {}) =>
      send('POST', `${north}/customizedList${page(parts)}`, { body });
    const all = await post(
      { selectAll: true },
      { sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', limit: 100 },
    );
    const list = await send(
      'GET',
      `${north}${page({ sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', limit: 100 })}`,
    );
    t.strictSame(all.body, list.body);
    const buses = await post({
      searchValue: 'bus',
      includedMdns: [office],
      excludedMdns: ['3042286302'],
    });
    const found = await send('GET', `${north}${page({ searchValue: 'bus' })}`);
    t.equal(buses.body.totalCount, found.body.totalCount);
    t.equal((await post({ selectAll: true, excludedMdns: [office] })).body.totalCount, 498);
    t.equal(
      (await post({ labelIds: [12], includedMdns: [office] }, { offset: 1000 })).body.devices
        .length,
      0,
    );
    t.equal((await post({})).status, 400);
    t.equal((await post({ searchValue: 'nobody has this' })).status, 404);
    t.equal((await post({ includedMdns: ['999-999-9999'] })).status, 404);
  },
);

t.test('customizedList: the CSV has its own column names', async (t) => {
  const { send } = server.sandbox();
  const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV' };
  const body = { includedMdns: [office] };
  const { text } = await send('POST', `${north}/customizedList${query(params)}`, { body });
  t.equal(
    text.split('\r\n')[0],
    'IMEI,MDN,STATUS,MEDIA_CENTER_STATUS,DEVICE,NICKNAME,FILTER_GROUP,SUMMER_STATUS,LAST_30_DAYS_USED,MONTHLY_LIMIT,' +
      'DAILY_LIMIT,MONTHLY_AMOUNT_USED,DAY_AMOUNT_USED,CORP_ID,DEVICE_GROUP,NOTE,UICC,NETWORK,APN,LABELS,MAC,' +
      'OEM_SERIAL_NUMBER,NAME,DESCRIPTION,SIM_TYPE,EID',
  );
  const named = await send(
    'POST',
    `${north}/customizedList${query({ ...params, columns: 'DEVICE,DEVICE_GROUP' })}`,
    { body },
  );
  t.equal(named.text.split('\r\n')[1], 'Kajeet ENT-BYOD,Northstar Independent School District');
  const wrong = await send(
    'POST',
    `${north}/customizedList${query({ ...params, columns: 'DEVICE_NAME' })}`,
    { body },
  );
  t.equal(wrong.status, 400);
});

t.test('labels: "bulk delete all labels at the line level"', async (t) => {
  const { send } = server.sandbox();
  const labelled = async () => {
    const { status, body } = await send('GET', `${north}${page({ labelIds: '12' })}`);
    return status === 404 ? 0 : body.totalCount;
  };
  const before = await labelled();
  const one = await send('DELETE', `${north}/bulkDeleteLabels`, {
    body: { mdns: ['304-228-6302'] },
  });
  t.strictSame(one.body, { message: 'Labels updated for 1 device', updated: 1 });
  t.equal(await labelled(), before - 1);
  await send('DELETE', `${north}/bulkDeleteLabels`, {
    body: { bulkSelection: { labelIds: [12] } },
  });
  t.equal(await labelled(), 0);
});

t.test('labels are assigned to lines and unassigned; unknown labels are refused', async (t) => {
  const { send } = server.sandbox();
  const put = (path: string, labelIds: unknown) =>
    send('PUT', `${devices}/${path}`, { body: { mdns: [office], labelIds } });
  const has = async () => (await send('GET', info(office))).body.labelIds;
  t.equal((await put('bulkAddLabels', [12, 18])).status, 200);
  t.strictSame(await has(), [12, 18]);
  await put('bulkAssignLabels', [18, 22]);
  t.strictSame(await has(), [12, 18, 22]);
  await put('bulkUnassignLabels', [12, 22]);
  t.strictSame(await has(), [18]);
  const unknown = await put('bulkAddLabels', [18, 99]);
  t.equal(unknown.status, 400);
  t.match(unknown.body.errors, [
    { at: '/labelIds', message: /^contains 99, but the labels of the account are: 11 Route East/ },
  ]);
});

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
