import { relative } from 'node:path';
import { afterAll, expect, test as jestTest, jest as runner } from '@jest/globals';
import type { UnderstudySandbox } from '../../index.js';
import { matchers, type UnderstudyMatchers } from '../matchers.js';
import type { Fixtures, KitOptions } from '../options.js';
import { runTest } from '../run-test.js';
import { TestServer } from '../server.js';

export { matchers, type UnderstudyMatchers } from '../matchers.js';
export type { CallExpectation, CallPattern, Fixtures, KitOptions } from '../options.js';

declare global {
  namespace jest {
    interface Matchers<R> extends UnderstudyMatchers<Promise<R>> {}
  }
}

type TestFunction = (fixtures: Fixtures) => unknown;
type DefineTest = (title: string, run: TestFunction, timeout?: number) => void;

/** Defines tests that have a sandbox each. */
export interface JestTest extends DefineTest {
  only: DefineTest;
  skip: DefineTest;
  failing: DefineTest;
  todo: (title: string) => void;
}

expect.extend(matchers);

/** A test function whose tests have sandboxes with these options. Call it outside of tests, because it closes its server after them. */
export function createTest(options: KitOptions = {}): JestTest {
  const server = new TestServer(options);
  afterAll(() => server.close());
  const define =
    (register: typeof jestTest.only, isExpectedToFail = false): DefineTest =>
    (title, run, timeout) =>
      register(
        title,
        () => {
          const { currentTestName = title, testPath = '' } = expect.getState();
          const context = [relative(process.cwd(), testPath)];
          const name = { title: currentTestName, context };
          return runTest({ server, options, name, isExpectedToFail }, async (fixtures) => {
            if (options.applyClock) await applyClock(fixtures.sandbox);
            return run(fixtures);
          });
        },
        timeout,
      );
  return Object.assign(define(jestTest), {
    only: define(jestTest.only),
    skip: define(jestTest.skip),
    failing: define(jestTest.failing, true),
    todo: (title: string) => jestTest.todo(title),
  });
}

/** Defines a test that has a sandbox: `test('title', async ({ sandbox }) => {})`. */
export const test: JestTest = createTest();

/** Gives `Date` the time of the sandbox, until `jest.useRealTimers()`. It runs if the clock of the sandbox does. */
export async function applyClock(sandbox: UnderstudySandbox): Promise<void> {
  const { now, frozen } = await sandbox.info();
  runner.useFakeTimers({ now: Date.parse(now), doNotFake: otherApis, advanceTimers: !frozen });
}

/** What the fake timers of Jest replace, other than `Date`. */
const otherApis = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'requestIdleCallback',
  'cancelIdleCallback',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;
