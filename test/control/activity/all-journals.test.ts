import t from 'tap';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const users = `${esper}/user/`;

t.test('the journal lists the calls to all sandboxes by real time', async (t) => {
  const server = await startInjected(t);
  const [one, other] = [server.sandbox('one'), server.sandbox('other')];
  for (const { send } of [one, other, one, other]) {
    await send('GET', `${users}?limit=1`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const read = async (query = '') =>
    (await server.request('GET', `/_sim/journal?sandboxes=all${query}`)).body;
  const all = await read();
  t.equal(all.total, 4);
  t.match(all.entries, [
    { sandbox: 'one', id: '1' },
    { sandbox: 'other', id: '1' },
    { sandbox: 'one', id: '2' },
    { sandbox: 'other', id: '2' },
  ]);
  t.ok(Math.abs(Date.now() - Date.parse(all.entries[0].receivedAt)) < 60_000, 'real time');
  t.match(await read('&order=desc&limit=3'), {
    total: 4,
    entries: [{ sandbox: 'other', id: '2' }, { sandbox: 'one' }, { sandbox: 'other' }],
  });
  await one.send('GET', `${users}1/`);
  t.match(await read('&status=404'), { total: 1, entries: [{ sandbox: 'one', id: '3' }] });
  const single = await one.send('GET', '/_sim/journal');
  t.equal(single.body.total, 3);
  t.notOk('sandbox' in single.body.entries[0], 'the entries of one sandbox do not name it');
});

t.test('a summary of calls has no headers and bodies, which are read one by one', async (t) => {
  const server = await startInjected(t);
  const { send } = server.sandbox('summaries');
  const body = { username: 'newcomer', password: 'Secret-1x', profile: {} };
  await send('POST', users, { body });
  const leftOut = { headers: {}, body: null, truncated: true };
  for (const read of ['sandboxes=one', 'sandboxes=all', 'text=newcomer']) {
    const { entries } = (await send('GET', `/_sim/journal?view=summary&${read}`)).body;
    t.match(entries, [{ id: '1', method: 'POST', path: users, status: 201 }], read);
    t.strictSame(entries[0].request, { query: {}, ...leftOut });
    t.strictSame(entries[0].response, leftOut);
  }
  const full = await send('GET', '/_sim/journal');
  const one = await send('GET', '/_sim/journal/1');
  t.strictSame(one.body, full.body.entries[0]);
  t.match(one.body.request.body, { username: 'newcomer', password: '***' });
  await send('PUT', '/_sim/sandboxes/summaries/snapshots/s');
  await send('POST', '/_sim/sandboxes/summaries/snapshots/s/restore');
  const restored = (await send('GET', '/_sim/journal?view=summary')).body.entries;
  t.strictSame(restored[0].response, leftOut, 'also of a restored journal');
  t.strictSame((await send('GET', '/_sim/journal/1')).body, full.body.entries[0]);
  t.match(await send('GET', '/_sim/journal/2'), {
    status: 404,
    body: { detail: /has no request 2/ },
  });
});

t.test('the calls to all sandboxes have no place to continue from', async (t) => {
  const server = await startInjected(t);
  const { status, body } = await server.request(
    'GET',
    '/_sim/journal?sandboxes=all&after=1&before=2',
  );
  t.equal(status, 400);
  t.match(body.errors, [{ at: 'after' }, { at: 'before', message: /numbers its own calls/ }]);
});

t.test('the key of a sandbox does not read the calls to the others', async (t) => {
  const server = await startInjected(t, { adminToken: 'correct' });
  const { body } = await server.request('POST', '/_sim/sandboxes', {
    headers: { authorization: 'Bearer correct' },
    body: { name: 'learner', key: true },
  });
  const headers = { authorization: `Bearer ${body.key}` };
  t.equal((await server.request('GET', '/_sim/journal', { headers })).status, 200);
  t.equal((await server.request('GET', '/_sim/journal?sandboxes=all', { headers })).status, 403);
});
