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
      const fakes = Object.fromEntries(names.map((name) => [name, never]));
      replace(t, globalThis, { ...fakes, Date: class extends Date {} });
      replace(t, timers, fakes);
      replace(t, promises, {
        setTimeout: () => new Promise(() => {}),
        setImmediate: () => new Promise(() => {}),
      });
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
