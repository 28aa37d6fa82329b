import t from 'tap';
import { type SortKey, sortKeys } from '../../schemas/kajeet/devices/list.js';
import { devices } from '../../src/contracts/kajeet/collections.js';
import { query, startInjected } from '../support/app.js';
import { kajeet, page } from './api.js';

const server = await startInjected(t);
const list = `${kajeet}/v1.0/devices`;

/** Every stored device: the expectations are computed from these. */
function stored(corp = /^NORTHSTAR/) {
  const all = server.app.sandboxes.open('default')?.documents(devices).all({}) ?? [];
  return all.filter(({ internal }) => corp.test(internal.corpId));
}
type Stored = ReturnType<typeof stored>[number];

const readings: Record<SortKey, (device: Stored) => string | number | null | undefined> = {
  MDN: ({ wire }) => wire.key,
  STATUS: ({ wire }) => wire.status,
  MEDIA_CENTER_STATUS: ({ internal }) => internal.mediaCenterStatus,
  ESNHEX: ({ internal }) => internal.esn,
  UICC: ({ internal }) => internal.uicc,
  DEVICE_NAME: ({ wire }) => wire.deviceName,
  MONTHLY_LIMIT: ({ internal }) => internal.monthlyLimit,
  MONTHLY_AMOUNT_USED: ({ wire }) => wire.monthlyAmountUsed,
  DAY_AMOUNT_USED: ({ internal }) => internal.dayAmountUsed,
  LAST_30_DAYS_USED: ({ wire }) => wire.last30DaysUsed,
  DAILY_LIMIT: ({ internal }) => internal.dailyLimit,
  FILTER_GROUP: ({ wire }) => wire.filterGroup,
};

/** Compares text case-insensitively, nulls last, ties by MDN in the same direction. */
function sorted(all: Stored[], sort: SortKey, direction: 'ASC' | 'DESC'): string[] {
  const sign = direction === 'ASC' ? 1 : -1;
  const value = (device: Stored) => {
    const found = readings[sort](device) ?? null;
    return typeof found === 'string' ? found.toLowerCase() : found;
  };
  const compare = (one: Stored, other: Stored) => {
    const [a, b] = [value(one), value(other)];
    if (a === b) return (one.wire.key < other.wire.key ? -1 : 1) * sign;
    if (a === null || b === null) return a === null ? 1 : -1;
    return (a < b ? -1 : 1) * sign;
  };
  return [...all].sort(compare).map(({ wire }) => wire.key);
}

t.test('"totalCount" counts all matching devices, not those of the page', async (t) => {
  const { send } = server.sandbox();
  const { status, body, headers } = await send(
    'GET',
    `${list}/NORTHSTAR-ISD${page({ limit: 25 })}`,
  );
  t.equal(status, 200);
  t.equal(headers['content-type'], 'application/json; charset=utf-8');
  t.equal(body.totalCount, 499);
  t.equal(body.devices.length, 25);
});

t.test('the two devices of the documented response exist with every key', async (t) => {
  const { send } = server.sandbox();
  const office = await send('GET', `${list}/NORTHSTAR-ISD${page({ searchValue: '5212671508' })}`);
  t.strictSame(office.body, {
    totalCount: 1,
    devices: [
      {
        key: '5212671508',
        mdn: '521-267-1508',
        status: 'active',
        network: 'Verizon',
        deviceName: 'Kajeet ENT-BYOD',
        corpDescription: 'Northstar Independent School District',
        monthlyAmountUsed: 31245.43,
        last30DaysUsed: 31245.43,
        nickname: 'Main Office Hotspot',
        filterGroup: 'Staff',
        imei: '355737360073462',
        onlineStatus: true,
      },
    ],
  });
  const bus = await send('GET', `${list}/NORTHSTAR-ISD${page({ searchValue: '304-228-6302' })}`);
  t.strictSame(bus.body.devices, [
    {
      key: '3042286302',
      mdn: '304-228-6302',
      status: 'active',
      network: 'T-Mobile',
      deviceName: 'SmartSpot AOL-BYOD',
      corpDescription: 'Northstar Independent School District',
      monthlyAmountUsed: 8106.85,
      nickname: 'Bus #47',
      filterGroup: 'Student_K8',
      onlineStatus: false,
    },
  ]);
});

t.test(
  '"sort" and "sortDir": each key sorts both ways, nulls last, and pages never overlap',
  async (t) => {
    const { send } = server.sandbox();
    for (const sort of sortKeys) {
      for (const sortDir of ['ASC', 'DESC'] as const) {
        const keys: string[] = [];
        for (let offset = 0; offset < 499; offset += 100) {
          const { body } = await send(
            'GET',
            `${list}/NORTHSTAR-ISD${page({ sort, sortDir, offset, limit: 100 })}`,
          );
          keys.push(...body.devices.map(({ key }: { key: string }) => key));
        }
        t.strictSame(keys, sorted(stored(), sort, sortDir), `${sort} ${sortDir}`);
      }
    }
  },
);

