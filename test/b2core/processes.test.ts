import t from 'tap';
import { processNames } from '../../schemas/b2core/processes.js';
import { curlExampleId } from '../../schemas/b2core/samples.js';
import { type Send, startInjected } from '../support/app.js';
import { b2core } from './api.js';

const server = await startInjected(t);
const processes = `${b2core}/processes`;
const payments = `${b2core}/payments`;

const advance = (send: Send, seconds: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds } });

/** Starts a process, lets it run and returns it. */
async function run(send: Send, body: object) {
  const started = await send('POST', processes, { body });
  t.equal(started.status, 201);
  await advance(send, 31);
  return (await send('GET', `${processes}/${started.body.processId}`)).body;
}

const units = (text: string) => BigInt(text.replace('.', ''));

t.test('a process runs on the clock of the sandbox and ends', async (t) => {
  for (const name of processNames) {
    const { send } = server.sandbox();
    const { status, body: started } = await send('POST', processes, { body: { name } });
    t.equal(status, 201, name);
    t.match(started, { name, arguments: '', code: null, time: 0, messages: 0, version: '2.18.0' });
    t.ok(started.pid > 3279);
    const own = `${processes}/${started.processId}`;
    t.match((await send('GET', own)).body, { code: null, time: 0 }, 'a frozen clock stops it');
    await advance(send, 4);
    t.match((await send('GET', own)).body, { code: null, time: 4000 });
    const running = (await send('GET', `${processes}?filter[name]=${name}`)).body;
    t.ok(
      running.some(
        (each: { code: unknown; time: number }) => each.code === null && each.time === 4000,
      ),
    );
    await advance(send, 60);
    const { body: ended } = await send('GET', own);
    t.match(ended, { name, code: 0, pid: started.pid, createTime: started.createTime });
    t.equal(ended.time, Date.parse(ended.updateTime) - Date.parse(ended.createTime));
    await advance(send, 60);
    t.strictSame((await send('GET', own)).body, ended, 'it has ended for good');
  }
});

t.test(
  'trades without payments get pending ones, which are paid into the accounts of partners',
  async (t) => {
    const { send } = server.sandbox();
    const list = async (state: string) =>
      (await send('GET', `${payments}?limit=100&filter[paymentState]=${state}`)).body;
    const before = await list('pending');
    const computed = await run(send, { name: 'trades' });
    const pending = await list('pending');
    t.ok(computed.messages > 0, 'the trades of the last days had no payments');
    t.equal(pending.length, before.length + computed.messages);
    for (const { tradeId } of pending) {
      const { body: trade } = await send('GET', `${b2core}/trades/${tradeId}`);
      const { body: own } = await send('GET', `${payments}?filter[tradeId]=${tradeId}`);
      t.equal(trade.paymentCount, own.length);
    }
    t.equal((await run(send, { name: 'trades' })).messages, 0, 'each trade is paid for once');
    const accounts = async () => {
      const { body } = await send('GET', `${b2core}/accounts?limit=100&filter[type]=1`);
      return body as { accountId: string; deposits: string; balance: string }[];
    };
    const poor = await accounts();
    const paid = await run(send, { name: 'pay' });
    t.match(paid, { code: 0, messages: pending.length });
    t.strictSame(await list('pending'), []);
    for (const { accountId, deposits, balance } of await accounts()) {
      const earned = pending.filter((each: { accountId: string }) => each.accountId === accountId);
      const amounts = earned.map(({ paymentAmount }: { paymentAmount: string }) =>
        units(paymentAmount),
      );
      const sum = amounts.reduce((total: bigint, each: bigint) => total + each, 0n);
      const old = poor.find((each) => each.accountId === accountId);
      t.equal(units(deposits) - units(old!.deposits), sum);
      t.equal(units(balance) - units(old!.balance), sum);
    }
  },
);

t.test('a process handles what is in its period, both ends included', async (t) => {
  const { send } = server.sandbox();
  const { body: pending } = await send(
    'GET',
    `${payments}?limit=100&filter[paymentState]=pending&sort_order=asc`,
  );
  const [first] = pending;
  const paid = await run(send, {
    name: 'pay',
    arguments: `${first.createTime} ${first.createTime}`,
  });
  // Several partners may earn from one trade.
  const messages = pending.filter(
    ({ createTime }: { createTime: string }) => createTime === first.createTime,
  ).length;
  t.match(paid, { messages, arguments: `${first.createTime} ${first.createTime}` });
  t.match((await send('GET', `${payments}/${first.paymentId}`)).body, { paymentState: 'done' });
  const refunded = await run(send, { name: 'refund', arguments: paid.arguments });
  t.match(refunded, { messages, code: 0 });
  t.match((await send('GET', `${payments}/${first.paymentId}`)).body, {
    paymentState: 'cancelled',
  });
});

