import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const message = `${kajeet}/v1.0/manage-profile/deviceStatusMessage/`;
const profiles = `${b2core}/profiles`;

type TestServer = Awaited<ReturnType<typeof startInjected>>;

const control = ({ request }: TestServer) => ({
  post: (path: string, body?: object) =>
    request('POST', `/_sim/sandboxes${path}`, body && { body }),
  remove: (name: string) => request('DELETE', `/_sim/sandboxes/${name}`),
});

const write = ({ sandbox }: TestServer, name: string, text: string) =>
  sandbox(name).send('POST', message, { body: { message: text } });

/** What a reset must bring back: a document, the clock, the fault rules, the journal and the next id. */
async function stateOf({ sandbox }: TestServer, name: string) {
  const { send } = sandbox(name);
  const { body: faults } = await send('GET', '/_sim/faults');
  const { body: journal } = await send('GET', '/_sim/journal');
  const { body: clock } = await send('GET', '/_sim/clock');
  const { body: stored } = await send('GET', message);
  const { body: created } = await send('POST', profiles, { body: { firstName: 'Ana' } });
  return {
    message: stored.message,
    clock,
    faults: faults.map(({ id }: { id: string }) => id),
    journal: journal.total,
    nextId: created.profileId,
  };
}

/** Changes everything that `stateOf` shows. */
async function change(server: TestServer, name: string): Promise<void> {
  const { send } = server.sandbox(name);
  await write(server, name, 'changed');
  await send('POST', profiles, { body: { firstName: 'Bea' } });
  await send('POST', '/_sim/clock/advance', { body: { duration: 'P3D' } });
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { delayMs: 0 } } });
  await send('GET', message);
}

/** Makes a lesson with its own document, clock, fault rule and ids, and a snapshot `start` of it. */
async function makeLesson(server: TestServer, name: string): Promise<void> {
  const { send } = server.sandbox(name);
  await control(server).post('', { name });
  await write(server, name, 'lesson');
  await send('POST', profiles, { body: { firstName: 'Cem' } });
  await send('POST', '/_sim/clock/advance', { body: { duration: 'PT1H' } });
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { delayMs: 0 } } });
  await server.request('PUT', `/_sim/sandboxes/${name}/snapshots/start`);
}

/** A data folder for one test. */
function dataFolder(t: Pick<typeof import('tap').default, 'teardown'>): string {
  const data = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  return data;
}

const originFiles = (data: string) =>
  readdirSync(join(data, 'sandboxes')).filter((name) => name.includes('@@'));

for (const isStored of [false, true]) {
  const place = isStored ? 'in a data folder' : 'in memory';

  t.test(`${place}, a reset returns to the image that a sandbox was created with`, async (t) => {
    const settings = isStored ? { ephemeral: false, data: dataFolder(t) } : {};
    const server = await startInjected(t, settings);
    const { post, remove } = control(server);
    await makeLesson(server, 'lesson');
    const file = await server.app.fastify.inject('/_sim/sandboxes/lesson/export');
    await post('', { name: 'from-now', from: 'lesson' });
    await post('', { name: 'from-start', from: 'lesson@start' });
    await post('', { name: 'later', from: 'lesson', clock: '2031-01-01T00:00:00Z' });
    await post('/lesson/fork', { name: 'forked' });
    await server.request('POST', '/_sim/sandboxes/imported/import', { body: file.rawPayload });
    const names = ['from-now', 'from-start', 'later', 'forked', 'imported'];
    const expected = {
      message: 'lesson',
      clock: { now: '2026-03-10T17:00:00.000Z', frozen: true },
      faults: ['f1'],
    };
    // The original changes, and is then deleted with its snapshot.
    await change(server, 'lesson');
    await server.request('DELETE', '/_sim/sandboxes/lesson/snapshots/start');
    await remove('lesson');
    const first = new Map<string, Awaited<ReturnType<typeof stateOf>>>();
    for (const name of names) {
      await change(server, name);
      const reset = await post(`/${name}/reset`);
      t.match(reset.body, { name, calls: 0, faults: 1 }, name);
      const state = await stateOf(server, name);
      const clock = name === 'later' ? { now: '2031-01-01T00:00:00.000Z' } : expected.clock;
      t.match(state, { ...expected, clock, journal: 0 }, name);
      first.set(name, state);
    }
    // The ids of B2CORE contain the time.
    t.equal(new Set([...first.values()].map(({ nextId }) => nextId)).size, 2);
    for (const name of names) {
      await post(`/${name}/reset`);
      t.strictSame(
        await stateOf(server, name),
        first.get(name),
        `${name} again, with the same ids`,
      );
    }
    for (const name of names) t.equal((await remove(name)).status, 204, name);
  });
}

t.test('an origin is kept over a restart, with label, description and snapshots', async (t) => {
  const data = dataFolder(t);
  const settings = { ephemeral: false, data };
  const server = await startInjected(t, settings);
  await makeLesson(server, 'lesson');
  const body = { name: 'pupil', from: 'lesson@start', label: 'Table 3' };
  const created = await control(server).post('', body);
  await change(server, 'pupil');
  await server.request('PUT', '/_sim/sandboxes/pupil/snapshots/mine');
  await control(server).remove('lesson');
  await server.app.fastify.close();
  const second = await startInjected(t, settings);
  await change(second, 'pupil');
  const reset = await control(second).post('/pupil/reset');
  t.match(reset.body, { ...created.body, snapshots: ['mine'], bytes: Number });
  t.match(await stateOf(second, 'pupil'), { message: 'lesson', faults: ['f1'], journal: 0 });
  await second.request('POST', '/_sim/sandboxes/pupil/snapshots/mine/restore');
  t.match(await stateOf(second, 'pupil'), { message: 'changed' });
  t.match((await control(second).post('/pupil/reset')).body, { label: 'Table 3' });
  t.match(await stateOf(second, 'pupil'), { message: 'lesson' }, 'a restore changes no origin');
});

