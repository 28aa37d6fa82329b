import t from 'tap';
import { query, type Send, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';

const server = await startInjected(t);
const account = `${kajeet}/v1.0/account`;
const accounts = ['NORTHSTAR-ISD', 'METRO-TRANSIT', 'HARBOR-PLTE', 'SUMMIT-WBU', 'ATLAS-ASB'];

interface Bucket {
  corpId: string;
  dataBalance: number;
  pointsBalance: number;
}

const bucketsOf = async (send: Send, at?: string): Promise<Bucket[]> =>
  (await send('GET', `${account}/clientBucketDetails/`, at ? { at } : {})).body.buckets;

const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);

t.test('the balances of each account are what its card purchases bought', async (t) => {
  const { send } = server.sandbox();
  for (const at of accounts.filter((each) => each !== 'METRO-TRANSIT')) {
    const buckets = await bucketsOf(send, at);
    const { body: bought } = await send('GET', `${account}/ccTransactions/`, { at });
    const total = (type: string) =>
      sum(
        bought
          .filter((each: { type: string; status: string }) => each.type === type)
          .filter((each: { status: string }) => each.status === 'APPROVED')
          .map(({ quantity }: { quantity: number }) => quantity),
      );
    t.equal(sum(buckets.map(({ dataBalance }) => dataBalance)), total('DATA'), at);
    t.equal(sum(buckets.map(({ pointsBalance }) => pointsBalance)), total('POINTS'), at);
  }
});

t.test('a balance transfer moves the balance and appears in its summary', async (t) => {
  const { send } = server.sandbox();
  const before = await bucketsOf(send);
  const body = {
    fromCorpId: 'NORTHSTAR-ISD',
    toCorpId: 'NORTHSTAR-SPARE',
    type: 'data',
    amount: 1500,
  };
  const transfer = () => send('POST', `${account}/balanceTransfer/`, { body });
  const { status, body: made } = await transfer();
  t.equal(status, 200);
  const after = await bucketsOf(send);
  const change = (corpId: string) => {
    const [old, changed] = [before, after].map((buckets) =>
      buckets.find((bucket) => bucket.corpId === corpId),
    );
    return Number(changed?.dataBalance) - Number(old?.dataBalance);
  };
  t.equal(change('NORTHSTAR-ISD'), -1500);
  t.equal(change('NORTHSTAR-SPARE'), 1500);
  const { body: summary } = await send('GET', `${account}/balanceTransferSummary/`);
  t.strictSame(summary.transfers[0], made.transfer);
  t.match(made.transfer, { ...body, type: 'DATA', transferredBy: 'dana.whitfield' });
  t.equal(
    summary.totalData,
    sum(
      summary.transfers.map(({ type, amount }: { type: string; amount: number }) =>
        type === 'DATA' ? amount : 0,
      ),
    ),
  );
  const { body: others } = await send('GET', `${account}/balanceTransferSummary/`, {
    at: 'METRO-TRANSIT',
  });
  t.strictSame(others, { totalData: 0, totalPoints: 0, transfers: [] });
  const csv = await send('GET', `${account}/clientBucketDetails/csv`);
  t.match(csv.headers['content-type'], 'text/csv');
  const [spare] = after.filter(({ corpId }) => corpId === 'NORTHSTAR-SPARE');
  t.match(csv.text, `NORTHSTAR-SPARE,Northstar Spare Pool,${spare?.dataBalance},0,true\r\n`);
});

t.test('a transfer that cannot be made changes nothing', async (t) => {
  const { send } = server.sandbox();
  const before = await bucketsOf(send);
  const body = {
    fromCorpId: 'NORTHSTAR-ISD',
    toCorpId: 'NORTHSTAR-BUS',
    type: 'POINTS',
    amount: 1,
  };
  const transfer = (changes: object) =>
    send('POST', `${account}/balanceTransfer/`, { body: { ...body, ...changes } });
  for (const [changes, status] of [
    [{ amount: 1e9 }, 409],
    [{ amount: 0 }, 400],
    [{ amount: 1.5 }, 400],
    [{ type: 'MINUTES' }, 400],
    [{ toCorpId: 'NORTHSTAR-ISD' }, 400],
    [{ toCorpId: 'METRO-TRANSIT' }, 403],
    [{ toCorpId: 'NOWHERE' }, 404],
  ] as const)
    t.equal((await transfer(changes)).status, status, JSON.stringify(changes));
  t.strictSame(await bucketsOf(send), before);
});

t.test('a group that is closed for allocation neither gives nor gets', async (t) => {
  const { send } = server.sandbox();
  const manage = (corpId: string, enabled: boolean) =>
    send('PUT', `${account}/clientBucketManagement/`, { body: { corpId, enabled } });
  const transfer = (fromCorpId: string, toCorpId: string) => {
    const body = { fromCorpId, toCorpId, type: 'DATA', amount: 10 };
    return send('POST', `${account}/balanceTransfer/`, { body });
  };
  t.match((await manage('NORTHSTAR-BUS', false)).body.bucket, { allocationEnabled: false });
  t.match(
    (await bucketsOf(send)).find(({ corpId }) => corpId === 'NORTHSTAR-BUS'),
    { allocationEnabled: false },
  );
  t.equal((await transfer('NORTHSTAR-BUS', 'NORTHSTAR-ISD')).status, 409);
  t.equal((await transfer('NORTHSTAR-ISD', 'NORTHSTAR-BUS')).status, 409);
  await manage('NORTHSTAR-BUS', true);
  t.equal((await transfer('NORTHSTAR-BUS', 'NORTHSTAR-ISD')).status, 200);
  t.equal((await manage('NORTHSTAR-ISD', false)).status, 400);
  t.equal((await manage('ATLAS-EAST', false)).status, 403);
});

