import t from 'tap';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { startListening } from '../support/app.js';

const world = await startListening(t);
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const list = `${devices}${page({ limit: 5 })}`;
const nickname = `${devices}/nickname`;
const mdns = ['521-267-1508'];

t.test('the same request gets the same bytes, and each call stands in the journal', async (t) => {
  const { send } = world.sandbox();
  const answers = [];
  for (let turn = 0; turn < 4; turn++) answers.push(await send('GET', list));
  const [first] = answers;
  for (const { status, headers, text } of answers) {
    t.strictSame([status, headers, text], [first?.status, first?.headers, first?.text]);
  }
  const { entries } = (await send('GET', '/_sim/journal')).body;
  t.strictSame(
    entries.map(({ id }: { id: string }) => id),
    ['1', '2', '3', '4'],
  );
  const [one, ...others] = entries.map((entry: object) => ({ ...entry, id: 0, durationMs: 0 }));
  for (const other of others) t.strictSame(other, one);
});

t.test('whatever changes the answer ends it', async (t) => {
  const { name, send } = world.sandbox();
  const find = `${devices}${page({ searchValue: 'Kept ' })}`;
  const asked = async (url = find) => {
    const answers = [await send('GET', url), await send('GET', url)];
    t.equal(
      answers[0]?.text.replace(/"timestamp":"[^"]*"/, ''),
      answers[1]?.text.replace(/"timestamp":"[^"]*"/, ''),
    );
    return answers[1] as (typeof answers)[0];
  };
  t.equal((await asked()).status, 404);
  await send('PUT', nickname, { body: { mdns, nickname: 'Kept one' } });
  t.equal((await asked()).body.devices[0].nickname, 'Kept one');
  await send('PUT', nickname, { body: { mdns, nickname: 'Kept two' } });
  t.equal((await asked()).body.devices[0].nickname, 'Kept two');
  await send('PUT', `/_sim/sandboxes/${name}/snapshots/two`);
  await send('PUT', nickname, { body: { mdns, nickname: 'Kept three' } });
  t.equal((await asked()).body.devices[0].nickname, 'Kept three');
  await send('POST', `/_sim/sandboxes/${name}/snapshots/two/restore`);
  t.equal((await asked()).body.devices[0].nickname, 'Kept two');
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  t.equal((await asked()).status, 404);

  t.equal((await asked(list)).status, 200);
  const { body: rule } = await send('POST', '/_sim/faults', {
    body: { match: {}, effect: { status: 503 }, when: { times: 1 } },
  });
  t.strictSame(
    [(await send('GET', list)).status, (await send('GET', list)).status],
    [503, 200],
    'a fault rule is asked each time',
  );
  await send('DELETE', `/_sim/faults/${rule.id}`);
  t.equal((await asked(list)).status, 200);

  await send('POST', '/_sim/clock/advance', { body: { duration: 'P1D' } });
  t.equal((await send('GET', list)).status, 401, 'the token is over');
});

t.test('the token is asked each time, to the second', async (t) => {
  const { send } = world.sandbox();
  const { body: minted } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', expiresIn: 60 },
  });
  const status = async () => (await send('GET', list, { token: minted.token })).status;
  t.strictSame([await status(), await status()], [200, 200]);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 59 } });
  t.strictSame([await status(), await status()], [200, 200]);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
  t.equal(await status(), 401);
});

t.test('who calls, and how, is a part of the question', async (t) => {
  const { send } = world.sandbox();
  const totals = `${kajeet}/v1.0/devices/NORTHSTAR-HIGH/totals`;
  for (let turn = 0; turn < 3; turn++) {
    t.equal((await send('GET', totals)).status, 200);
    t.equal((await send('GET', totals, { at: 'METRO-TRANSIT' })).status, 403);
    t.equal((await send('GET', totals, { as: null })).status, 401);
    t.equal((await send('HEAD', totals)).text, '');
    t.equal((await send('GET', totals, { headers: { prefer: 'code=500' } })).status, 500);
  }
  const country = `${b2core}/countries?limit=1&filter[countryName]=Germany`;
  for (let turn = 0; turn < 3; turn++) {
    const name = async (language: string) => {
      const headers = { 'accept-language': language };
      return (await send('GET', country, { headers })).body[0].countryName;
    };
    t.strictSame([await name('en'), await name('fr')], ['Germany', 'Allemagne']);
  }
  const users = `${esper}/user/?limit=1`;
  for (const host of ['one.example', 'two.example', 'one.example']) {
    const { body } = await send('GET', users, { headers: { host } });
    t.match(body.next, `http://${host}/`);
  }
});

t.test('an answer that tells the time is never given twice', async (t) => {
  const { send } = world.sandbox();
  const health = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/5212671508/health`;
  const before = (await send('GET', health)).text;
  t.equal((await send('GET', health)).text, before, 'the clock stands still');
  await send('POST', '/_sim/clock/advance', { body: { seconds: 90 } });
  const after = await send('GET', health);
  t.equal(after.headers.date, 'Tue, 10 Mar 2026 16:01:30 GMT');
});

t.test('a sandbox may be called like a header', async (t) => {
  const { send } = world.sandbox('date');
  for (let turn = 0; turn < 4; turn++) {
    const { status, headers } = await send('GET', list);
    t.strictSame([status, headers['x-sandbox']], [200, 'date']);
    t.match(headers.date, / 2026 /);
  }
});

t.test('a sandbox whose time is over is refused, not missed, where there is no room', async (t) => {
  const { app, raw, sandbox } = await startListening(t, { maxSandboxes: 2 });
  const { name, send } = sandbox();
  await raw('POST', '/_sim/sandboxes', { body: { name, ttlSeconds: 60 } });
  for (let turn = 0; turn < 4; turn++) t.equal((await send('GET', list)).status, 200);
  app.sandboxes.delete(name);
  await raw('POST', '/_sim/sandboxes', { body: { name: 'another' } });
  t.equal((await send('GET', list)).status, 503);
});

t.test('what a write that fails has seen is not kept', async (t) => {
  const { send } = world.sandbox();
  const before = (await send('GET', list)).text;
  const { status } = await send('PUT', nickname, {
    body: { mdns: [...mdns, '999-999-9999'], nickname: 'Not this' },
  });
  t.equal(status, 404);
  t.equal((await send('GET', list)).text, before);
  const rehearsal = await send('PUT', nickname, {
    headers: { prefer: 'code=200' },
    body: { mdns, nickname: 'Nor this' },
  });
  t.equal(rehearsal.status, 200);
  t.equal((await send('GET', list)).text, before);
});

t.test(
  'time goes on in an answer that is given again, and in what is written down of it',
  async (t) => {
    const { sandbox } = await startListening(t, { clock: 'running' });
    const { send } = sandbox();
    const { date: first } = (await send('GET', list)).headers;
    let date = first;
    while (date === first) date = (await send('GET', list)).headers.date;
    const { entries } = (await send('GET', '/_sim/journal?limit=1000')).body;
    t.equal(entries.at(-1).response.headers.date, date);
  },
);
