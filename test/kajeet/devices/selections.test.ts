import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices`;
const north = `${devices}/NORTHSTAR-ISD`;
const office = '521-267-1508';
const find = (searchValue: string) => `${devices}/NORTHSTAR-ISD${page({ searchValue })}`;

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

t.test(
  '"either a list of devices or a bulk selection": neither and both are refused',
  async (t) => {
    const { send } = server.sandbox();
    const put = (body: unknown) => send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, { body });
    const neither = await put({ nickname: 'A' });
    t.strictSame(neither.body.errors, [
      { in: 'body', at: '', message: 'must have mdns or bulkSelection' },
    ]);
    const both = await put({
      nickname: 'A',
      mdns: ['5212671508'],
      bulkSelection: { selectAll: true },
    });
    t.strictSame(both.body.errors, [
      { in: 'body', at: '', message: 'must have only one of mdns and bulkSelection' },
    ]);
    t.equal(both.status, 400);
  },
);

t.test('the placeholder body of the vendor page is refused, missing fields named', async (t) => {
  const { send } = server.sandbox();
  const note = 'Example update payload — confirm schema in Swagger before wiring production.';
  const { status, body } = await send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, {
    body: { corpId: 'NORTHSTAR-ISD', note },
  });
  t.equal(status, 400);
  t.strictSame(body.errors.map(({ at }: { at: string }) => at).sort(), ['', '/nickname']);
});

t.test('an empty selection is 400, a selection without a match is 404', async (t) => {
  const { send } = server.sandbox();
  const put = (bulkSelection: unknown) =>
    send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, { body: { nickname: 'A', bulkSelection } });
  for (const nothing of [
    {},
    { selectAll: false },
    { searchValue: '', labelIds: [] },
    { excludedMdns: ['5212671508'] },
  ]) {
    const { status, body } = await put(nothing);
    t.equal(status, 400, JSON.stringify(nothing));
    t.match(body.errors, [{ at: '/bulkSelection', message: /^(selects nothing|is empty); / }]);
  }
  t.equal((await put({ searchValue: 'nobody has this' })).status, 404);
});

t.test('a bulk selection: all or matching, plus included, minus excluded devices', async (t) => {
  const { send } = server.sandbox();
  const put = async (bulkSelection: unknown, corp = 'NORTHSTAR-ISD') =>
    (
      await send('PUT', `${devices}/${corp}/nickname`, {
        body: { nickname: 'Marked', bulkSelection },
      })
    ).body.updated;
  const bus = (await send('GET', find('Bus'))).body.totalCount;
  t.equal(
    await put({ searchValue: 'bus', includedMdns: ['521-267-1508'], excludedMdns: ['3042286302'] }),
    bus,
  );
  t.equal((await send('GET', find('Marked'))).body.totalCount, bus);
  const labelled = (await send('GET', `${devices}/NORTHSTAR-ISD${page({ labelIds: '18' })}`)).body
    .totalCount;
  t.equal(await put({ labelIds: [18] }), labelled);
  t.equal(await put({ selectAll: true, searchValue: 'narrows nothing' }), 499);
  const school = (await send('GET', `${devices}/NORTHSTAR-HIGH/totals`)).body.total;
  t.equal(await put({ selectAll: true }, 'NORTHSTAR-HIGH'), school);
});

t.test(
  'a write is all or nothing: every unknown device is named, and nothing changes',
  async (t) => {
    const { send } = server.sandbox();
    const mdns = ['521-267-1508', '999-999-9999', '8888888888'];
    const { status, body } = await send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, {
      body: { mdns, nickname: 'Lost' },
    });
    t.equal(status, 404);
    t.equal(body.message, 'No devices found for 999-999-9999, 8888888888');
    t.equal((await send('GET', find('Lost'))).status, 404);
  },
);

t.test('a device outside the device group is unknown in that group', async (t) => {
  const { send } = server.sandbox();
  const body = { mdns: ['521-267-1508'], nickname: 'Taken' };
  t.equal((await send('PUT', `${devices}/NORTHSTAR-BUS/nickname`, { body })).status, 404);
  t.equal(
    (await send('PUT', `${devices}/METRO-TRANSIT/nickname`, { at: 'METRO-TRANSIT', body })).status,
    404,
  );
});

t.test('bodies are validated strictly', async (t) => {
  const { send } = server.sandbox();
  const put = (body: unknown) => send('PUT', `${devices}/NORTHSTAR-ISD/nickname`, { body });
  for (const [body, at] of [
    [{ mdns: ['5212671508'], nickname: 7 }, '/nickname'],
    [{ mdns: ['5212671508'], nickname: null }, '/nickname'],
    [{ mdns: '5212671508', nickname: 'A' }, '/mdns'],
    [{ mdns: [], nickname: 'A' }, '/mdns'],
    [{ mdns: [5212671508], nickname: 'A' }, '/mdns/0'],
    [{ mdns: ['52126'], nickname: 'A' }, '/mdns/0'],
    [{ bulkSelection: { selectAll: 'true' }, nickname: 'A' }, '/bulkSelection/selectAll'],
    [[], ''],
    ['text', ''],
  ] as const) {
    const { status, body: refusal } = await put(
      typeof body === 'string' ? JSON.stringify(body) : body,
    );
    t.equal(status, typeof body === 'string' ? 415 : 400, JSON.stringify(body));
    if (status === 400)
      t.strictSame(
        refusal.errors.map((fault: { at: string }) => fault.at),
        [at],
        JSON.stringify(body),
      );
  }
  const unknown = await put({ mdns: ['5212671508'], nickname: 'A', surprise: { deep: [1] } });
  t.equal(unknown.status, 200, 'unknown keys are ignored');
});

t.test('a user who may only read is refused before the request is validated', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('PUT', `${devices}/NORTHSTAR-ISD/status`, {
    as: 'readonly',
    body: 'not even JSON',
  });
  t.equal(status, 403);
  t.equal(
    body.message,
    'Only for scope org_super, org_tech, org_kajeetmanaged or org_managerplus; the caller has readonly',
  );
});

t.test(
  'all invalid fields are named together: those that the schema finds and those that the handler finds',
  async (t) => {
    const { send } = server.sandbox();
    const at = async (method: string, path: string, body: unknown) => {
      const response = await send(method, `${devices}/NORTHSTAR-ISD/${path}`, { body });
      t.equal(response.status, 400, JSON.stringify(body));
      return response.body.errors.map((fault: { at: string }) => fault.at).sort();
    };
    t.strictSame(await at('PUT', 'imei', { imei: '123456789012345' }), ['/imei', '/mdns']);
    t.strictSame(await at('PUT', 'status', { bulkSelection: {}, status: 'BOGUS' }), [
      '/bulkSelection',
      '/status',
    ]);
    t.strictSame(await at('POST', 'customizedList?offset=0&limit=0&sort=MDN&sortDir=ASC', {}), [
      '',
      'limit',
    ]);
    for (const mdns of [5, null, {}, 'x', [], [5], ['bad']]) {
      const body = { mdns, bulkSelection: { selectAll: true }, note: 'x' };
      t.ok((await at('PUT', 'note', body)).includes(''), JSON.stringify(mdns));
    }
    const unknown = await send('PUT', `${devices}/NOWHERE/status`, {
      body: { bulkSelection: {}, status: 'ACTIVE' },
    });
    t.equal(unknown.status, 400, 'the body is validated before the device is looked up');
  },
);