t.test('the settings of an account decide whether it sees and manages buckets', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('GET', `${account}/clientBucketDetails/`, {
    at: 'METRO-TRANSIT',
  });
  t.equal(status, 403);
  t.match(body.message, 'showCumulativeBalance');
  const corp = '/_sim/data/kajeet/corps/METRO-TRANSIT';
  await send('PATCH', corp, { body: { wire: { flagsOff: [] } } });
  const url = `${account}/clientBucketDetails/`;
  t.equal((await send('GET', url, { at: 'METRO-TRANSIT' })).status, 200);
});

t.test('the usage summary begins with what the devices have used in this month', async (t) => {
  const { send } = server.sandbox();
  const permanent = { contract: 'kajeet', scope: 'org_super', expiresIn: null };
  const { token } = (await send('POST', '/_sim/tokens', { body: permanent })).body;
  const read = async () =>
    (await send('GET', `${account}/usageSummary/`, { token })).body.usageDetails;
  const { text } = await send(
    'GET',
    `${kajeet}/v1.0/devices/NORTHSTAR-ISD${query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'MONTHLY_AMOUNT_USED' })}`,
  );
  const used = sum(text.trim().split('\r\n').slice(1).map(Number));
  const usage = await read();
  t.strictSame(
    usage.map(({ renewalDate }: { renewalDate: string }) => renewalDate),
    ['03/01/2026', '02/01/2026', '01/01/2026', '12/01/2025', '11/01/2025', '10/01/2025'],
  );
  t.ok(Math.abs(usage[0].mbUsed - used) < 0.01);
  t.ok(usage.slice(1).every(({ mbUsed }: { mbUsed: number }) => mbUsed > used / 3));
  await send('POST', '/_sim/clock/advance', { body: { duration: 'P30D' } });
  const later = await read();
  t.equal(later[0].renewalDate, '04/01/2026');
  t.strictSame(later.slice(2), usage.slice(1, 5), 'past months stay as they were');
});

t.test('rate plan usage adds up the devices of an ASB master corp', async (t) => {
  const { send } = server.sandbox();
  const at = 'ATLAS-ASB';
  const url = `${kajeet}/v1.0/rate-plan/usage`;
  const read = async (parameters: Record<string, string | number>) =>
    (await send('GET', `${url}${query(parameters)}`, { at })).body;
  const all = await read({ sortColumn: 'USED_MB', sortDir: 'DESC' });
  const { body: devices } = await send(
    'GET',
    `${kajeet}/v1.0/devices/ATLAS-ASB${page({ limit: 100 })}`,
    { at },
  );
  const count = ({ deviceCount }: { deviceCount: number }) => deviceCount;
  t.equal(sum(all.ratePlans.map(count)), devices.totalCount);
  for (const plan of all.ratePlans) {
    const own = devices.devices.filter(
      ({ ratePlan }: { ratePlan: string }) => ratePlan === plan.ratePlanCode,
    );
    const used = own.map(
      ({ monthlyAmountUsed }: { monthlyAmountUsed: number }) => monthlyAmountUsed,
    );
    t.ok(Math.abs(plan.usedMb - sum(used)) < 0.01, plan.ratePlanCode);
    t.equal(
      plan.deviceCountWithOverage,
      used.filter((mb: number) => mb > plan.includedPlanMb).length,
    );
  }
  const [first, second] = all.ratePlans;
  t.ok(first.usedMb >= second.usedMb);
  t.strictSame((await read({ sortColumn: 'USED_MB', sortDir: 'ASC', limit: 1 })).ratePlans, [
    second,
  ]);
  const { text } = await send('GET', `${url}${query({ export: 'CSV' })}`, { at });
  t.match(text, /^MASTER_CORP_ID,RATE_PLAN_CODE,.*,USED_PCTG\r\nATLAS-ASB,ENT-20GB,/);
  t.equal((await send('GET', url, { at: 'ATLAS-EAST' })).status, 403);
  t.equal((await send('GET', `${url}${query({ sortColumn: 'PRICE' })}`, { at })).status, 400);
});

t.test('with a clock of the present, purchases and transfers are recent', async (t) => {
  const { send } = (await startInjected(t, { clock: 'frozen-now' })).sandbox();
  const { now } = (await send('GET', '/_sim/clock')).body;
  const daysAgo = (date: string) => (Date.parse(now) - Date.parse(date)) / 86_400_000;
  const [purchase] = (await send('GET', `${account}/ccTransactions/`)).body;
  t.ok(daysAgo(purchase.date) > 0 && daysAgo(purchase.date) < 30, purchase.date);
  const [transfer] = (await send('GET', `${account}/balanceTransferSummary/`)).body.transfers;
  t.ok(daysAgo(transfer.date) > 0 && daysAgo(transfer.date) < 15, transfer.date);
});
