import { decode as decodePng } from 'fast-png';
import decodeQr from 'qr/decode.js';
import t from 'tap';
import { sampleProfile } from '../../schemas/b2core/samples.js';
import { query, startInjected } from '../support/app.js';
import { b2core } from './api.js';

const server = await startInjected(t);

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds
type Item = any;

const units = (text: string) => BigInt(text.replace('.', ''));

/** A client of the API that checks the status of each response and returns its body. */
function backOffice() {
  const { send } = server.sandbox();
  const call = async (
    method: string,
    path: string,
    expected: number,
    body?: unknown,
  ): Promise<Item> => {
    const response = await send(method, `${b2core}${path}`, { body });
    t.equal(response.status, expected, `${method} ${path}: ${response.body?.message ?? ''}`);
    return response.body;
  };
  return {
    send,
    get: (path: string, parameters = {}) => call('GET', `${path}${query(parameters)}`, 200),
    add: (path: string, body: unknown) => call('POST', path, 201, body),
    change: (path: string, body: unknown) => call('PUT', path, 200, body),
    remove: (path: string) => call('DELETE', path, 204),
    refused: (method: string, path: string, status: number, body?: unknown) =>
      call(method, path, status, body),
    wait: (seconds: number) => send('POST', '/_sim/clock/advance', { body: { seconds } }),
  };
}

t.test("a day in a broker's back office", async (t) => {
  const { get, add, change, remove, refused, wait } = backOffice();

  // Morning: a program for new partners, with its ratios, and a page to link to.
  const ibType = await add('/groups', {
    name: 'Spring',
    paymentCurrencyCode: 'USD',
    paymentInterval: 'P1D',
    registration: 'public',
    approval: true,
  });
  const parts = `/groups/${ibType.groupId}`;
  await add(`${parts}/levels`, { level: 1, ratio: '1' });
  await add(`${parts}/levels`, { level: 2, ratio: '0.25' });
  await refused('POST', `${parts}/levels`, 400, { level: 2, ratio: '0.5' });
  const tier = await add(`${parts}/tiers`, { name: 'Start', volume: '0', ratio: '1.5' });
  await add(`${parts}/resources`, { name: 'Landing page', url: 'https://my.example.com/spring' });
  t.equal((await get(`${parts}/levels`)).length, 2);
  await refused('PUT', parts, 400, { registration: 'private' });

  // A client calls: the profile gets an account and a partner.
  const partners = await get('/relations', { 'filter[childUserId]': sampleProfile.profileId });
  t.strictSame(partners, []);
  const client = await add('/profiles', {
    firstName: 'Ana',
    lastName: 'Costa',
    contacts: [{ key: 'email', value: 'ana@clients.example' }],
  });
  const [group] = await get('/platforms/groups', { 'filter[name]': 'Standard' });
  const account = await add('/accounts', {
    number: '990001',
    platformGroupId: group.platformGroupId,
    profileId: client.profileId,
    deposits: '1000.5',
    credit: '10',
  });
  t.match(account, {
    platformId: group.platformId,
    platformName: group.platformName,
    platformGroupName: 'Standard',
    environment: 'production',
    balance: '1000.500000000000000000',
    equity: '1010.500000000000000000',
  });
  const changed = await change(`/accounts/${account.accountId}`, { withdrawals: '100' });
  t.match(changed, { balance: '900.500000000000000000', equity: '910.500000000000000000' });
  await refused('POST', '/accounts', 400, {
    number: '990001',
    platformGroupId: group.platformGroupId,
    profileId: 'nobody',
  });
  const relation = await add('/relations', {
    childUserId: client.profileId,
    parentUserId: sampleProfile.profileId,
  });
  t.match(relation, {
    childUser: { profileId: client.profileId },
    parentUser: { profileId: sampleProfile.profileId },
  });
  await refused('POST', '/relations', 400, {
    childUserId: sampleProfile.profileId,
    parentUserId: client.profileId,
  });
  await refused('POST', '/relations', 400, {
    childUserId: client.profileId,
    parentUserId: client.profileId,
  });

  // Noon: advertising. A banner and a QR code with the link of the partner.
  const { languages, sizes, themes } = await get('/banners/filters');
  const banner = await add('/banners', {
    bannerName: 'Spring',
    cdnFileUrl: 'https://cdn.example.com/banners/spring.png',
    languageId: languages[0].languageId,
    sizeId: sizes[0].sizeId,
    themeId: themes[0].themeId,
  });
  t.match(banner, { languageName: languages[0].languageName, width: Number, height: Number });
  const [color] = await get('/qrcodes/colors', { 'filter[name]': 'Forest' });
  const content = `https://my.example.com/spring?ref=${sampleProfile.profileId}`;
  const { image } = await add('/qrcodes', { content, colorId: color.colorId });
  const { width, height, data } = decodePng(Buffer.from(image, 'base64'));
  t.equal(decodeQr({ width, height, data: data as Uint8Array }), content);

  // Afternoon: the rewards of the last days are computed and paid.
  const pending = await get('/payments', { 'filter[paymentState]': 'pending', limit: 100 });
  const started = await add('/processes', { name: 'trades' });
  t.equal((await get(`/processes/${started.processId}`)).code, null);
  await wait(60);
  const ended = await get(`/processes/${started.processId}`);
  t.equal(ended.code, 0);
  const due = await get('/payments', { 'filter[paymentState]': 'pending', limit: 100 });
  t.equal(due.length, pending.length + ended.messages);
  const before = await get('/reports/payments', { group_by: 'user', limit: 100 });
  const { processId } = await add('/processes', { name: 'pay' });
  await wait(60);
  t.match(await get(`/processes/${processId}`), { code: 0, messages: due.length });
  const after = await get('/reports/payments', { group_by: 'user', limit: 100 });
  t.strictSame(after.aggregation, before.aggregation, 'what was due is paid, and nothing is lost');
  for (const row of after.rows) t.equal(units(row.pendingAmount), 0n);

  // Evening: the program is withdrawn, and the new client leaves.
  await remove(`${parts}/tiers/${tier.tierId}`);
  await remove(parts);
  await refused('GET', `${parts}/levels`, 404);
  await remove(`/profiles/${client.profileId}`);
  t.strictSame(await get('/relations', { 'filter[childUserId]': client.profileId }), []);
  t.match(await get(`/accounts/${account.accountId}`), { archived: true, enabled: false });
  await remove(`/accounts/${account.accountId}`);
});

