import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { contracts } from '../../../src/contracts/index.js';
import { accrueUsage } from '../../../src/contracts/kajeet/devices/usage.js';
import { kajeet, page } from '../../kajeet/api.js';
import { query, startListening } from '../../support/app.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;

/** So many devices that a change of all takes longer than other requests may wait. */
const fleet = 2500;
const dayMs = 86_400_000;

type Server = Awaited<ReturnType<typeof startListening>>;
type Client = ReturnType<Server['sandbox']>;

const advance = ({ send }: Client, days: number) =>
  send('POST', '/_sim/clock/advance', { body: { seconds: days * 86_400 } });
const now = async ({ send }: Client) => (await send('GET', '/_sim/clock')).body.now as string;

/** The list with usage, note and status of every device, sorted by usage. */
const everything = async ({ send }: Client, token: string) => {
  const columns = 'MDN,MONTHLY_AMOUNT_USED,DAY_AMOUNT_USED,LAST_30_DAYS_USED,STATUS,DEVICE_NAME';
  const path = `${devices}${query({ sort: 'LAST_30_DAYS_USED', sortDir: 'DESC', export: 'CSV', columns })}`;
  return (await send('GET', path, { token })).text;
};

/** A token that never expires. */
const tokenOf = async ({ send }: Client) =>
  (await send('POST', '/_sim/tokens', { body: { contract: 'kajeet', expiresIn: null } })).body
    .token as string;

/** Repeats a read until other work has ended, and returns the distinct responses in order. */
async function readDuring<T>(work: Promise<unknown>, read: () => Promise<T>): Promise<T[]> {
  let isDone = false;
  work.finally(() => {
    isDone = true;
  });
  const seen: T[] = [];
  do {
    const response = await read();
    if (JSON.stringify(response) !== JSON.stringify(seen.at(-1))) seen.push(response);
  } while (!isDone);
  return seen;
}

