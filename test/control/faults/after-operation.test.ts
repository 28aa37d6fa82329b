import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet } from '../../kajeet/api.js';
import { type Send, startListening } from '../../support/app.js';
import { add } from './api.js';

// Over a socket, because only there a connection can be closed and are responses cached.
const server = await startListening(t, { responseCache: 'on' });
const profiles = `${b2core}/profiles`;
const user = `${esper}/user/4002/`;

const entries = async (send: Send) => (await send('GET', '/_sim/journal')).body.entries;

const findByName = async (send: Send, name: string) =>
  (await send('GET', `${profiles}?filter[firstName]=${name}`)).body;

t.test('the operation is done and kept, and the status is sent instead', async (t) => {
  const { send } = server.sandbox();
  await add(send, {
    match: { operationId: 'createProfile' },
    effect: { status: 504, after: true },
    when: { times: 1 },
  });
  const body = { firstName: 'Ana' };
  const response = await send('POST', profiles, { body });
  t.equal(response.status, 504);
  t.strictSame(response.body, { code: 504, message: 'Gateway Timeout', errors: [] });
  const [created, ...others] = await findByName(send, 'Ana');
  t.match(created, { firstName: 'Ana' });
  t.strictSame(others, []);
  t.equal((await send('POST', profiles, { body })).status, 201);
  t.equal((await findByName(send, 'Ana')).length, 2, 'a repeated write is done twice');

  const [first, , second] = await entries(send);
  t.match(first, { operationId: 'createProfile', status: 504, fault: 'f1', operationStatus: 201 });
  t.match(second, { operationId: 'createProfile', status: 201 });
  t.notOk('operationStatus' in second || 'fault' in second);
  const { body: explanation } = await send('GET', `/_sim/explain/${first.id}`);
  t.match(explanation.rule, /f1 of this sandbox injects this status after the operation/);
  t.match(explanation.remedies, ['the same request, which does the operation once more']);
});

t.test('the operation is done and kept, and the connection is closed', async (t) => {
  const { send } = server.sandbox();
  await send('GET', user);
  await add(send, {
    match: { method: 'PATCH' },
    effect: { abort: 'before', after: true },
    when: { times: 1 },
  });
  await t.rejects(send('PATCH', user, { body: { last_name: 'Changed' } }), { code: 'ECONNRESET' });
  t.match((await send('GET', user)).body, { last_name: 'Changed' });
  const [, patch] = await entries(send);
  t.match(patch, { method: 'PATCH', status: null, fault: 'f1', operationStatus: 200 });
});

t.test('the response is cut in the middle, or corrupted, after the operation', async (t) => {
  const { send } = server.sandbox();
  const change = (name: string) => send('PATCH', user, { body: { last_name: name } });
  const once = { match: { method: 'PATCH' }, when: { times: 1 } };
  await add(send, { ...once, effect: { abort: 'during', after: true } });
  await t.rejects(change('One'), { message: 'aborted' });
  t.match((await send('GET', user)).body, { last_name: 'One' });
  await add(send, { ...once, effect: { truncate: 5, after: true } });
  await t.rejects(change('Two'), SyntaxError, 'five characters are not JSON');
  t.match((await send('GET', user)).body, { last_name: 'Two' });
});

t.test(
  'the delay comes after the operation, so that others see it before its caller',
  async (t) => {
    const { send } = server.sandbox();
    const delayMs = 600;
    await add(send, { match: { method: 'PATCH' }, effect: { delayMs, status: 503, after: true } });
    const start = performance.now();
    const patch = send('PATCH', user, { body: { last_name: 'Slow' } });
    const seen = async (): Promise<number> =>
      (await send('GET', user)).body.last_name === 'Slow' ? performance.now() - start : seen();
    t.ok((await seen()) < delayMs, 'before the delay has passed');
    t.equal((await patch).status, 503);
    t.ok(performance.now() - start >= delayMs - 5);
  },
);

t.test('a rule that matches on the body', async (t) => {
  const { send } = server.sandbox();
  await add(send, {
    match: { body: { firstName: 'Bea' } },
    effect: { status: 500, after: true },
  });
  t.equal((await send('POST', profiles, { body: { firstName: 'Cleo' } })).status, 201);
  t.equal((await send('POST', profiles, { body: { firstName: 'Bea' } })).status, 500);
  t.equal((await findByName(send, 'Bea')).length, 1);
});

t.test('a refused request is answered by the fault, and nothing was done', async (t) => {
  const { send } = server.sandbox();
  await add(send, { match: {}, effect: { status: 504, after: true } });
  t.equal((await send('POST', profiles, { body: { firstName: 7 } })).status, 504);
  t.equal((await send('GET', user, { as: null })).status, 504);
  t.equal((await send('GET', `${esper}/nothing`)).status, 504);
  const statuses = (await entries(send)).map(
    (entry: { operationStatus: number }) => entry.operationStatus,
  );
  t.strictSame(statuses, [400, 401, 404]);
});

