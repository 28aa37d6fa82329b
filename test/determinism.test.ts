import { createHash } from 'node:crypto';
import t from 'tap';
import { kajeet, page, query, type Send, simulator } from './simulator.js';

/** A session of reads and writes; everything that came back, headers and all. */
async function script(send: Send): Promise<string> {
  const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
  const calls: [string, string, unknown?][] = [
    ['GET', '/_sim/personas'],
    [
      'POST',
      `${kajeet}/v1.0/auth/token`,
      { username: 'dana.whitfield', password: 'demo-dana.whitfield' },
    ],
    ['GET', `${devices}${page({ limit: 100, sort: 'LAST_30_DAYS_USED', sortDir: 'DESC' })}`],
    ['GET', `${devices}${query({ sort: 'FILTER_GROUP', sortDir: 'ASC', export: 'CSV' })}`],
    ['PUT', `${devices}/status`, { bulkSelection: { searchValue: 'Bus' }, status: 'SUSPENDED' }],
    ['POST', '/_sim/clock/advance', { duration: 'PT36M' }],
    ['GET', `${devices}/totals`],
    ['PUT', `${devices}/nickname`, { mdns: ['0'] }],
    ['GET', `${kajeet}/v1.0/account/usageSummary/`],
    ['GET', `${kajeet}/v1.0/nowhere`],
  ];
  const answers: unknown[] = [];
  for (const [method, url, body] of calls) {
    const { status, headers, text } = await send(method, url, { body });
    answers.push([status, { ...headers, 'x-sandbox': '' }, text]);
  }
  return JSON.stringify(answers);
}

t.test(
  'same seed, same bytes: two fresh starts with a frozen clock answer a script alike',
  async (t) => {
    const [one, other] = [await simulator(t), await simulator(t)];
    t.equal(await script(one.sandbox('a').send), await script(other.sandbox('a').send));
  },
);

t.test('two sandboxes answer a script alike, whatever they are called', async (t) => {
  const { sandbox } = await simulator(t);
  t.equal(await script(sandbox('one').send), await script(sandbox('another-one').send));
});

t.test('another seed is another world, with the same documented devices', async (t) => {
  const list = async (seed: number) => {
    const { sandbox } = await simulator(t, { seed });
    const { body } = await sandbox().send(
      'GET',
      `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ limit: 100 })}`,
    );
    const { body: known } = await sandbox().send(
      'GET',
      `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ searchValue: '5212671508' })}`,
    );
    return { list: JSON.stringify(body), known: JSON.stringify(known) };
  };
  const [one, two] = [await list(1), await list(2)];
  t.not(one.list, two.list);
  t.equal(one.known, two.known);
});

t.test('the default world is this one, on every machine', async (t) => {
  const { sandbox } = await simulator(t);
  const asked = { sort: 'MDN', sortDir: 'ASC', export: 'CSV' };
  const { text } = await sandbox().send(
    'GET',
    `${kajeet}/v1.0/devices/NORTHSTAR-ISD${query(asked)}`,
  );
  const digest = createHash('sha256').update(text).digest('hex');
  t.equal(
    digest,
    'f5f1bb4f405eea7ec88c88763eed70908ee87a0271b4a37bbdbdcd9c893f3320',
    'it changes when the seeds do',
  );
});
