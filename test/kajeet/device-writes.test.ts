import t from 'tap';
import { query, startInjected } from '../support/app.js';
import { kajeet, page } from './api.js';

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