t.test('sandboxes with one origin share its file, which goes with the last of them', async (t) => {
  const data = dataFolder(t);
  const server = await startInjected(t, { ephemeral: false, data });
  const { post, remove } = control(server);
  await makeLesson(server, 'lesson');
  const inode = (file: string) => statSync(join(data, 'sandboxes', file)).ino;
  for (const name of ['a', 'b']) await post('', { name, from: 'lesson@start' });
  t.strictSame(originFiles(data).sort(), ['a@@1.sqlite', 'b@@1.sqlite']);
  t.equal(new Set([...originFiles(data), 'lesson@start.sqlite'].map(inode)).size, 1);
  for (const name of ['c', 'd']) await post('', { name, from: 'lesson' });
  t.equal(inode('c@@1.sqlite'), inode('d@@1.sqlite'), 'copies of an unchanged sandbox too');
  await write(server, 'lesson', 'another');
  await post('', { name: 'e', from: 'lesson' });
  t.not(inode('e@@1.sqlite'), inode('d@@1.sqlite'));
  await post('/e/reset');
  t.match(await stateOf(server, 'e'), { message: 'another' });
  for (const name of ['a', 'c']) await remove(name);
  await post('/d/reset');
  await post('/b/reset');
  t.match(await stateOf(server, 'd'), { message: 'lesson' });
  t.match(await stateOf(server, 'b'), { message: 'lesson' });
  for (const name of ['b', 'd', 'e']) await remove(name);
  t.strictSame(originFiles(data), []);
  t.strictSame((await server.request('GET', '/_sim/sandboxes/lesson')).body.snapshots, ['start']);
});

t.test('an import replaces the origin of a sandbox, unless it is refused', async (t) => {
  const data = dataFolder(t);
  const server = await startInjected(t, { ephemeral: false, data });
  const { post } = control(server);
  await makeLesson(server, 'lesson');
  const file = (await server.app.fastify.inject('/_sim/sandboxes/lesson/export')).rawPayload;
  await post('', { name: 'target', label: 'Mine' });
  await write(server, 'target', 'before');
  const importFile = (body: Buffer) =>
    server.request('POST', '/_sim/sandboxes/target/import', { body });
  t.equal((await importFile(file.subarray(0, 5000))).status, 400);
  t.strictSame(originFiles(data), []);
  const imported = await importFile(file);
  t.match(imported.body, { label: 'Mine', from: null });
  await change(server, 'target');
  await post('/target/reset');
  t.match(await stateOf(server, 'target'), { message: 'lesson', journal: 0 });
  await importFile(file);
  t.strictSame(originFiles(data), ['target@@2.sqlite'], 'the earlier one is removed');
  await post('/target/reset');
  t.match(await stateOf(server, 'target'), { message: 'lesson' });
});

t.test('a sandbox from the seeds is reset to the seeds, as before', async (t) => {
  const data = dataFolder(t);
  const server = await startInjected(t, { ephemeral: false, data });
  await control(server).post('', { name: 'seeded', seed: 3, devices: 20 });
  await change(server, 'seeded');
  t.match((await control(server).post('/seeded/reset')).body, { seed: 3, devices: 20, faults: 0 });
  t.match(await stateOf(server, 'seeded'), { faults: [], journal: 0 });
  t.strictSame(originFiles(data), []);
});

t.test(
  'a damaged sandbox is reset to its origin, and what a killed process left is removed',
  async (t) => {
    const data = dataFolder(t);
    const settings = { ephemeral: false, data };
    const server = await startInjected(t, settings);
    await makeLesson(server, 'lesson');
    await control(server).post('', { name: 'pupil', from: 'lesson' });
    await server.app.fastify.close();
    const folder = join(data, 'sandboxes');
    writeFileSync(join(folder, 'pupil.sqlite'), 'this is not a database');
    writeFileSync(join(folder, 'never-created@@1.sqlite'), 'left by a killed process');
    const second = await startInjected(t, settings);
    t.strictSame(originFiles(data), ['pupil@@1.sqlite']);
    t.equal((await control(second).post('/pupil/reset')).status, 200);
    t.match(await stateOf(second, 'pupil'), { message: 'lesson' });
    await control(second).post('/pupil/reset');
    t.match(await stateOf(second, 'pupil'), { message: 'lesson' });
  },
);

t.test('a damaged origin is reported, and the sandbox stays as it is', async (t) => {
  const data = dataFolder(t);
  const server = await startInjected(t, { ephemeral: false, data });
  await makeLesson(server, 'lesson');
  await control(server).post('', { name: 'pupil', from: 'lesson' });
  await write(server, 'pupil', 'mine');
  writeFileSync(join(data, 'sandboxes', 'pupil@@1.sqlite'), 'damaged');
  const refused = await control(server).post('/pupil/reset');
  t.ok(refused.status >= 400 && refused.status !== 500, String(refused.status));
  t.match(await stateOf(server, 'pupil'), { message: 'mine' });
});
