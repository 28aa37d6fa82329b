import fc from 'fast-check';
import t from 'tap';
import { kajeet, page } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const token = (
  await server.request('POST', '/_sim/tokens', { body: { contract: 'kajeet', expiresIn: null } })
).body.token;

const call = (name: string, method: string, url: string, body?: unknown) =>
  server.request(method, url, {
    headers: { 'x-sandbox': name, authorization: `Bearer ${token}` },
    body,
  });
const control = (method: string, url: string, body?: unknown) =>
  server.request(method, `/_sim/sandboxes${url}`, { body });

/** The observed state of a sandbox: a value in its data and its clock. */
interface State {
  readonly nickname: string;
  readonly hour: number;
}

const seeded: State = { nickname: 'Main Office Hotspot', hour: 16 };

async function write(name: string, number: number): Promise<void> {
  const body = { mdns: ['521-267-1508'], nickname: `Name ${number}` };
  const { status } = await call(name, 'PUT', `${devices}/nickname`, body);
  if (status !== 200) throw new Error(`a write was answered by ${status}`);
}

async function read(name: string): Promise<State> {
  const url = `${devices}${page({ searchValue: '5212671508' })}`;
  const { body } = await call(name, 'GET', url);
  const { body: clock } = await call(name, 'GET', '/_sim/clock');
  return { nickname: body.devices[0].nickname, hour: new Date(clock.now).getUTCHours() };
}

const names = ['copy-a', 'copy-b'] as const;
const one = fc.constantFrom(...names);
const step = fc.record({
  what: fc.constantFrom('write', 'advance', 'fork', 'keep', 'restore', 'reset', 'move'),
  on: one,
  to: one,
  number: fc.nat(1000),
});

/** The expected state of each sandbox, of its snapshot and of the image that it returns to. */
interface Model {
  readonly states: Map<string, State>;
  readonly origins: Map<string, State>;
  readonly snapshots: Map<string, State>;
}

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Act = (step: Step, state: State, model: Model) => Promise<void>;

/** Each action on a sandbox with its effect on the expected state. */
const acts: Readonly<Record<Step['what'], Act>> = {
  async write({ on, number }, state, { states }) {
    await write(on, number);
    states.set(on, { ...state, nickname: `Name ${number}` });
  },
  async advance({ on }, { nickname, hour }, { states }) {
    await call(on, 'POST', '/_sim/clock/advance', { seconds: 3600 });
    states.set(on, { nickname, hour: (hour + 1) % 24 });
  },
  async fork({ on, to }, state, { states, origins, snapshots }) {
    if (on === to) return;
    await control('DELETE', `/${to}`);
    await control('POST', `/${on}/fork`, { name: to });
    states.set(to, state);
    origins.set(to, state);
    snapshots.delete(to);
  },
  async keep({ on }, state, { snapshots }) {
    await control('PUT', `/${on}/snapshots/point`);
    snapshots.set(on, state);
  },
  async restore({ on }, _, { states, snapshots }) {
    const { status } = await control('POST', `/${on}/snapshots/point/restore`);
    const point = snapshots.get(on);
    if (status !== (point ? 200 : 404)) throw new Error(`restoring was answered by ${status}`);
    if (point) states.set(on, point);
  },
  async reset({ on }, _, { states, origins }) {
    await control('POST', `/${on}/reset`);
    states.set(on, origins.get(on) ?? seeded);
  },
  async move({ on, to }, state, { states, origins }) {
    const { rawPayload } = await server.app.fastify.inject({ url: `/_sim/sandboxes/${on}/export` });
    const headers = { 'content-type': 'application/vnd.sqlite3' };
    const { status } = await server.request('POST', `/_sim/sandboxes/${to}/import`, {
      headers,
      body: rawPayload,
    });
    if (status !== 201) throw new Error(`an import was answered by ${status}`);
    states.set(to, state);
    origins.set(to, state);
  },
};

t.test('a copy keeps the data of its creation, whichever side writes first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        const model: Model = { states: new Map(), origins: new Map(), snapshots: new Map() };
        for (const name of names) {
          await control('DELETE', `/${name}`);
          await control('POST', '', { name });
          model.states.set(name, seeded);
        }
        for (const each of steps)
          await acts[each.what](each, model.states.get(each.on) ?? seeded, model);
        for (const name of names) {
          const [found, wanted] = [await read(name), model.states.get(name)].map((state) =>
            JSON.stringify(state),
          );
          if (found !== wanted) throw new Error(`${name} is ${found}, not ${wanted}`);
        }
      },
    ),
    { numRuns: 30, seed: 20261124 },
  );
});
