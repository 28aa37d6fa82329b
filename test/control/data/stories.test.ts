import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const devices = '/_sim/data/kajeet/devices';
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;

/** The groups of the district. */
const main = ['ISD', 'HIGH', 'ELEM', 'BUS', 'SPARE']
  .map((end) => `corpId=NORTHSTAR-${end}`)
  .join('&');

/** A folder with files. */
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stories-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

t.test('every story fits the default world, and is in the journal', async (t) => {
  const { send } = server.sandbox();
  const { body: stories } = await send('GET', '/_sim/stories');
  t.ok(stories.length >= 4);
  for (const { name, description } of stories) {
    const own = server.sandbox();
    t.ok(description);
    const { status, body } = await own.send('POST', `/_sim/stories/${name}`);
    t.equal(status, 200, `${name}: ${JSON.stringify(body)}`);
    t.ok(body.steps.every(({ documents }: { documents: number }) => documents > 0));
    const diff = (await own.send('GET', '/_sim/diff?from=default&limit=0')).body.total;
    t.ok(diff.added + diff.changed + diff.removed > 0);
    const { body: journal } = await own.send('GET', '/_sim/journal');
    t.match(journal.entries, [{ control: true, operationId: 'runStory' }]);
  }
});

t.test('the stories do what they say', async (t) => {
  const { send } = server.sandbox();
  await send('POST', '/_sim/stories/thirty-over-their-limit');
  const { body } = await send('GET', `${devices}?limit=1000&status=active`);
  const over = body.documents.filter(
    ({
      wire,
      internal,
    }: {
      wire: { monthlyAmountUsed: number };
      internal: { monthlyLimit: number | null };
    }) => internal.monthlyLimit !== null && wire.monthlyAmountUsed > internal.monthlyLimit,
  );
  t.ok(over.length >= 30);
  const before = (await send('GET', totals)).body.active;
  await send('POST', '/_sim/stories/summer-begins');
  t.ok((await send('GET', totals)).body.active < before / 2);
  await send('POST', '/_sim/clock/advance', { body: { days: 71 } });
  const again = await send('GET', `${devices}?${main}&status=active&limit=1`);
  t.equal(again.body.total, before, 'and it ends');
});

t.test('a new school has what a school has, at both vendors', async (t) => {
  const { send } = server.sandbox();
  await send('POST', '/_sim/stories/a-new-school-joins');
  const { body: kajeetDevices } = await send('GET', `${devices}?corpId=NORTHSTAR-MIDDLE&limit=100`);
  t.equal(kajeetDevices.total, 40);
  const nicknames: string[] = [];
  for (const { wire, internal } of kajeetDevices.documents) {
    nicknames.push(wire.nickname);
    t.notMatch(wire.nickname, /Van|Circuit|Conference|Event/);
    t.match(internal.description, /^$|^Grade [678]$|^Room \d{3}$|^Faculty$/, wire.nickname);
    t.not(wire.filterGroup, 'Student_912', wire.nickname);
  }
  t.equal(new Set(nicknames).size, 40);
  const group = '0f6f2c1e-5d0a-4b55-9d61-3f2f0f1c7a47';
  const { body: tablets } = await send('GET', `/_sim/data/esper/devices?group=${group}&limit=100`);
  const { body: school } = await send('GET', `/_sim/data/esper/groups/${group}`);
  t.equal(tablets.total, 40);
  t.equal(school.wire.device_count, 40);
  for (const { wire } of tablets.documents) {
    t.match(wire.tags[0], /^(classroom|loaner)$/, wire.alias_name);
    t.notMatch(wire.alias_name, /Bus|Office|Display|ES|HS/);
  }
  t.match((await send('GET', '/_sim/data/kajeet/corps/NORTHSTAR-MIDDLE')).body, {
    wire: { city: 'Rochester', state: 'NY' },
  });
});

