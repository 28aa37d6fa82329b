import t from 'tap';
import { startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices`;
const find = (searchValue: string) => `${devices}/NORTHSTAR-ISD${page({ searchValue })}`;

t.test(
  'GET status: "Return the possible statuses depending on the business type of the user"',
  async (t) => {
    const { send } = server.sandbox();
    const usual = await send('GET', `${devices}/NORTHSTAR-ISD/status`);
    t.strictSame(usual.body, [
      { code: 'ACTIVE', name: 'Active' },
      { code: 'SUSPENDED', name: 'Suspended' },
      { code: 'LOST_STOLEN', name: 'Lost/Stolen' },
    ]);
    const plte = await send('GET', `${devices}/HARBOR-PLTE/status`, { at: 'HARBOR-PLTE' });
    t.strictSame(
      plte.body.map(({ code }: { code: string }) => code),
      ['ACTIVE', 'SUSPENDED'],
    );
    t.equal((await send('GET', `${devices}/NOWHERE/status`)).status, 404);
  },
);

t.test(
  'PUT status, the documented body: the device is suspended and the totals show it',
  async (t) => {
    const { send } = server.sandbox();
    const body = { mdns: ['521-267-1508'], status: 'SUSPENDED', reason: 'preview-only example' };
    const response = await send('PUT', `${devices}/NORTHSTAR-ISD/status`, { body });
    t.equal(response.status, 200);
    t.strictSame(response.body, { message: 'Status updated for 1 device', updated: 1 });
    t.equal((await send('GET', find('5212671508'))).body.devices[0].status, 'suspended');
    const totals = await send('GET', `${devices}/NORTHSTAR-ISD/totals`);
    t.strictSame(totals.body, { active: 486, suspended: 13, total: 499 });
  },
);

t.test(
  'statuses are accepted in any case and returned in lower case; total counts every device',
  async (t) => {
    const { send } = server.sandbox();
    const body = { mdns: ['5212671508', '304-228-6302', '3042286302'], status: 'Lost_Stolen' };
    const response = await send('PUT', `${devices}/NORTHSTAR-ISD/status`, { body });
    t.equal(response.body.updated, 2, 'a device named twice is written once');
    t.equal((await send('GET', find('5212671508'))).body.devices[0].status, 'lost_stolen');
    const totals = await send('GET', `${devices}/NORTHSTAR-ISD/totals`);
    t.strictSame(totals.body, { active: 485, suspended: 12, total: 499 });
  },
);

t.test('a PLTE account has no lost or stolen devices', async (t) => {
  const { send } = server.sandbox();
  const body = { bulkSelection: { selectAll: true }, status: 'LOST_STOLEN' };
  const { status, body: refusal } = await send('PUT', `${devices}/HARBOR-PLTE/status`, {
    at: 'HARBOR-PLTE',
    body,
  });
  t.equal(status, 400);
  t.strictSame(refusal.errors, [
    {
      in: 'body',
      at: '/status',
      message: 'must be one of ACTIVE, SUSPENDED for this account, not "LOST_STOLEN"',
    },
  ]);
});

t.test(
  'totals: "Device search value - part of MDN, ESN, IMEI, Nickname, ICCID, IMSI or MSISDN"',
  async (t) => {
    const { send } = server.sandbox();
    const totals = async (searchValue: string) =>
      (
        await send(
          'GET',
          `${devices}/NORTHSTAR-ISD/totals?searchValue=${encodeURIComponent(searchValue)}`,
        )
      ).body;
    const { body } = await send('GET', find('Bus'));
    t.equal((await totals('Bus')).total, body.totalCount);
    t.strictSame(await totals('nobody has this'), { active: 0, suspended: 0, total: 0 });
    const withSerial = await send('GET', find('KJ'));
    t.ok(withSerial.body.totalCount > 0, 'the list searches serial numbers');
    t.equal((await totals('KJ')).total, 0, 'the totals do not search them');
    const spare = await send('GET', `${devices}/NORTHSTAR-SPARE/totals`);
    t.strictSame(spare.body, { active: 0, suspended: 0, total: 0 });
  },
);

t.test('an inactive device is offline, and is as before once it is active again', async (t) => {
  const { send } = server.sandbox();
  const put = (status: string) =>
    send('PUT', `${devices}/NORTHSTAR-ISD/status`, {
      body: { mdns: ['5212671508', '3042286302'], status },
    });
  const online = async (key: string) => (await send('GET', find(key))).body.devices[0].onlineStatus;
  await put('LOST_STOLEN');
  t.strictSame([await online('5212671508'), await online('3042286302')], [false, false]);
  await put('SUSPENDED');
  await put('ACTIVE');
  t.strictSame([await online('5212671508'), await online('3042286302')], [true, false]);
});