t.test('a list, an export that is streamed, and a change of many devices', async (t) => {
  const { send } = server.sandbox();
  const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
  await add(send, { match: {}, effect: { status: 504, after: true }, when: { times: 3 } });
  t.equal((await send('GET', `${devices}?sort=MDN&sortDir=ASC&export=CSV`)).status, 504);
  t.equal((await send('GET', `${devices}?sort=MDN&sortDir=ASC&limit=5&offset=0`)).status, 504);
  const note = { bulkSelection: { selectAll: true }, note: 'seen' };
  t.equal((await send('PUT', `${devices}/note`, { body: note })).status, 504);
  const { total } = (await send('GET', '/_sim/diff?from=default')).body;
  t.match(total, { changed: 499 });
  t.match(await entries(send), [
    { operationStatus: 200 },
    { operationStatus: 200 },
    { operationStatus: 200 },
  ]);
});

t.test('Prefer: code=201 still changes nothing, and a rule does not count it', async (t) => {
  const { send } = server.sandbox();
  await add(send, { match: {}, effect: { status: 504, after: true } });
  const dry = await send('POST', profiles, {
    body: { firstName: 'Dora' },
    headers: { prefer: 'code=201' },
  });
  t.equal(dry.status, 201);
  t.match((await send('GET', '/_sim/faults')).body, [{ matched: 0, applied: 0 }]);
  await send('DELETE', '/_sim/faults');
  t.strictSame(await findByName(send, 'Dora'), []);
});

t.test('the same calls have the same outcome in another sandbox', async (t) => {
  const run = async ({ send }: { send: Send }) => {
    await add(send, { match: {}, effect: { status: 504, after: true }, when: { share: 0.5 } });
    const texts: string[] = [];
    for (let call = 0; call < 12; call++)
      texts.push((await send('POST', profiles, { body: { firstName: `P${call}` } })).text);
    await send('DELETE', '/_sim/faults');
    return [...texts, (await send('GET', `${profiles}?limit=100`)).text];
  };
  const one = await run(server.sandbox());
  t.strictSame(await run(server.sandbox()), one);
  t.ok(one.some((text) => text.includes('Gateway Timeout')));
  t.ok(one.some((text) => text.includes('P3')));
});

t.test('after needs an effect that it puts after the operation', async (t) => {
  const { send } = server.sandbox();
  for (const effect of [{ after: true }, { after: false, status: 504 }]) {
    const refused = await send('POST', '/_sim/faults', { body: { match: {}, effect } });
    t.equal(refused.status, 400, JSON.stringify(effect));
    t.match(refused.body.errors, [{ at: /^\/effect/ }]);
  }
});

t.test('a copy of the sandbox keeps the status of the operation', async (t) => {
  const { send, name } = server.sandbox();
  await add(send, { match: {}, effect: { status: 504, after: true } });
  await send('POST', profiles, { body: { firstName: 'Eve' } });
  await send('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: 'kept-status' } });
  const copied = await entries(server.sandbox('kept-status').send);
  t.match(copied, [{ status: 504, operationStatus: 201 }]);
});

t.test('the scenarios with writes that are done but whose response is lost', async (t) => {
  const { send } = server.sandbox();
  const create = () => send('POST', profiles, { body: { firstName: 'Fay' } });
  await send('POST', '/_sim/scenarios/done-but-504');
  t.strictSame([(await create()).status, (await create()).status], [504, 201]);
  await send('DELETE', '/_sim/scenarios/done-but-504');
  await send('POST', '/_sim/scenarios/done-but-cut');
  await t.rejects(create(), { code: 'ECONNRESET' });
  t.equal((await create()).status, 201);
  t.equal((await findByName(send, 'Fay')).length, 4);
});

t.test('the scenarios with bursts, closed connections and stale reads', async (t) => {
  const { send } = server.sandbox();
  const start = async (name: string) => {
    await send('DELETE', '/_sim/faults');
    t.equal((await send('POST', `/_sim/scenarios/${name}`)).status, 201, name);
  };
  const read = () =>
    send('GET', user).then(
      ({ status, headers }) => ({ status, retryAfter: headers['retry-after'] }),
      (error) => ({ error: error.message }),
    );
  const readMany = async (count: number) => {
    const found = [];
    for (let call = 0; call < count; call++) found.push(await read());
    return found;
  };
  const [ok, busy] = [
    { status: 200, retryAfter: undefined },
    { status: 503, retryAfter: '1' },
  ];
  await start('burst-of-503');
  t.strictSame(await readMany(6), [ok, ok, busy, busy, busy, ok]);
  await start('cut-before');
  t.ok((await readMany(12)).some((each) => 'error' in each && each.error === 'socket hang up'));
  await start('cut-during');
  t.ok((await readMany(12)).some((each) => 'error' in each && each.error === 'aborted'));
  await start('stale');
  const before = await send('GET', user);
  await send('PATCH', user, { body: { last_name: 'Newer' } });
  t.equal((await send('GET', user)).text, before.text);
  await start('slow');
  const since = performance.now();
  t.match(await read(), ok);
  t.ok(performance.now() - since >= 1000 - 5);
});
