import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const api = `${kajeet}/v1.0`;
const activation = `${api}/activation`;
const as = 'aux_activation';

t.test('an eSIM transaction uses up stock and yields a device that is in the list', async (t) => {
  const { send } = server.sandbox();
  const count = async (carrier: string, corpId = 'NORTHSTAR-ISD') =>
    (await send('GET', `${activation}/eSimInventoryCount/${corpId}${query({ carrier })}`)).body
      .count;
  const before = await count('T-Mobile');
  const body = {
    carrier: 'T-Mobile',
    corpId: 'NORTHSTAR-SPARE',
    ratePlan: 'EDU-10GB',
    imei: '490154203237518',
    nickname: 'Loaner 99',
  };
  const { status, body: made } = await send('POST', `${activation}/esim-transaction`, { as, body });
  t.equal(status, 200);
  t.equal(await count('t-mobile'), before - 1);
  t.equal(await count('T-Mobile', 'NORTHSTAR-HIGH'), before - 1, 'groups share the stock');
  t.equal(await count('Verizon'), 25);
  const { body: list } = await send('GET', `${api}/devices/NORTHSTAR-SPARE${page()}`);
  t.strictSame(list, { totalCount: 1, devices: [made.device] });
  t.match(made.device, {
    status: 'active',
    network: 'T-Mobile',
    nickname: 'Loaner 99',
    imei: body.imei,
    ratePlan: 'EDU-10GB',
    ratePlanDescription: 'Education 10 GB',
    corpDescription: 'Northstar Spare Pool',
    monthlyAmountUsed: 0,
  });
  const info = await send('GET', `${api}/devices/info${query({ searchValue: made.device.mdn })}`);
  t.match(info.body, { simType: 'eSIM', eid: /^\d{32}$/, monthlyLimit: 10240, labelIds: [] });
  t.equal((await send('GET', `${api}/devices/NORTHSTAR-ISD/totals`)).body.total, 500);
  const again = await send('POST', `${activation}/esim-transaction`, { as, body });
  t.equal(again.status, 409, 'another device has the IMEI');
  t.equal(await count('T-Mobile'), before - 1);
  const stored = await send('GET', `/_sim/data/kajeet/devices/${made.device.key}`);
  t.equal(stored.status, 200);
  const replaced = await send('PUT', `/_sim/data/kajeet/devices/${made.device.key}`, {
    body: { wire: stored.body.wire, internal: stored.body.internal },
  });
  t.equal(replaced.status, 200, 'it keeps the rules of the collection');
});

t.test('the stock of a carrier ends', async (t) => {
  const { send } = server.sandbox();
  const body = { carrier: 'AT&T' };
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++)
    statuses.push((await send('POST', `${activation}/esim-transaction`, { as, body })).status);
  t.strictSame(statuses, [200, 200, 200, 409]);
  const { body: list } = await send(
    'GET',
    `${api}/devices/NORTHSTAR-ISD${page({ limit: 100, sort: 'LAST_30_DAYS_USED' })}`,
  );
  t.equal(new Set(list.devices.map(({ key }: { key: string }) => key)).size, 100);
});

t.test('a new line has the limits of its group and the VPN status of its account', async (t) => {
  const { send } = server.sandbox();
  const settings = `${api}/accountSettings`;
  await send('PUT', `${settings}/vpnSettings`, { body: { defaultVpnStatus: 'ENABLED' } });
  await send('PUT', `${settings}/deviceGroups/NORTHSTAR-SPARE`, {
    body: { dailyLimit: 50, monthlyLimit: 900 },
  });
  const body = { carrier: 'Verizon', corpId: 'NORTHSTAR-SPARE' };
  const { device } = (await send('POST', `${activation}/esim-transaction`, { as, body })).body;
  const info = await send('GET', `${api}/devices/info${query({ searchValue: device.mdn })}`);
  t.match(info.body, { dailyLimit: 50, monthlyLimit: 900, effectiveVpnStatus: 'ENABLED' });
});

