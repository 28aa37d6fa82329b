import t from 'tap';
import { sortKeys } from '../../../schemas/kajeet/devices/list.js';
import { startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';
import { type Stored, sorted, stored } from './stored-devices.js';

const server = await startInjected(t);
const list = `${kajeet}/v1.0/devices`;

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
        t.strictSame(keys, sorted(stored(server), sort, sortDir), `${sort} ${sortDir}`);
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
    const expected = sorted(stored(server, /^NORTHSTAR-ELEM/), sort, 'ASC').slice(0, 100);
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
    const some = stored(server).find(({ internal }) => internal.eid && internal.mac) as Stored;
    const terms = fields(some)
      .filter((field) => typeof field === 'string')
      .flatMap((field) => [field, field.toLowerCase(), field.slice(2, 7), field.slice(-1)]);
    for (const term of [...terms, 'bus', 'BUS #', '#', '%', '_', '"', "'", 'nobody has this']) {
      const found = stored(server).filter((device) =>
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
    const found = stored(server).filter(({ internal }) =>
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
    t.equal(body.totalCount, stored(server, new RegExp(`^${group}$`)).length, group);
  }
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

t.test('HEAD has the headers of GET and no body', async (t) => {
  const { send } = server.sandbox();
  const url = `${list}/NORTHSTAR-ISD${page()}`;
  const [get, head] = [await send('GET', url), await send('HEAD', url)];
  t.equal(head.status, 200);
  t.equal(head.text, '');
  t.equal(head.headers['content-length'], get.headers['content-length']);
});
