import { Type } from '@sinclair/typebox';
import t from 'tap';
import { kajeet as real } from '../../src/contracts/kajeet/contract.js';
import { anyScope, publicAccess } from '../../src/simulator/contract/access.js';
import type { Contract } from '../../src/simulator/contract/contract.js';
import { operation } from '../../src/simulator/contract/operation.js';
import { collection } from '../../src/store/documents/collection.js';
import { startInjected } from '../support/app.js';

/** A minimal contract with scheduled events: the simulator knows no vendor. */
const bells = collection<{ at: string; text: string }, { id: string }>('tiny_bells', {
  key: (_, { id }) => id,
});
const tiny: Contract = {
  ...real,
  name: 'tiny',
  mount: '/tiny',
  aliases: {},
  operations: [
    operation({
      method: 'POST',
      url: '/bells',
      config: { access: publicAccess, effect: 'change' },
      schema: {
        operationId: 'setBell',
        summary: 'Set a bell',
        body: Type.Object({
          in: Type.Number(),
          text: Type.String(),
          again: Type.Optional(Type.Number()),
        }),
        response: { 201: Type.Object({ due: Type.String() }) },
      },
      handler({ sandbox, body }) {
        const due = sandbox.clock.now() + body.in * 1000;
        sandbox.schedule(due, 'ring', body.text, { again: body.again ?? 0 });
        if (body.text === 'undo') throw new Error('this call fails');
        return { due: new Date(due).toISOString() };
      },
    }),
    operation({
      method: 'DELETE',
      url: '/bells/:text',
      config: { access: publicAccess, effect: 'destroy' },
      schema: {
        operationId: 'cancelBell',
        summary: 'Cancel a bell',
        params: Type.Object({ text: Type.String() }),
        response: { 204: Type.Null() },
      },
      handler({ sandbox, params }) {
        sandbox.cancel('ring', params.text);
      },
    }),
    operation({
      method: 'GET',
      url: '/rung',
      config: { access: publicAccess, effect: 'read' },
      schema: {
        operationId: 'rung',
        summary: 'What rang',
        response: { 200: Type.Array(Type.Object({ at: Type.String(), text: Type.String() })) },
      },
      handler: ({ sandbox }) =>
        sandbox
          .documents(bells)
          .all({})
          .map(({ wire }) => wire),
    }),
    operation({
      method: 'GET',
      url: '/later',
      config: { access: anyScope, effect: 'read' },
      schema: { operationId: 'later', summary: 'Not yet', response: { 200: Type.Null() } },
    }),
  ],
  collections: [bells, ...real.collections],
  eventHandlers: {
    ring(sandbox, text, payload) {
      if (text === 'broken') throw new Error('this bell is broken');
      const { again } = payload as { again: number };
      const id = String(sandbox.sequences.next('bells')).padStart(4, '0');
      sandbox.documents(bells).insert({ at: sandbox.clock.iso(), text }, { id });
      if (again > 0)
        sandbox.schedule(sandbox.clock.now() + 1000, 'ring', text, { again: again - 1 });
    },
  },
};

t.test(
  'due events run in order, each at its own time, events that they schedule included',
  async (t) => {
    const { sandbox } = await startInjected(t, {}, { contracts: [tiny] });
    const { send } = sandbox();
    const set = (body: unknown) => send('POST', '/tiny/bells', { as: null, body });
    const rung = async () =>
      (await send('GET', '/tiny/rung', { as: null })).body.map(
        ({ at, text }: { at: string; text: string }) => `${at.slice(14, 19)} ${text}`,
      );
    await set({ in: 10, text: 'third' });
    await set({ in: 5, text: 'first', again: 2 });
    await set({ in: 6, text: 'second' });
    await set({ in: 7, text: 'cancelled' });
    t.equal((await send('DELETE', '/tiny/bells/cancelled', { as: null })).status, 204);
    t.equal((await set({ in: 1, text: 'undo' })).status, 500);
    t.strictSame(await rung(), []);
    await send('POST', '/_sim/clock/advance', { body: { seconds: 8 } });
    t.strictSame(await rung(), ['00:05 first', '00:06 second', '00:06 first', '00:07 first']);
    await send('PUT', '/_sim/clock', { body: { now: '2026-03-10T17:00:00Z' } });
    t.equal((await rung()).at(-1), '00:10 third');
  },
);

