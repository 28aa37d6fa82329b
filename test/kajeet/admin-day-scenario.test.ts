import t from 'tap';
import { query, startInjected } from '../support/app.js';
import { kajeet, page } from './api.js';

const server = await startInjected(t);
const api = `${kajeet}/v1.0`;
const north = `${api}/devices/NORTHSTAR-ISD`;

t.test(
  "a new administrator's day: every change is visible in every list, total and export that shows it",
  async (t) => {
    const { send } = server.sandbox();
    const login = async (username: string, password: string) => {
      const { status, body } = await send('POST', `${api}/auth/token`, {
        as: null,
        body: { username, password },
      });
      t.equal(status, 200);
      return body.token as string;
    };
    const { body: mailed } = await send('POST', `${api}/auth/passwordReset`, {
      as: null,
      body: { username: 'marcus.oyelaran' },
    });
    t.match(mailed.message, 'on its way');
    const [mail] = (await send('GET', '/_sim/outbox')).body;
    const own = { newPassword: 'my first password', confirmPassword: 'my first password' };
    await send('POST', `${api}/auth/password`, { token: mail.token, body: own });
    let token = await login('marcus.oyelaran', own.newPassword);
    const call = (method: string, url: string, body?: unknown) =>
      send(method, url, { token, body });

    const buses = (await call('GET', `${north}${page({ searchValue: 'Bus #', limit: 100 })}`)).body;
    t.ok(buses.totalCount > 20);
    const [first, second, third] = buses.devices.map(({ mdn }: { mdn: string }) => mdn);

    await call('PUT', `${north}/status`, {
      mdns: [first],
      status: 'suspended',
      reason: 'in the workshop',
    });
    await call('PUT', `${north}/deviceGroup`, {
      mdns: [first, second],
      deviceGroup: 'NORTHSTAR-SPARE',
    });
    await call('PUT', `${api}/devices/bulkAddLabels`, { mdns: [second], labelIds: [25] });
    await call('PUT', `${north}/note`, {
      bulkSelection: { searchValue: 'Bus #', excludedMdns: [third] },
      note: 'Checked in March',
    });

    const spare = (await call('GET', `${api}/devices/NORTHSTAR-SPARE${page()}`)).body;
    t.strictSame(
      spare.devices.map(({ mdn }: { mdn: string }) => mdn).sort(),
      [first, second].sort(),
    );
    t.strictSame((await call('GET', `${api}/devices/NORTHSTAR-SPARE/totals`)).body, {
      active: 1,
      suspended: 1,
      total: 2,
    });
    const loaners = (await call('GET', `${api}/devices/NORTHSTAR-SPARE${page({ labelIds: '25' })}`))
      .body;
    t.match(loaners, { totalCount: 1, devices: [{ mdn: second }] });

    const params = {
      sort: 'MDN',
      sortDir: 'ASC',
      export: 'CSV',
      columns: 'MDN,STATUS,CORP_ID,NOTE,LABELS',
      searchValue: 'Bus #',
    };
    const rows = (await call('GET', `${north}${query(params)}`)).text.trim().split('\r\n').slice(1);
    t.equal(rows.length, buses.totalCount);
    t.equal(rows.filter((row) => row.includes('Checked in March')).length, buses.totalCount - 1);
    t.ok(rows.some((row) => row.startsWith(`${first},suspended,NORTHSTAR-SPARE,Checked in March`)));
    t.ok(
      rows.some(
        (row) => row.startsWith(`${second},active,NORTHSTAR-SPARE`) && row.includes('Loaner'),
      ),
    );

    await call('PUT', `${north}/summerUsage`, {
      bulkSelection: { selectAll: true },
      summerUsage: false,
    });
    await call('PUT', `${north}/summerUsage`, { mdns: [second], summerUsage: true });
    const before = (await call('GET', `${north}/totals`)).body;
    const summer = { startDate: '06/20/2026', endDate: '08/31/2026' };
    t.equal((await call('POST', `${api}/manage-profile/summerSuspension`, summer)).status, 200);
    await send('PUT', '/_sim/clock', { body: { now: '2026-07-04T12:00:00Z' } });
    t.equal((await call('GET', `${north}/totals`)).status, 401, 'the token of March has expired');
    token = await login('marcus.oyelaran', own.newPassword);
    t.strictSame((await call('GET', `${north}/totals`)).body, {
      active: 1,
      suspended: 498,
      total: 499,
    });
    t.match((await call('GET', `${north}${page({ sort: 'STATUS' })}`)).body.devices[0], {
      mdn: second,
      status: 'active',
    });

    await send('PUT', '/_sim/clock', { body: { now: '2026-09-01T12:00:00Z' } });
    token = await login('marcus.oyelaran', own.newPassword);
    t.strictSame((await call('GET', `${north}/totals`)).body, before);
    t.equal(
      (await call('GET', `${api}/devices/info?searchValue=${first}`)).body.status,
      'suspended',
    );
  },
);
