import t from 'tap';
import { b2core } from '../b2core/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;

t.test(
  'a sandbox that reaches --max-memory refuses writes with 507 and keeps all it acknowledged',
  async (t) => {
    const { sandbox } = await startInjected(t, { devices: 20, maxMemory: 4 });
    const { name, send } = sandbox();
    const { devices: all } = (await send('GET', `${devices}${page()}`)).body;
    const acknowledged = new Map<string, string>();
    let refused: Awaited<ReturnType<typeof send>> | undefined;
    for (let turn = 0; turn < 10_000 && !refused; turn++) {
      const uuid = `profile-${turn}`;
      const firstName = `${turn} `.repeat(255).slice(0, 255);
      const created = await send('POST', `${b2core}/profiles`, {
        body: { uuid, firstName, lastName: firstName },
      });
      if (created.status === 201) acknowledged.set(created.body.profileId, firstName);
      else refused = created;
    }
    t.match(refused, { status: 507, text: /as large as --max-memory allows/ });
    t.ok(acknowledged.size > 100, `${acknowledged.size} writes were acknowledged`);
    const stored = [];
    for (const id of acknowledged.keys())
      stored.push([id, (await send('GET', `${b2core}/profiles/${id}`)).body.firstName]);
    t.strictSame(stored, [...acknowledged]);
    // Updates are buffered, and must fail before they are acknowledged all the same.
    const texts = new Map<string, string>();
    let refusals = 0;
    for (let turn = 0; turn < 600; turn++) {
      const { mdn } = all[turn % all.length];
      const note = `${turn} `.repeat(125 + turn).slice(0, 250 + turn);
      const { status } = await send('PUT', `${devices}/note`, { body: { mdns: [mdn], note } });
      if (status === 200) texts.set(mdn, note);
      else refusals++;
    }
    t.ok(refusals > 0, `${refusals} updates were refused`);
    const { text } = await send('GET', `${devices}${page({ export: 'CSV', columns: 'MDN,NOTE' })}`);
    for (const [mdn, note] of texts) t.ok(text.includes(`${mdn},${note}\r\n`), mdn);
    t.equal(
      (await send('POST', `/_sim/sandboxes/${name}/reset`)).status,
      200,
      'a reset makes room',
    );
    t.equal((await send('POST', `${b2core}/profiles`, { body: { uuid: 'again' } })).status, 201);
  },
);

t.test('snapshots count for --max-memory', async (t) => {
  const { sandbox, request } = await startInjected(t, { devices: 20, maxMemory: 16 });
  const { name, send } = sandbox();
  await send('PUT', `${devices}/nickname`, {
    body: { bulkSelection: { selectAll: true }, nickname: 'Changed' },
  });
  const statuses: number[] = [];
  for (let count = 0; count < 30; count++) {
    const url = `/_sim/sandboxes/${name}/snapshots/s${count}`;
    statuses.push((await request('PUT', url)).status);
  }
  t.equal(statuses[0], 201);
  t.equal(statuses.at(-1), 503);
  await request('DELETE', `/_sim/sandboxes/${name}/snapshots/s0`);
  t.equal((await request('PUT', `/_sim/sandboxes/${name}/snapshots/again`)).status, 201);
});

t.test('the entries of journals count for --max-memory', async (t) => {
  const { app, sandbox } = await startInjected(t, { devices: 20 });
  const { name, send } = sandbox();
  await send('GET', '/_sim/clock');
  const before = app.sandboxes.open(name)?.memoryUse ?? 0;
  for (let turn = 0; turn < 5; turn++)
    await send('GET', `${devices}${page({ searchValue: 'x'.repeat(250) })}`);
  t.ok((app.sandboxes.open(name)?.memoryUse ?? 0) > before + 2000);
});

t.test('the query of a call counts for the size of a journal', async (t) => {
  const { sandbox } = await startInjected(t, { devices: 20 });
  const { send } = sandbox();
  const query = Array.from({ length: 3000 }, (_, index) => `parameter${index}`).join('&');
  for (let turn = 0; turn < 30; turn++)
    await send('GET', `${kajeet}/v1.0/devices/x?${query}`, { as: null });
  const { total } = (await send('GET', '/_sim/journal')).body;
  t.ok(total > 10 && total < 25, `${total} entries fit into 1 MiB`);
});
