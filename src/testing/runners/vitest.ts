import { test as base, expect, type TestAPI, vi } from 'vitest';
import type { Understudy, UnderstudySandbox } from '../../index.js';
import { addToError, endTest } from '../failure-report.js';
import { matchers, type UnderstudyMatchers } from '../matchers.js';
import type { Fixtures, KitOptions } from '../options.js';
import { TestServer } from '../server.js';
import { beginTest } from '../test-sandbox.js';

export { matchers, type UnderstudyMatchers } from '../matchers.js';
export type { CallExpectation, CallPattern, Fixtures, KitOptions } from '../options.js';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the type that Vitest declares
  interface Matchers<T = any> extends UnderstudyMatchers {}
}

expect.extend(matchers);

/** A test function whose tests have sandboxes with these options. */
export function createTest(options: KitOptions = {}): TestAPI<Fixtures> {
  const server = new TestServer(options);
  return base.extend<Fixtures>({
    understudy: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of fixtures from the pattern
      async ({}, use: (understudy: Understudy) => Promise<void>) => {
        await use(await server.open());
        await server.close();
      },
      { scope: 'file' },
    ],
    sandbox: async ({ task, understudy }, use) => {
      const context = [task.file.name, task.file.projectName || undefined, task.result?.retryCount];
      const test = await beginTest(understudy, options, { title: titleOf(task), context });
      if (options.applyClock) await applyClock(test.sandbox);
      await use(test.sandbox);
      if (options.applyClock) vi.useRealTimers();
      const hasFailed = task.result?.state === 'fail';
      const report = await endTest(test, hasFailed !== (task.fails ?? false), options);
      const [error] = task.result?.errors ?? [];
      if (report && error) addToError(error, report);
    },
  });
}

/** Defines a test that has a sandbox: `test('title', async ({ sandbox }) => {})`. */
export const test: TestAPI<Fixtures> = createTest();

/** Gives `Date` the time of the sandbox, until `vi.useRealTimers()`. It runs if the clock of the sandbox does. */
export async function applyClock(sandbox: UnderstudySandbox): Promise<void> {
  const { now, frozen } = await sandbox.info();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now), shouldAdvanceTime: !frozen });
}

interface Task {
  readonly name: string;
  readonly suite?: Task | undefined;
}

/** The title of a test with those of the groups around it. */
function titleOf({ name, suite }: Task): string {
  return suite ? `${titleOf(suite)} ${name}` : name;
}