t.test('other requests are processed while a jump of the clock runs many events', async (t) => {
  const { sandbox } = await startInjected(t, {}, { contracts: [tiny] });
  const { send } = sandbox();
  const other = sandbox();
  await send('POST', '/tiny/bells', { as: null, body: { in: 1, text: 'often', again: 5999 } });
  let isDone = false;
  const jump = send('POST', '/_sim/clock/advance', { body: { hours: 2 } }).finally(() => {
    isDone = true;
  });
  let reads = 0;
  for (; !isDone; reads++) {
    await other.send('GET', '/tiny/rung', { as: null });
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.equal((await jump).status, 200);
  t.ok(reads > 5, `${reads} reads meanwhile`);
  const rung = (await send('GET', '/tiny/rung', { as: null })).body;
  t.equal(rung.length, 6000, 'none is lost or comes twice');
  t.strictSame(
    rung.map(({ at }: { at: string }) => at),
    rung.map((_: unknown, index: number) => later(rung[0].at, index)),
    'each at its own time',
  );
});

/** An instant so many seconds after another one. */
function later(at: string, seconds: number): string {
  return new Date(Date.parse(at) + seconds * 1000).toISOString();
}

t.test('under a running clock an event runs before the first request after it', async (t) => {
  const { sandbox } = await startInjected(t, { clock: 'running' }, { contracts: [tiny] });
  const { send } = sandbox();
  await send('POST', '/tiny/bells', { as: null, body: { in: 0.05, text: 'soon' } });
  t.equal((await send('GET', '/tiny/rung', { as: null })).body.length, 0);
  await new Promise((resolve) => setTimeout(resolve, 80));
  t.equal((await send('GET', '/tiny/rung', { as: null })).body.length, 1);
});

t.test('a reset removes scheduled events', async (t) => {
  const { sandbox } = await startInjected(t, {}, { contracts: [tiny] });
  const { send, name } = sandbox();
  await send('POST', '/tiny/bells', { as: null, body: { in: 5, text: 'gone' } });
  await send('POST', `/_sim/sandboxes/${name}/reset`);
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  t.strictSame((await send('GET', '/tiny/rung', { as: null })).body, []);
});

t.test('an event that throws is recorded as failed, and blocks nothing', async (t) => {
  const { sandbox } = await startInjected(t, {}, { contracts: [tiny] });
  const { send, name } = sandbox();
  for (const [seconds, text] of [
    [5, 'before'],
    [6, 'broken'],
    [7, 'after'],
  ])
    await send('POST', '/tiny/bells', { as: null, body: { in: seconds, text } });
  const moved = await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  t.match(moved, { status: 200, body: { now: '2026-03-10T16:01:00.000Z' } });
  const rung = (await send('GET', '/tiny/rung', { as: null })).body;
  t.strictSame(
    rung.map(({ text }: { text: string }) => text),
    ['before', 'after'],
  );
  await send('PUT', '/_sim/clock', { body: { now: '2026-03-10T16:00:00Z' } });
  t.equal(
    (await send('PUT', '/_sim/clock', { body: { now: '2026-03-10T17:00:00Z' } })).status,
    200,
  );
  t.equal((await send('POST', `/_sim/sandboxes/${name}/reset`)).status, 200);
});

t.test('a change of day that throws is left out, and blocks nothing', async (t) => {
  const onDayChange = () => {
    throw new Error('this day is broken');
  };
  const broken = { ...tiny, onDayChange };
  const { sandbox } = await startInjected(t, {}, { contracts: [broken] });
  const { send } = sandbox();
  t.equal((await send('POST', '/_sim/clock/advance', { body: { duration: 'P2D' } })).status, 200);
  t.equal((await send('GET', '/_sim/clock')).body.now, '2026-03-12T16:00:00.000Z');
});
