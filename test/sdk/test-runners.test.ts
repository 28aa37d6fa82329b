import { Agent, get } from 'node:http';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import t from 'tap';
import type * as Package from '../../src/index.js';
import { projectFile } from '../support/project-file.js';

/** The package, loaded before the globals are replaced. */
const { createUnderstudy }: typeof Package = await import(projectFile('dist/bundle/index.js'));

/** An abort controller that is not one of Node.js, like those of simulated browsers. */
class OtherAbortController {
  readonly signal = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} };
  abort(): void {
    this.signal.aborted = true;
  }
}

/** A timer that does not fire, like those of test runners. */
const never = () => ({ unref() {}, ref() {}, hasRef: () => false });
const names = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
] as const;

/** Replaces properties of an object until the test ends. */
function replace(t: { teardown(work: () => void): void }, target: object, values: object): void {
  const originals = Object.entries(values).map(([name]) => [name, Reflect.get(target, name)]);
  Object.assign(target, values);
  t.teardown(() => Object.assign(target, Object.fromEntries(originals)));
}

/** Replaces the timers of the process until the test ends. */
function replaceTimers(t: { teardown(work: () => void): void }): void {
  const fakes = Object.fromEntries(names.map((name) => [name, never]));
  replace(t, globalThis, { ...fakes, Date: class extends Date {} });
  replace(t, timers, fakes);
  replace(t, promises, {
    setTimeout: () => new Promise(() => {}),
    setImmediate: () => new Promise(() => {}),
  });
}

t.test(
  'a simulator works where the abort controllers of a simulated browser are global',
  async (t) => {
    replace(t, globalThis, { AbortController: OtherAbortController });
    const understudy = await createUnderstudy({ devices: 20 });
    const { status } = await understudy.inject({ url: '/_sim/health' });
    t.equal(status, 200);
    await understudy.close();
  },
);

for (const responseCache of ['on', 'off'] as const)
  t.test(
    `a simulator works while timers are replaced, response cache ${responseCache}`,
    async (t) => {
      const data = t.testdir();
      const { fetch } = globalThis;
      replaceTimers(t);
      const understudy = await createUnderstudy({ data, devices: 20, responseCache });
      const sandbox = await understudy.sandbox('with replaced timers', { devices: 30 });
      const token = await sandbox.token({ contract: 'kajeet' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const devices = `${sandbox.url}/sentinel/api/v1.0/devices/NORTHSTAR-ISD`;
      const list = `${devices}?offset=0&limit=5&sort=MDN&sortDir=ASC`;
      for (let round = 0; round < 3; round++) t.equal((await fetch(list, { headers })).status, 200);
      const body = JSON.stringify({ mdns: ['5212671508'], nickname: 'Bus' });
      const saved = await fetch(`${devices}/nickname`, { method: 'PUT', headers, body });
      t.equal(saved.status, 200);
      await sandbox.faults.add({ match: {}, effect: { delayMs: 20 } });
      t.equal((await fetch(list, { headers })).status, 200);
      t.ok(await (await fetch(`${devices}?export=CSV&sort=MDN&sortDir=ASC`, { headers })).text());
      await sandbox.snapshot('one');
      await sandbox.restore('one');
      const verification = { match: { path: '/none' }, count: 0, timeoutMs: 50 };
      t.equal((await sandbox.journal.verify(verification)).count, 0);
      await understudy.close();
    },
  );

/** Gets a URL over an agent; resolves with the status. */
function getOver(agent: Agent, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) =>
      response.resume().on('end', () => resolve(response.statusCode)),
    ).on('error', reject);
  });
}

for (const clock of ['the timers of Node.js', 'replaced timers'])
  t.test(`a simulator starts again at the same port, ${clock}`, async (t) => {
    const { fetch } = globalThis;
    const agent = new Agent({ keepAlive: true });
    t.teardown(() => agent.destroy());
    if (clock === 'replaced timers') replaceTimers(t);
    let port = 0;
    for (let round = 0; round < 5; round++) {
      const understudy = await createUnderstudy({ port, devices: 20 });
      const health = `${understudy.url}/_sim/health`;
      port = Number(new URL(understudy.url).port);
      t.equal((await fetch(health)).status, 200, `fetch, round ${round}`);
      t.equal(await getOver(agent, health), 200, `http.Agent, round ${round}`);
      // The pool of fetch has several idle connections, and one with an event stream.
      await Promise.all(Array.from({ length: 5 }, async () => (await fetch(health)).arrayBuffer()));
      const events = await fetch(`${understudy.url}/_sim/journal/stream`);
      const ended = events.text();
      await understudy.close();
      await ended;
    }
  });