t.test('an invalid period or name is refused', async (t) => {
  const { send } = server.sandbox();
  for (const [body, field] of [
    [{ name: 'reboot' }, '/name'],
    [{}, '/name'],
    [{ name: 'pay', arguments: 'yesterday' }, '/arguments'],
    [{ name: 'pay', arguments: '2026-03-02T00:00:00Z 2026-03-01T00:00:00Z' }, '/arguments'],
    [{ name: 'pay', arguments: '2026-03-02Tx 2026-03-01Ty' }, '/arguments'],
  ] as const)
    t.match(await send('POST', processes, { body }), {
      status: 400,
      body: { errors: [{ field }] },
    });
});

t.test('the process of the vendor is listed with its fields', async (t) => {
  const { body } = await server.sandbox().send('GET', `${processes}/${curlExampleId}`);
  t.match(body, {
    pid: 3279,
    name: 'trades',
    messages: 1,
    memory: 60,
    time: 3368967,
    code: 0,
    version: '2.18.0',
  });
});

t.test('a partner without an account is not paid, and the process says so', async (t) => {
  const { send } = server.sandbox();
  const { body: pending } = await send('GET', `${payments}?limit=100&filter[paymentState]=pending`);
  const { userId, accountId, paymentFormulaId } = pending[0];
  // A payment has no account when its partner had none in its currency: here, because the type of the account changed.
  await send('PUT', `${b2core}/accounts/${accountId}`, { body: { type: 0 } });
  await run(send, { name: 'trades' });
  const { body: all } = await send(
    'GET',
    `${payments}?limit=100&filter[paymentState]=pending&filter[userId]=${userId}`,
  );
  const unpaid = all.filter((each: { accountId: string | null }) => each.accountId === null);
  const { code } = await run(send, { name: 'pay' });
  t.equal(code, unpaid.length > 0 ? 1 : 0, paymentFormulaId);
  for (const { paymentId } of unpaid)
    t.match((await send('GET', `${payments}/${paymentId}`)).body, { paymentState: 'pending' });
});

t.test('diagnostics tell what keeps a driver from working, as it is stored now', async (t) => {
  const { send } = server.sandbox();
  const platform = `${b2core}/platforms/${curlExampleId}`;
  const driver = `${platform}/drivers/${curlExampleId}`;
  const diagnose = async () => (await send('GET', `${driver}/diagnostics`)).body;
  t.match(await diagnose(), { status: 'passed', checks: [{ passed: true, message: null }] });
  await send('PATCH', driver, { body: { enabled: false } });
  await send('PUT', platform, {
    body: { address: 'nowhere', credentials: { username: 'a', password: '' } },
  });
  const { status, checks } = await diagnose();
  t.equal(status, 'failed');
  t.strictSame(
    checks.map(({ name, passed }: { name: string; passed: boolean }) => [name, passed]),
    [
      ['driver', false],
      ['address', false],
      ['credentials', false],
    ],
  );
});

t.test('processes handle nothing of a platform without a working driver, and say so', async (t) => {
  const { send } = server.sandbox();
  const [{ platformId, address }] = (
    await send('GET', `${b2core}/platforms?filter[provider]=b2trader`)
  ).body;
  const owned = async (url: string) =>
    (await send('GET', `${b2core}/${url}?limit=100&filter[platformId]=${platformId}`)).body.length;
  const kinds = [
    ['accounts', 'accounts'],
    ['groups', 'platforms/groups'],
    ['symbols', 'symbols'],
  ] as const;
  const before = new Map<string, number>();
  for (const [name, url] of kinds) {
    const { code, messages } = await run(send, { name });
    t.equal(code, 0, name);
    t.equal(messages, (await send('GET', `${b2core}/${url}?limit=100`)).body.length, name);
    before.set(name, messages);
  }
  const working = await run(send, { name: 'diagnostics' });
  t.match(working, { code: 0, messages: 4 }, 'the drivers that are enabled');

  const platform = `${b2core}/platforms/${platformId}`;
  await send('PUT', platform, { body: { address: 'nowhere' } });
  t.match(await run(send, { name: 'diagnostics' }), { code: 1, messages: 4 });
  for (const [name, url] of kinds) {
    const { code, messages } = await run(send, { name });
    const missing = await owned(url);
    t.ok(missing > 0);
    t.equal(code, 1, name);
    t.equal(messages, before.get(name)! - missing, name);
  }
  await send('PUT', platform, { body: { address } });
  t.equal((await run(send, { name: 'accounts' })).code, 0);

  const { body: drivers } = await send('GET', `${platform}/drivers`);
  for (const { driverId } of drivers)
    await send('PATCH', `${platform}/drivers/${driverId}`, { body: { enabled: false } });
  t.match(await run(send, { name: 'diagnostics' }), { code: 0 }, 'disabled drivers are left out');
  t.equal((await run(send, { name: 'symbols' })).code, 1);
});

t.test('processes of which the vendor publishes only the name change nothing', async (t) => {
  const { send } = server.sandbox();
  await send('POST', '/_sim/sandboxes', { body: { name: 'unchanged' } });
  for (const name of ['fund', 'cache']) t.equal((await run(send, { name })).code, 0);
  const { body } = await send('GET', '/_sim/diff?from=unchanged');
  t.strictSame(body.total, { added: 2, changed: 0, removed: 0 });
  t.ok(body.documents.every((each: { collection: string }) => each.collection === 'processes'));
});