t.test('steps: all or none, and errors name the step', async (t) => {
  const { send } = server.sandbox();
  const steps = (...list: object[]) => send('POST', '/_sim/data', { body: { steps: list } });
  const done = await steps(
    { change: 'kajeet/devices', where: { corpId: 'NORTHSTAR-BUS' }, limit: 3, set: { note: 'x' } },
    {
      change: 'kajeet/devices',
      where: { note: 'x' },
      set: { dayAmountUsed: 0, monthlyAmountUsed: { field: 'monthlyAmountUsed', plus: 1 } },
    },
    { ensure: 'kajeet/labels', documents: [{ id: 12, name: 'Route N' }, { name: 'New' }] },
    { delete: 'kajeet/devices', where: { note: 'nothing' }, optional: true },
  );
  t.equal(done.status, 200, JSON.stringify(done.body));
  t.strictSame(
    done.body.steps.map(({ documents }: { documents: number }) => documents),
    [3, 3, 2, 0],
  );
  const refused = await steps(
    { change: 'kajeet/labels', where: { id: 12 }, set: { name: 'Changed' } },
    { change: 'kajeet/devices', where: { note: 'nothing' }, set: { note: 'y' } },
  );
  t.match(refused.body.errors, [{ at: '/steps/1/where', message: 'matches no document' }]);
  t.match((await send('GET', '/_sim/data/kajeet/labels/12')).body, { wire: { name: 'Route N' } });
  const errors = async (step: object) => (await steps(step)).body.errors;
  t.match(await errors({}), [{ at: '/steps/0', message: /must have one of add, ensure/ }]);
  t.match(await errors({ change: 'kajeet/devices', where: {} }), [{ message: 'must have set' }]);
  t.match(await errors({ add: 'kajeet/devices', generate: 1, set: {} }), [
    { at: '/steps/0/set', message: /cannot be used with add/ },
  ]);
  t.match(await errors({ change: 'kajeet/devices', set: { dailyLimit: { field: 'nickname' } } }), [
    { at: '/steps/0/set/dailyLimit', message: /is not a number/ },
  ]);
  t.match(await errors({ delete: 'kajeet/devices', where: { nicknam: 1 } }), [
    { at: '/steps/0/where/nicknam', message: /did you mean nickname/ },
  ]);
  t.match((await steps({ delete: 'kajeet/device' })).body.detail, 'did you mean devices?');
});

t.test('stories of a folder, in JSON and YAML', async (t) => {
  const stories = folderWith({
    'one.yaml': 'description: One device\nsteps:\n  - add: kajeet/devices\n    generate: 1\n',
    'summer-begins.json': JSON.stringify({
      description: 'Another summer',
      steps: [{ add: 'kajeet/devices', generate: 2 }],
    }),
    'notes.txt': 'not a story',
  });
  const own = await startInjected(t, { stories });
  const { send } = own.sandbox();
  const { body } = await send('GET', '/_sim/stories');
  t.match(
    body.filter(({ name }: { name: string }) => ['one', 'summer-begins'].includes(name)),
    [{ description: 'One device' }, { description: 'Another summer' }],
  );
  const result = await send('POST', '/_sim/stories/summer-begins');
  t.match(result.body, { steps: [{ documents: 2 }] });
});

t.test('a bad story stops the start with what is wrong', async (t) => {
  const start = (files: Record<string, string>) => startInjected(t, { stories: folderWith(files) });
  await t.rejects(startInjected(t, { stories: '/nowhere/at/all' }), /does not exist/);
  await t.rejects(start({ 'a.json': '{' }), /a\.json is not valid/);
  await t.rejects(start({ 'a.json': '{"steps": []}' }), /description is missing/);
  await t.rejects(
    start({ 'a.yml': 'description: x\nsteps:\n  - change: kajeet/devices\n' }),
    /\/steps\/0 must have set/,
  );
  await t.rejects(
    start({ 'a.yml': 'description: x\nsteps:\n  - add: kajeet/device\n    generate: 1\n' }),
    /did you mean devices/,
  );
});
