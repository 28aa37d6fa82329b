import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';
import { sorted, stored } from './stored-devices.js';

const server = await startInjected(t);
const list = `${kajeet}/v1.0/devices`;

t.test('an offset past the end gives an empty page with the full totalCount', async (t) => {
  const { send } = server.sandbox();
  for (const offset of [499, 1e6, Number.MAX_SAFE_INTEGER]) {
    const { status, body } = await send('GET', `${list}/NORTHSTAR-ISD${page({ offset })}`);
    t.equal(status, 200);
    t.strictSame(body, { totalCount: 499, devices: [] });
  }
});

t.test('an empty list is 404 with the text that clients compare with', async (t) => {
  const { send } = server.sandbox();
  for (const url of [
    `${list}/NORTHSTAR-ISD${page({ searchValue: 'nobody has this' })}`,
    `${list}/NORTHSTAR-SPARE${page()}`,
    `${list}/NORTHSTAR-SPARE${query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV' })}`,
  ]) {
    const { status, body } = await send('GET', url);
    t.equal(status, 404);
    t.equal(body.message, 'No devices found');
  }
});

t.test('with the setting kajeet.emptySearch an empty list is 200 without devices', async (t) => {
  const { sandbox } = await startInjected(t, { kajeet: { emptySearch: 200 } });
  const { status, body } = await sandbox().send('GET', `${list}/NORTHSTAR-SPARE${page()}`);
  t.equal(status, 200);
  t.strictSame(body, { totalCount: 0, devices: [] });
});

t.test('"offset", "limit", "sort" and "sortDir" are required, and named if missing', async (t) => {
  const { send } = server.sandbox();
  const bare = await send('GET', `${list}/NORTHSTAR-ISD`);
  t.equal(bare.status, 400);
  t.strictSame(
    bare.body.errors.map((fault: { in: string; at: string }) => `${fault.in} ${fault.at}`).sort(),
    ['query limit', 'query offset', 'query sort', 'query sortDir'],
  );
  const wrong = {
    offset: -1,
    limit: 101,
    sort: 'NICKNAME',
    sortDir: 'asc',
    columns: 'MDN,NO',
    labelIds: '12,x',
  };
  const { body } = await send('GET', `${list}/NORTHSTAR-ISD${query({ ...wrong, export: 'XLS' })}`);
  t.strictSame(body.errors.map(({ at }: { at: string }) => at).sort(), [
    'columns',
    'export',
    'labelIds',
    'limit',
    'offset',
    'sort',
    'sortDir',
  ]);
});

t.test('limit is from 1 to 100, or to the value of kajeet.maxLimit', async (t) => {
  const { send } = server.sandbox();
  for (const limit of [
    '0',
    '101',
    '1.5',
    'ten',
    '',
    '-5',
    '1e9',
    '1e1',
    '0x10',
    ' 5',
    '+5',
    'NaN',
    '9'.repeat(400),
  ]) {
    const { status, body } = await send('GET', `${list}/NORTHSTAR-ISD${page({ limit })}`);
    t.equal(status, 400, limit);
    t.strictSame(
      body.errors.map(({ at }: { at: string }) => at),
      ['limit'],
      limit,
    );
  }
  const { sandbox } = await startInjected(t, { kajeet: { maxLimit: 499 } });
  const wide = await sandbox().send('GET', `${list}/NORTHSTAR-ISD${page({ limit: 499 })}`);
  t.equal(wide.body.devices.length, 499);
});

