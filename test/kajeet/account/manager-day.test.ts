import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const api = `${kajeet}/v1.0`;
const settings = `${api}/accountSettings`;
const devices = `${api}/devices`;

t.test(
  "a day of a district's account manager: a new school with its staff, labels, balance and lines",
  async (t) => {
    const { send } = server.sandbox();
    const login = async (username: string, password: string) => {
      const body = { username, password };
      const response = await send('POST', `${api}/auth/token`, { as: null, body });
      t.equal(response.status, 200, `${username} logs in`);
      return response.body.token as string;
    };
    const manager = await login('dana.whitfield', 'demo-dana.whitfield');
    const call = async (method: string, path: string, body?: unknown, token = manager) => {
      const response = await send(method, `${api}${path}`, { token, body });
      t.equal(response.status, 200, `${method} ${path}: ${response.text.slice(0, 200)}`);
      return response.body;
    };

    // In the morning the district opens a school.
    const { deviceGroup } = await call('POST', '/accountSettings/deviceGroups', {
      description: 'Northstar Middle School',
      city: 'Rochester',
      state: 'NY',
      monthlyLimit: 5120,
    });
    const school = deviceGroup.corpId;
    await call('POST', '/account/balanceTransfer/', {
      fromCorpId: 'NORTHSTAR-ISD',
      toCorpId: school,
      type: 'DATA',
      amount: 50_000,
    });
    const { buckets } = await call('GET', '/account/clientBucketDetails/');
    t.match(
      buckets.find(({ corpId }: { corpId: string }) => corpId === school),
      { dataBalance: 50_000, description: 'Northstar Middle School' },
    );

    // The school gets an administrator, who sets a password and sees the school alone.
    const { body: roles } = await send('GET', `${settings}/roles`, { token: manager });
    t.ok(roles.some(({ code }: { code: string }) => code === 'org_tech'));
    await call('POST', '/accountSettings/users/', {
      userName: 'noor.aziz',
      firstName: 'Noor',
      lastName: 'Aziz',
      email: 'noor.aziz@northstar.example',
      role: 'org_tech',
      additionalScopes: ['aux_activation'],
      deviceGroup: school,
    });
    const [welcome] = (await send('GET', '/_sim/outbox')).body;
    const password = 'a long password';
    await call(
      'POST',
      '/auth/password',
      { newPassword: password, confirmPassword: password },
      welcome.token,
    );
    const administrator = await login('noor.aziz', password);
    const barred = await send('GET', `${devices}/NORTHSTAR-HIGH/totals`, { token: administrator });
    t.equal(barred.status, 403);

    // The administrator activates three lines on eSIMs from the stock of the district.
    const stock = `/activation/eSimInventoryCount/${school}${query({ carrier: 'Verizon' })}`;
    const { count } = await call('GET', stock);
    for (const nickname of ['Library 1', 'Library 2', 'Front Desk'])
      await call(
        'POST',
        '/activation/esim-transaction',
        { carrier: 'Verizon', nickname },
        administrator,
      );
    t.equal((await call('GET', stock)).count, count - 3);

    // The manager brings two devices from another school and labels all of them.
    const mdns = ['521-267-1508', '304-228-6302'];
    await call('PUT', '/devices/NORTHSTAR-ISD/deviceGroup', { mdns, deviceGroup: school });
    const { category } = await call('POST', '/accountSettings/categories', { name: 'Building' });
    const { label } = await call('POST', '/accountSettings/labels', {
      categoryId: category.id,
      name: 'Middle School',
    });
    const found = await call('GET', `/devices/${school}${page()}`, undefined, administrator);
    t.equal(found.totalCount, 5);
    const all = {
      bulkSelection: { includedMdns: found.devices.map(({ mdn }: { mdn: string }) => mdn) },
    };
    const labelled = { ...all, labelIds: [label.id] };
    const details = await call('PUT', '/devices/assignReplaceDetails', labelled);
    t.match(details, {
      totalDevices: 5,
      labels: [{ name: 'Middle School', assigned: 0, added: 5 }],
    });
    await call('PUT', '/devices/bulkAssignLabels', labelled);
    const byLabel = await call(
      'GET',
      `/devices/NORTHSTAR-ISD${page({ labelIds: label.id, sort: 'DEVICE_NAME' })}`,
    );
    t.equal(byLabel.totalCount, 5);
    const csv = await send(
      'GET',
      `${devices}/${school}${query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'CORP_DESCRIPTION,LABELS' })}`,
      { token: administrator },
    );
    const lines = csv.text.trim().split('\r\n').slice(1);
    t.equal(lines.length, 5);
    t.ok(lines.every((line) => line.startsWith('Northstar Middle School,')));
    t.ok(lines.every((line) => line.includes('Middle School')));

    // In the afternoon the school is renamed, and an e-mail address changes.
    await call('PUT', `/accountSettings/deviceGroups/${school}`, {
      description: 'Frederick Douglass School',
    });
    const renamed = await call('GET', `/devices/${school}${page()}`, undefined, administrator);
    t.ok(
      renamed.devices.every(
        ({ corpDescription }: { corpDescription: string }) =>
          corpDescription === 'Frederick Douglass School',
      ),
    );
    await call('PUT', '/accountSettings/users/noor.aziz', { email: 'principal@northstar.example' });
    const [confirmation] = (await send('GET', '/_sim/outbox')).body;
    await call('POST', '/accountSettings/setChangeEmailConfirmation', {
      token: confirmation.token,
    });
    const listed = await call(
      'GET',
      `/accountSettings/users${query({ offset: 0, limit: 10, searchValue: 'Douglass' })}`,
    );
    t.match(listed, {
      totalCount: 1,
      users: [{ userName: 'noor.aziz', email: 'principal@northstar.example' }],
    });

    // In the evening the administrator has left.
    await call('PUT', '/accountSettings/users/status/noor.aziz', { enabled: false });
    const refused = await send('GET', `${devices}/${school}/totals`, { token: administrator });
    t.equal(refused.status, 403);
    await call('DELETE', '/accountSettings/users/noor.aziz');
    const gone = await send('GET', `${devices}/${school}/totals`, { token: administrator });
    t.equal(gone.status, 401);
    t.equal((await call('GET', '/devices/NORTHSTAR-ISD/totals')).total, 502);
    const { usageDetails } = await call('GET', '/account/usageSummary/');
    t.equal(usageDetails.length, 6);
  },
);
