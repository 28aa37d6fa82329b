import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices`;
const north = `${devices}/NORTHSTAR-ISD`;
const info = (searchValue: string) =>
  `${devices}/info?searchValue=${encodeURIComponent(searchValue)}`;
const office = '521-267-1508';
const find = (searchValue: string) => `${devices}/NORTHSTAR-ISD${page({ searchValue })}`;

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

t.test('PUT nickname: the list shows the new nickname and finds it', async (t) => {
  const { send } = server.sandbox();
  for (const nickname of [
    'Ünïcode ★ 名前',
    'x'.repeat(255),
    "'; DROP TABLE kajeet_devices; --",
    '\u0000\ud800',
  ]) {
    const { status } = await send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, {
      body: { mdns: ['521-267-1508'], nickname },
    });
    t.equal(status, 200, JSON.stringify(nickname));
    t.equal((await send('GET', find('5212671508'))).body.devices[0].nickname, nickname);
  }
  await send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, {
    body: { mdns: ['521-267-1508'], nickname: 'ÉCOLE' },
  });
  t.equal((await send('GET', find('école'))).body.totalCount, 1);
});

t.test(
  'PUT note: "Pass the note and either a list of devices or a bulk selection"; the export shows it',
  async (t) => {
    const { send } = server.sandbox();
    const note = 'Spare, in the front office';
    const body = { mdns: ['521-267-1508'], note };
    const response = await send('PUT', `${devices}/NORTHSTAR-ISD/note`, { body });
    t.strictSame(response.body, { message: 'Note updated for 1 device', updated: 1 });
    const params = {
      sort: 'MDN',
      sortDir: 'ASC',
      export: 'CSV',
      columns: 'MDN,NOTE',
      searchValue: '5212671508',
    };
    const { text } = await send('GET', `${devices}/NORTHSTAR-ISD${query(params)}`);
    t.equal(text, `MDN,NOTE\r\n521-267-1508,"${note}"\r\n`);
    const placeholder = await send('PUT', `${devices}/NORTHSTAR-ISD/note`, {
      body: { corpId: 'NORTHSTAR-ISD', note },
    });
    t.strictSame(placeholder.body.errors, [
      { in: 'body', at: '', message: 'must have mdns or bulkSelection' },
    ]);
  },
);