for (const place of ['memory', 'a data folder']) {
  t.test(`in ${place}`, async (t) => {
    const data = t.testdir({});
    const server = await startListening(t, {
      devices: fleet,
      ...(place === 'memory' ? {} : { ephemeral: false, data }),
    });
    let count = 0;
    /** A sandbox of its own, which is stored in the folder if there is one. */
    const created = async () => {
      const name = `own-${++count}`;
      await server.request('POST', '/_sim/sandboxes', { body: { name } });
      const client = server.sandbox(name);
      return { client, token: await tokenOf(client) };
    };

    await t.test('a day on a copy has the same result as one that runs at once', async (t) => {
      const [one, other] = [await created(), await created()];
      const sandbox = server.app.sandboxes.open(other.client.name);
      if (!sandbox) throw new Error('it was created');
      const day = Math.floor(sandbox.clock.now() / dayMs);
      sandbox.transaction(() => sandbox.runAtOnce(accrueUsage(sandbox, day, day + 3)));
      await sandbox.flushed;
      await advance(one.client, 3);
      const expected = await everything(other.client, other.token);
      t.equal(await everything(one.client, one.token), expected);
      for (let step = 0; step < 2; step++) await advance(one.client, 1);
      sandbox.transaction(() => sandbox.runAtOnce(accrueUsage(sandbox, day + 3, day + 5)));
      await sandbox.flushed;
      t.equal(
        await everything(one.client, one.token),
        await everything(other.client, other.token),
        'and again',
      );
    });

    await t.test('reads see the old state or the new one, in that order', async (t) => {
      const { client, token } = await created();
      const readUsage = async () => {
        const path = `${devices}${page({ sort: 'MONTHLY_AMOUNT_USED', sortDir: 'DESC' })}`;
        return (await client.send('GET', path, { token })).body;
      };
      const before = { usage: await readUsage(), now: await now(client) };
      const advancing = advance(client, 1);
      const [usage, times] = await Promise.all([
        readDuring(advancing, readUsage),
        readDuring(advancing, () => now(client)),
      ]);
      t.equal((await advancing).body.now, new Date(Date.parse(before.now) + dayMs).toISOString());
      const after = { usage: await readUsage(), now: await now(client) };
      t.not(JSON.stringify(after.usage), JSON.stringify(before.usage));
      t.strictSame(usage[0], before.usage, 'the old state is read while the day passes');
      t.strictSame(
        [...new Set([...usage, after.usage].map((each) => JSON.stringify(each)))],
        [JSON.stringify(before.usage), JSON.stringify(after.usage)],
      );
      t.strictSame([...new Set([...times, after.now])], [before.now, after.now]);
    });

    await t.test('writes wait for it, and neither is lost', async (t) => {
      const { client, token } = await created();
      const before = await now(client);
      const order: string[] = [];
      const noted = (what: string) => () => order.push(what);
      const [first, second, write, event] = await Promise.all([
        advance(client, 1).finally(noted('advance')),
        advance(client, 1).finally(noted('another advance')),
        client
          .send('PUT', `${devices}/nickname`, {
            token,
            body: { mdns: ['521-267-1508'], nickname: 'Written meanwhile' },
          })
          .finally(noted('write')),
        client
          .send('POST', '/_sim/faults', {
            body: { match: { path: '/no*' }, effect: { delayMs: 1 } },
          })
          .finally(noted('fault rule')),
      ]);
      t.strictSame([first.status, second.status, write.status, event.status], [200, 200, 200, 201]);
      t.strictSame(order.slice(0, 1), ['advance']);
      t.equal(await now(client), new Date(Date.parse(before) + 2 * dayMs).toISOString());
      const { body } = await client.send(
        'GET',
        `${devices}${page({ searchValue: 'Written mean' })}`,
        {
          token,
        },
      );
      t.equal(body.totalCount, 1);
      t.equal((await client.send('GET', '/_sim/faults')).body.length, 1);
      const twoDays = await created();
      await advance(twoDays.client, 2);
      t.equal(
        (await everything(client, token)).replaceAll('Written meanwhile', ''),
        (await everything(twoDays.client, twoDays.token)).replaceAll('Main Office Hotspot', ''),
      );
    });

    await t.test('what reads count and record meanwhile is there afterwards', async (t) => {
      const { client, token } = await created();
      const rule = { match: { path: `${devices}/totals` }, effect: { delayMs: 1 } };
      await client.send('POST', '/_sim/faults', { body: rule });
      const advancing = advance(client, 1);
      let reads = 0;
      await readDuring(advancing, async () => {
        reads++;
        return (await client.send('GET', `${devices}/totals`, { token })).status;
      });
      t.match((await client.send('GET', '/_sim/faults')).body, [
        { matched: reads, applied: reads },
      ]);
      const { body: journal } = await client.send('GET', '/_sim/journal');
      const entries = journal.entries ?? journal;
      t.equal(entries.length, reads, `${reads} reads`);
    });

    await t.test('a bulk write that selects by a search changes all or nothing', async (t) => {
      const { client, token } = await created();
      const put = (what: string, body: object, headers = {}) =>
        client.send('PUT', `${devices}/${what}`, { token, body, headers });
      const totals = async () => (await client.send('GET', `${devices}/totals`, { token })).body;
      const before = await totals();
      const selection = { bulkSelection: { selectAll: true, excludedMdns: ['521-267-1508'] } };
      const dry = await put(
        'status',
        { ...selection, status: 'SUSPENDED' },
        { prefer: 'code=200' },
      );
      t.strictSame(await totals(), before, 'a dry run changes nothing');
      const writing = put('status', { ...selection, status: 'SUSPENDED' });
      const seen = await readDuring(writing, totals);
      const { status, body } = await writing;
      t.equal(status, 200);
      t.ok(body.updated > 1000, `${body.updated} devices`);
      t.strictSame(dry.body, body);
      const after = await totals();
      t.equal(after.active, 1, 'the counters follow');
      t.strictSame(
        [...new Set([...seen, after].map((each) => JSON.stringify(each)))],
        [JSON.stringify(before), JSON.stringify(after)],
      );
      await put('nickname', { ...selection, nickname: 'Renamed in bulk' });
      const found = await client.send(
        'GET',
        `${devices}${page({ searchValue: 'named in bulk' })}`,
        {
          token,
        },
      );
      t.equal(found.body.totalCount, body.updated, 'the search finds the new names');
      await client.send('PUT', `${kajeet}/v1.0/devices/bulkAddLabels`, {
        token,
        body: { ...selection, labelIds: [12] },
      });
      const labelled = await client.send('GET', `${devices}${page({ labelIds: '12' })}`, { token });
      t.ok(labelled.body.totalCount >= body.updated, 'the label index follows');
      const none = await put('note', { bulkSelection: { searchValue: 'zzzzzz' }, note: '' });
      t.match(none, { status: 404, body: { message: /No devices found/ } });
    });

    await t.test('an export that began before continues with the old data', async (t) => {
      const { client, token } = await created();
      const before = await everything(client, token);
      const advancing = advance(client, 1);
      // One of them is in progress when the new data take the place of the old.
      const texts = await readDuring(advancing, () => everything(client, token));
      t.equal((await advancing).status, 200);
      const after = await everything(client, token);
      t.ok(after !== before);
      const isHalf = texts.some((text) => text !== before && text !== after);
      t.notOk(isHalf, 'never half of each');
    });

    await t.test('a summer suspension that begins on the way', async (t) => {
      const { client, token } = await created();
      const active = async () =>
        (await client.send('GET', `${devices}/totals`, { token })).body.active as number;
      const body = { startDate: '2026-03-20', endDate: '2026-03-30' };
      await client.send('POST', `${kajeet}/v1.0/manage-profile/summerSuspension`, { token, body });
      const before = await active();
      await advance(client, 15);
      t.ok((await active()) < before / 2, 'the devices are suspended');
      const { status } = await client.send(
        'DELETE',
        `${kajeet}/v1.0/manage-profile/summerSuspension`,
        { token },
      );
      t.equal(status, 200);
      t.equal(await active(), before, 'and resumed by the request that ends it');
    });

    await t.test('a reset waits for it; a deletion ends it', async (t) => {
      const { client, token } = await created();
      const before = await everything(client, token);
      const [advanced] = await Promise.all([
        advance(client, 1),
        client.send('POST', `/_sim/sandboxes/${client.name}/reset`),
      ]);
      t.equal(advanced.status, 200);
      t.equal(await everything(client, token), before);

      const advancing = advance(client, 1);
      await client.send('GET', '/_sim/clock');
      await client.send('DELETE', `/_sim/sandboxes/${client.name}`);
      t.match(await advancing, { status: 404 });
    });

    await t.test('nothing is left of the copies', async (t) => {
      const folder = join(data, 'sandboxes');
      if (!existsSync(folder)) return;
      const left = () => readdirSync(folder).filter((name) => /\.(copy|new|old)/.test(name));
      // A large file is removed in the background, also when its sandbox has been deleted meanwhile.
      for (let tries = 0; left().length > 0 && tries < 100; tries++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      t.strictSame(left(), []);
    });
  });
}

t.test('a handler that fails is left out, and the others run', async (t) => {
  const [real] = contracts;
  if (!real) throw new Error('there is a contract');
  const failing = {
    ...real,
    onDayChange: () => ({
      rows: 5000,
      *steps() {
        yield;
        throw new Error('this day is broken');
      },
    }),
  };
  const others = contracts.slice(1);
  const kajeetContract = contracts.find(({ onDayChange }) => onDayChange);
  const isKajeet = kajeetContract === real;
  const broken = { ...(others[0] ?? real), onDayChange: failing.onDayChange };
  const all = isKajeet ? [real, broken, ...others.slice(1)] : [failing, ...others];
  const server = await startListening(t, { devices: fleet }, { contracts: all });
  const client = server.sandbox();
  const token = await tokenOf(client);
  const warnings: string[] = [];
  const collect = ({ message }: Error) => warnings.push(message);
  process.on('warning', collect);
  t.teardown(() => process.off('warning', collect));
  const before = await everything(client, token);
  t.equal((await advance(client, 1)).status, 200);
  t.not(await everything(client, token), before);
  await new Promise(setImmediate);
  t.match(warnings.join(), /change of day failed and will not run again: this day is broken/);
});