t.test(
  '"Comma separated list of columns for CSV export": a header row, then all rows in order',
  async (t) => {
    const { send } = server.sandbox();
    const params = { sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', export: 'CSV' };
    const columns = 'MDN,STATUS,IMEI,LAST_30_DAYS_USED';
    const { status, headers, text } = await send(
      'GET',
      `${list}/NORTHSTAR-ISD${query({ ...params, columns })}`,
    );
    t.equal(status, 200);
    t.equal(headers['content-type'], 'text/csv; charset=utf-8');
    t.match(headers['content-disposition'], /^attachment; filename="/);
    const rows = text.split('\r\n');
    t.equal(rows.shift(), columns);
    t.equal(rows.pop(), '');
    t.equal(rows.length, 499);
    const order = sorted(stored(server), 'LAST_30_DAYS_USED', 'DESC');
    t.strictSame(
      rows.map((row) => row.split(',')[0]?.replaceAll('-', '')),
      order,
    );
    t.ok(rows.includes('304-228-6302,active,,'), 'a missing value is empty');
  },
);

t.test(
  'a CSV has the requested columns in the requested order, repeated ones included',
  async (t) => {
    const { send } = server.sandbox();
    const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV', searchValue: '5212671508' };
    const row = async (columns: string[]) => {
      const url = `${list}/NORTHSTAR-ISD${query({ ...params, columns: columns.join() })}`;
      return (await send('GET', url)).text.split('\r\n')[1]?.split(',');
    };
    const [status, mdn] = ['active', '521-267-1508'];
    t.strictSame(await row(['STATUS', 'MDN', 'STATUS']), [status, mdn, status]);
    t.strictSame(await row(Array(1500).fill('MDN')), Array(1500).fill(mdn));
  },
);

t.test(
  '"Will be ignored if export param is specified": offset and limit, whatever their values',
  async (t) => {
    const { send } = server.sandbox();
    const params = {
      sort: 'MDN',
      sortDir: 'ASC',
      export: 'CSV',
      columns: 'MDN',
      offset: 'x',
      limit: '-9',
    };
    const { status, text } = await send('GET', `${list}/NORTHSTAR-ISD${query(params)}`);
    t.equal(status, 200);
    t.equal(text.split('\r\n').length, 501);
  },
);

t.test('a CSV has all documented columns by default, quoted as RFC 4180 says', async (t) => {
  const { send } = server.sandbox();
  const nickname = 'Cart "A", front\nroom';
  await send('PUT', `${list}/NORTHSTAR-ISD/nickname`, {
    body: { mdns: ['5212671508'], nickname },
  });
  const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV', searchValue: '5212671508' };
  const { text } = await send('GET', `${list}/NORTHSTAR-ISD${query(params)}`);
  const [header = ''] = text.split('\r\n');
  t.equal(
    header,
    'IMEI,MDN,STATUS,MEDIA_CENTER_STATUS,DEVICE_NAME,NICKNAME,FILTER_GROUP,SUMMER_STATUS,LAST_30_DAYS_USED,' +
      'MONTHLY_LIMIT,DAILY_LIMIT,MONTHLY_AMOUNT_USED,DAY_AMOUNT_USED,CORP_ID,CORP_DESCRIPTION,NOTE,UICC,NETWORK,' +
      'APN,EFFECTIVE_VPN_STATUS,MDN_CUSTOM_FIELD,LABELS,MAC,OEM_SERIAL_NUMBER,NAME,DESCRIPTION,VERIZON_BI_PLAN_ID,' +
      'SIM_TYPE,EID',
  );
  t.match(text, '"Cart ""A"", front\nroom"');
  const labels = await send(
    'GET',
    `${list}/NORTHSTAR-BUS${query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'LABELS', labelIds: '18' })}`,
  );
  t.match(labels.text, /\r\nRoute \w+; Special Education/, 'label names are joined');
});

t.test('a CSV field with a single line feed or carriage return is quoted', async (t) => {
  const { send } = server.sandbox();
  const mdns = ['521-267-1508'];
  for (const nickname of ['a\nb', 'a\rb', 'a\r\nb']) {
    await send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/nickname`, {
      body: { mdns, nickname },
    });
    const parameters = { export: 'CSV', columns: 'NICKNAME,MDN', searchValue: '521-267-1508' };
    const { text } = await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page(parameters)}`);
    t.match(text, `"${nickname}",`, JSON.stringify(nickname));
  }
});