t.test('a change of a name is seen wherever the name is shown', async (t) => {
  const { get, change } = backOffice();
  const trades = await get('/trades', { limit: 100 });
  const [payment] = await get('/payments');
  const trade = trades.find(({ tradeId }: Item) => tradeId === payment.tradeId);
  await change(`/platforms/${trade.platformId}`, {
    name: 'Renamed platform',
    address: 'renamed.example.com:1',
  });
  await change(`/platforms/groups/${trade.platformGroupId}`, { name: 'Renamed group' });
  await change(`/accounts/${trade.accountId}`, { number: '1', uuid: 'crm-1' });
  await change(`/groups/${payment.paymentPreferencesGroupId}`, { name: 'Renamed program' });
  t.match(await get(`/trades/${trade.tradeId}`), {
    platformName: 'Renamed platform',
    platformAddress: 'renamed.example.com:1',
    platformGroupName: 'Renamed group',
    accountNumber: '1',
    accountUuid: 'crm-1',
    symbolPath: /^Renamed group\\\\/,
  });
  t.match(await get(`/accounts/${trade.accountId}`), {
    number: '1',
    platformName: 'Renamed platform',
    platformGroupName: 'Renamed group',
  });
  t.match(await get(`/symbols/${trade.symbolId}`), { name: /^Renamed group\\\\/ });
  t.match(await get(`/platforms/groups/${trade.platformGroupId}`), {
    platformName: 'Renamed platform',
  });
  t.match(await get(`/payments/${payment.paymentId}`), {
    paymentPreferencesGroupName: 'Renamed program',
  });
  const plans = await get(`/symbols/${trade.symbolId}/preferences`, {
    'filter[groupId]': payment.paymentPreferencesGroupId,
  });
  t.ok(plans.every(({ groupName }: Item) => groupName === 'Renamed program'));
  const [found] = await get('/accounts', { 'filter[uuid]': 'crm-1' });
  t.equal(found.accountId, trade.accountId);
});

t.test('what trades and payments refer to cannot be deleted or changed under them', async (t) => {
  const { get, refused } = backOffice();
  const [payment] = await get('/payments');
  const trade = await get(`/trades/${payment.tradeId}`);
  for (const path of [
    `/accounts/${trade.accountId}`,
    `/platforms/${trade.platformId}`,
    `/groups/${payment.paymentPreferencesGroupId}`,
  ]) {
    t.match(await refused('DELETE', path, 409), { code: 409, message: /cannot be deleted while/ });
    await get(path);
  }
  const { errors } = await refused('PUT', `/accounts/${trade.accountId}`, 400, {
    currency: 'BTC',
    profileId: sampleProfile.profileId,
  });
  t.strictSame(
    errors.map(({ field }: Item) => field),
    ['/profileId', '/currency'],
  );
  const [demo] = await get('/platforms', { 'filter[name]': 'MetaTrader 4 Demo' });
  await refused('PUT', `/platforms/${demo.platformId}`, 400, { environment: 'production' });
  await refused('PUT', `/groups/${payment.paymentPreferencesGroupId}`, 400, {
    paymentCurrencyCode: 'ETH',
  });
});

t.test(
  'payments follow from the levels, plans and relations as they are when they are computed',
  async (t) => {
    const { get, add, change, wait } = backOffice();
    // No new trades can be added, so those of the last days are computed with a changed plan.
    const before = await get('/payments', { limit: 100, 'filter[paymentState]': 'pending' });
    const open = (await get('/trades', { limit: 100, 'filter[position]': 'closed' })).filter(
      ({ tradeTime }: Item) => tradeTime > '2026-03-08T16:00:00',
    );
    for (const { symbolId } of open)
      for (const plan of await get(`/symbols/${symbolId}/preferences`))
        await change(`/symbols/${symbolId}/preferences/${plan.paymentPlanId}`, {
          formula: 'lot',
          ratio: '100',
        });
    await add('/processes', { name: 'trades' });
    await wait(60);
    const after = await get('/payments', { limit: 100, 'filter[paymentState]': 'pending' });
    const added = after.filter(
      ({ paymentId }: Item) => !before.some((each: Item) => each.paymentId === paymentId),
    );
    t.ok(added.length > 0);
    const closed = added.filter(
      ({ paymentFormulaPosition }: Item) => paymentFormulaPosition === 'closed',
    );
    for (const payment of closed)
      t.match(payment, { paymentFormula: 'lot', paymentFormulaRatio: '100.000000000000000000' });
  },
);