t.test('"sort" gives the same order in a group without children', async (t) => {
  const { send } = server.sandbox();
  for (const sort of sortKeys) {
    const { body } = await send(
      'GET',
      `${list}/NORTHSTAR-ELEM${page({ sort, sortDir: 'ASC', limit: 100 })}`,
    );
    const expected = sorted(stored(/^NORTHSTAR-ELEM/), sort, 'ASC').slice(0, 100);
    t.strictSame(
      body.devices.map(({ key }: { key: string }) => key),
      expected,
      sort,
    );
  }
});

t.test(
  '"Search by ESN, MDN, Nickname, IMEI, ICCID, IMSI, MSISDN, MAC, Serial Number, EID": any part, any case',
  async (t) => {
    const { send } = server.sandbox();
    const fields = ({ wire, internal }: Stored) => [
      internal.esn,
      wire.mdn,
      wire.key,
      wire.nickname,
      wire.imei,
      internal.uicc,
      internal.imsi,
      internal.msisdn,
      internal.mac,
      wire.oemSerialNumber,
      internal.eid,
    ];
    const some = stored().find(({ internal }) => internal.eid && internal.mac) as Stored;
    const terms = fields(some)
      .filter((field) => typeof field === 'string')
      .flatMap((field) => [field, field.toLowerCase(), field.slice(2, 7), field.slice(-1)]);
    for (const term of [...terms, 'bus', 'BUS #', '#', '%', '_', '"', "'", 'nobody has this']) {
      const found = stored().filter((device) =>
        fields(device).some((field) => field?.toLowerCase().includes(term.toLowerCase())),
      );
      const { status, body } = await send(
        'GET',
        `${list}/NORTHSTAR-ISD${page({ searchValue: term, limit: 100 })}`,
      );
      t.equal(status === 404 ? 0 : body.totalCount, found.length, JSON.stringify(term));
      if (status === 200) {
        const keys = body.devices.map(({ key }: { key: string }) => key);
        t.strictSame(keys, sorted(found, 'MDN', 'ASC').slice(0, 100), JSON.stringify(term));
      }
    }
  },
);

t.test('"Comma separated list of labelIds": a device has any of them', async (t) => {
  const { send } = server.sandbox();
  for (const labelIds of ['12', '18', '12,18', ' 12 , 18 ', '12,12']) {
    const wanted = labelIds.split(',').map(Number);
    const found = stored().filter(({ internal }) =>
      internal.labelIds.some((id) => wanted.includes(id)),
    );
    const { body } = await send('GET', `${list}/NORTHSTAR-ISD${page({ labelIds, limit: 100 })}`);
    t.equal(body.totalCount, found.length, labelIds);
    t.ok(found.length > 0, labelIds);
  }
  const both = await send(
    'GET',
    `${list}/NORTHSTAR-ISD${page({ labelIds: '12,18', searchValue: 'bus' })}`,
  );
  t.ok(both.body.totalCount > 0, 'some bus devices have label 12 or 18');
});

t.test('a group lists its own devices and those of the groups below it', async (t) => {
  const { send } = server.sandbox();
  const groups = ['NORTHSTAR-HIGH', 'NORTHSTAR-ELEM', 'NORTHSTAR-BUS'];
  for (const group of groups) {
    const { body } = await send('GET', `${list}/${group}${page()}`);
    t.equal(body.totalCount, stored(new RegExp(`^${group}$`)).length, group);
  }
});

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

t.test("a corp outside the caller's tree is 403, an unknown one is 404", async (t) => {
  const { send } = server.sandbox();
  t.equal((await send('GET', `${list}/METRO-TRANSIT${page()}`)).status, 403);
  t.equal((await send('GET', `${list}/NOWHERE${page()}`)).status, 404);
  const school = { as: 'org_tech', at: 'NORTHSTAR-HIGH' };
  t.equal(
    (await send('GET', `${list}/NORTHSTAR-ISD${page()}`, school)).status,
    403,
    'not the group above',
  );
  t.equal((await send('GET', `${list}/NORTHSTAR-HIGH${page()}`, school)).status, 200);
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
    const order = sorted(stored(), 'LAST_30_DAYS_USED', 'DESC');
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

t.test('HEAD has the headers of GET and no body', async (t) => {
  const { send } = server.sandbox();
  const url = `${list}/NORTHSTAR-ISD${page()}`;
  const [get, head] = [await send('GET', url), await send('HEAD', url)];
  t.equal(head.status, 200);
  t.equal(head.text, '');
  t.equal(head.headers['content-length'], get.headers['content-length']);
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
