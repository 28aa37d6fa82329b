import t from 'tap';
import { connectUnderstudy, createUnderstudy, type Understudy } from '../../src/index.js';

const embedded = await createUnderstudy({ clock: 'frozen' });
const connected = await connectUnderstudy({ url: embedded.url });
t.teardown(async () => {
  await connected.close();
  await embedded.close();
});

const users = '/api/user/';

for (const [kind, understudy] of Object.entries<Understudy>({ embedded, connected })) {
  t.test(`${kind}: descriptions, scenarios, coverage and what is due`, async (t) => {
    const sandbox = await understudy.sandbox(`${kind}-control`, { label: 'A label' });
    const token = await sandbox.token({ contract: 'esper', role: 'Viewer' });
    const headers = { authorization: `Bearer ${token}` };
    await understudy.inject({ url: `/~${sandbox.name}${users}?limit=1`, headers });
    await understudy.inject({ url: `/~${sandbox.name}${users}1/`, headers });
    t.match(await sandbox.info(), { label: 'A label', calls: 2, refusals: 1, faults: 0 });
    t.equal(sandbox.key, undefined);

    await sandbox.faults.scenario('vendor-outage');
    const active = async () =>
      (await sandbox.faults.scenarios()).filter((each) => each.active).map(({ name }) => name);
    t.strictSame(await active(), ['vendor-outage']);
    await sandbox.faults.stopScenario('vendor-outage');
    t.strictSame(await active(), []);

    const { contracts } = await sandbox.journal.coverage();
    t.equal(contracts.find(({ contract }) => contract === 'esper')?.operations.used, 2);
    const [next] = await sandbox.clock.due();
    t.equal(next?.at, '2026-03-11T00:00:00.000Z');
    const newest = await sandbox.journal.entries({ order: 'desc', status: '4xx' });
    t.match(newest, [{ id: '2', status: 404 }]);
    t.match(await sandbox.journal.entries({ text: 'LIMIT=1', persona: 'Viewer' }), [{ id: '1' }]);
    const names = (await understudy.sandboxes()).map(({ name }) => name);
    t.ok(names.includes('default') && names.includes(sandbox.name));
  });

  t.test(`${kind}: a sandbox returns to its lesson`, async (t) => {
    const lesson = await understudy.sandbox(`${kind}-lesson`, {});
    await lesson.clock.advance({ days: 2 });
    await lesson.snapshot('start');
    const pupil = await understudy.sandbox(`${kind}-pupil`, { from: `${lesson.name}@start` });
    await lesson.delete();
    await pupil.clock.advance({ days: 9 });
    await pupil.reset();
    t.equal(await pupil.clock.now(), '2026-03-12T16:00:00.000Z');
  });

  t.test(`${kind}: the events of all sandboxes`, async (t) => {
    const events = await understudy.events();
    const sandbox = await understudy.sandbox(`${kind}-events`, { key: true });
    await sandbox.clock.advance({ minutes: 1 });
    const seen: string[] = [];
    for await (const event of events) {
      if (event.type === 'missed' || event.sandbox !== sandbox.name) continue;
      seen.push(event.type);
      if (event.type === 'clock') break;
    }
    t.strictSame(seen, ['created', 'clock']);

    const holder = await connectUnderstudy({ url: embedded.url, adminToken: sandbox.key });
    t.strictSame(
      (await holder.sandboxes()).map(({ name }) => name),
      [sandbox.name],
    );
    await t.rejects(holder.sandbox('default').reset(), /alone/);
    await holder.close();
  });
}