t.test('an activation that is not possible is refused', async (t) => {
  const { send } = server.sandbox();
  const submit = (body: object) => send('POST', `${activation}/esim-transaction`, { as, body });
  const both = await submit({ carrier: 'ARCNT', imei: '490154203237519' });
  t.match(both, {
    status: 400,
    body: { errors: [{ at: '/carrier' }, { at: '/imei' }] },
  });
  t.equal((await submit({ carrier: 'Verizon', ratePlan: 'ENT-POOL' })).status, 400);
  t.equal((await submit({ carrier: 'Verizon', corpId: 'NORTHSTAR-ELEM' })).status, 403);
  t.equal((await submit({ carrier: 'Verizon', corpId: 'METRO-TRANSIT' })).status, 403);
  t.equal((await submit({ carrier: 'Verizon', corpId: 'NOWHERE' })).status, 404);
  const count = `${activation}/eSimInventoryCount/NORTHSTAR-ISD`;
  t.equal((await send('GET', `${count}${query({ carrier: 'ARCNT' })}`)).status, 400);
  t.equal((await send('GET', count)).status, 400);
});

t.test('carriers and plans are those of the devices', async (t) => {
  const { send } = server.sandbox();
  const names = async (path: string, options: object = {}) =>
    (await send('GET', `${activation}/${path}`, options)).body.map(
      ({ name }: { name: string }) => name,
    );
  t.strictSame(await names('carriers', { as }), ['Verizon', 'T-Mobile', 'AT&T', 'ARCNT']);
  const kemp = { as: 'aux_kemp_user' };
  t.strictSame(await names('eSim/carriers', kemp), ['Verizon', 'T-Mobile', 'AT&T']);
  t.match(await names('billing-plans'), ['Education Unlimited Filtered']);
  t.match(await names('billing-plans', { at: 'METRO-TRANSIT' }), ['Enterprise Pooled']);
  t.equal((await names('businessInternetPlans')).length, 3);
  t.strictSame(await names('businessInternetPlans', { at: 'HARBOR-PLTE' }), []);
  const corp = '/_sim/data/kajeet/corps/NORTHSTAR-ISD';
  await send('PATCH', corp, { body: { wire: { flagsOff: ['eSim'] } } });
  const refused = await send('GET', `${activation}/eSim/carriers`, kemp);
  t.match(refused, { status: 403, body: { message: /^Only for accounts with access to kemp/ } });
});

t.test('managed wireless details name the group of a device in the network manager', async (t) => {
  const { send } = server.sandbox();
  const read = (corpId: string, mdn: string) =>
    send('GET', `${api}/managedwireless/devices/${corpId}/${mdn}`);
  const [bus] = (
    await send(
      'GET',
      `${api}/devices/NORTHSTAR-BUS${page({ sort: 'DEVICE_NAME', sortDir: 'DESC' })}`,
    )
  ).body.devices;
  const { body } = await read('NORTHSTAR-ISD', bus.mdn);
  t.match(body, {
    mdn: bus.mdn,
    deviceName: bus.deviceName,
    ncmGroup: { name: 'Northstar Transportation Routers' },
  });
  t.equal((await read('NORTHSTAR-HIGH', bus.mdn)).status, 404);
  t.equal((await read('METRO-TRANSIT', bus.mdn)).status, 403);
});

t.test('label counts say what an assignment would change, and change nothing', async (t) => {
  const { send } = server.sandbox();
  const url = `${api}/devices/assignReplaceDetails`;
  const list = async (labelIds: number) =>
    (await send('GET', `${api}/devices/NORTHSTAR-ISD${page({ labelIds })}`)).body.totalCount;
  const [east, north] = [await list(11), await list(12)];
  const all = { bulkSelection: { labelIds: [11, 12] }, labelIds: [12] };
  const { status, body } = await send('PUT', url, { body: all });
  t.equal(status, 200);
  t.match(body, {
    totalDevices: east + north,
    labels: [{ id: 12, category: 'Bus route', assigned: north, added: east, replaced: east }],
  });
  t.strictSame([await list(11), await list(12)], [east, north]);
  const one = { mdns: ['521-267-1508'], labelIds: [12, 18] };
  t.match((await send('PUT', url, { body: one })).body, { totalDevices: 1 });
  t.equal((await send('PUT', url, { body: { ...one, labelIds: [999] } })).status, 400);
  const none = { bulkSelection: { searchValue: 'no such device' }, labelIds: [12] };
  t.equal((await send('PUT', url, { body: none })).status, 404);
});
