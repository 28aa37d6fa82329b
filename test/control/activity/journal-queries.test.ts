import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;

interface Page {
  readonly total: number;
  readonly entries: readonly { readonly id: string; readonly status: number }[];
}

/** A sandbox with a reader of its journal, which returns the ids of a page. */
function journal() {
  const { name, send } = server.sandbox();
  const read = async (query: string): Promise<Page> =>
    (await send('GET', `/_sim/journal?${query}`)).body;
  const ids = async (query: string) => (await read(query)).entries.map(({ id }) => id);
  return { name, send, read, ids };
}

t.test('a status is a code or a class of codes', async (t) => {
  const { send, ids } = journal();
  await send('GET', `${users}4001/`);
  await send('GET', `${users}1/`);
  await send('GET', users, { as: null });
  t.strictSame(await ids('status=404'), ['2']);
  t.strictSame(await ids('status=4xx'), ['2', '3']);
  t.strictSame(await ids('status=2XX'), ['1']);
  t.strictSame(await ids('status=5xx'), []);
  for (const status of ['4x', 'xxx', '600', '40']) {
    const refused = await send('GET', `/_sim/journal?status=${status}`);
    t.equal(refused.status, 400, status);
    t.match(refused.body.errors[0], { in: 'query', at: 'status' });
  }
});

t.test('entries are selected by the persona or the login name of the caller', async (t) => {
  const { send, ids } = journal();
  await send('GET', users, { as: 'Viewer' });
  await send('GET', users, { as: 'Enterprise Admin' });
  const { body: personas } = await send('GET', '/_sim/personas');
  const viewer = personas.find(({ name }: { name: string }) => name === 'Viewer');
  t.strictSame(await ids('persona=Viewer'), ['1']);
  t.strictSame(await ids(`persona=${viewer.username}`), ['1']);
  t.equal((await send('GET', '/_sim/journal?persona=nobody-here')).status, 400);
});

t.test('a text is found in path, query, headers and bodies, whatever its case', async (t) => {
  const { send, ids, read } = journal();
  await send('POST', users, { body: { username: 'Newcomer', profile: {}, password: 'sesame-99' } });
  await send('GET', `${users}?search=Okonkwo`, { headers: { 'x-request-source': 'Tablet 7' } });
  await send('GET', `${b2core}/regions?limit=1`);
  t.strictSame(await ids('text=newcomer'), ['1']);
  t.strictSame(await ids('text=okonkwo'), ['2']);
  t.strictSame(await ids('text=TABLET%207'), ['2']);
  t.strictSame(await ids('text=/regions'), ['3']);
  t.strictSame(await ids('text=%22username%22:%22newcomer'), ['1'], 'JSON is searched as it is');
  t.strictSame(await ids('text=sesame-99'), [], 'a secret cannot be searched for');
  t.strictSame(await ids('text=okonkwo&contract=b2core'), []);
  t.equal((await read('text=regions&limit=1')).total, 1);
});

t.test('the newest entries come first with order=desc, and before= continues', async (t) => {
  const { send, ids, read } = journal();
  for (let call = 0; call < 5; call++) await send('GET', `${users}4001/`);
  t.strictSame(await ids('order=desc&limit=2'), ['5', '4']);
  t.strictSame(await ids('order=desc&limit=2&before=4'), ['3', '2']);
  t.strictSame(await ids('order=desc&limit=2&before=2'), ['1']);
  t.strictSame(await ids('before=3'), ['1', '2']);
  t.strictSame(await ids('after=1&before=4'), ['2', '3']);
  t.strictSame(await ids('after=3&order=desc'), ['5', '4']);
  t.strictSame(await ids('before=1'), []);
  t.equal((await read('order=desc&limit=1')).total, 5);
  t.equal((await send('GET', '/_sim/journal?order=newest')).status, 400);
});

t.test('a reader that continues with after= gets every entry once', async (t) => {
  const { send, ids } = journal();
  const slow = { match: { path: '*/4001/' }, effect: { delayMs: 60 } };
  await send('POST', '/_sim/faults', { body: slow });
  await send('GET', `${users}4002/`);
  const calls = [4001, 4002, 4001, 4002, 4003].map((id) => send('GET', `${users}${id}/`));
  const read: string[] = [];
  const next = async () => {
    const last = read.at(-1);
    read.push(...(await ids(`limit=2${last === undefined ? '' : `&after=${last}`}`)));
  };
  await Promise.all([calls[1], calls[3], calls[4]]);
  for (let page = 0; page < 3; page++) await next();
  t.equal(read.length, 4, 'the slow calls are not completed yet');
  await Promise.all(calls);
  for (let page = 0; page < 2; page++) await next();
  t.strictSame([...read].sort(), ['1', '2', '3', '4', '5', '6']);
  t.not(read.join(), [...read].sort().join(), 'the ids do not ascend');
  const newestFirst: string[] = await ids('order=desc&limit=3');
  newestFirst.push(...(await ids(`order=desc&limit=3&before=${newestFirst.at(-1)}`)));
  t.strictSame(newestFirst, [...read].reverse());
});

t.test('after= an entry that was dropped lists all that are there', async (t) => {
  const { send, ids } = journal();
  for (let call = 0; call < 1003; call++) await send('GET', `${users}abc`, { as: null });
  t.strictSame(await ids('after=2&limit=2'), ['4', '5']);
  t.strictSame(await ids('after=3&limit=2'), ['4', '5']);
  t.strictSame(await ids('before=2'), []);
});

t.test('copies have each call once, also calls that are made while they are taken', async (t) => {
  const server = await startInjected(t);
  const name = 'busy-original';
  const { send } = server.sandbox(name);
  const idsOf = async (sandbox: string) => {
    const { entries } = (await server.sandbox(sandbox).send('GET', '/_sim/journal?limit=1000'))
      .body;
    return entries.map(({ id }: { readonly id: string }) => id);
  };
  const call = () => send('GET', `${esper}/user/?limit=1`);
  for (let count = 0; count < 200; count++) await call();
  const copy = `/_sim/sandboxes/${name}`;
  const [fork, snapshot, exported] = await Promise.all([
    server.request('POST', `${copy}/fork`, { body: { name: 'busy-fork' } }),
    server.request('PUT', `${copy}/snapshots/busy`),
    server.request('GET', `${copy}/export`),
    ...Array.from({ length: 40 }, call),
  ]);
  t.strictSame([fork?.status, snapshot?.status, exported?.status], [201, 201, 200]);
  const all = Array.from({ length: 240 }, (_, index) => String(index + 1));
  const original = await idsOf(name);
  t.strictSame(
    [...original].sort((a, b) => Number(a) - Number(b)),
    all,
  );
  await call();
  t.equal((await server.request('POST', `${copy}/snapshots/busy/restore`)).status, 200);
  for (const copied of [await idsOf('busy-fork'), await idsOf(name)]) {
    t.ok(copied.length >= 200);
    t.strictSame(copied, original.slice(0, copied.length));
  }
});
