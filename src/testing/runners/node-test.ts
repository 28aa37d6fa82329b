import { AssertionError } from 'node:assert';
import { relative } from 'node:path';
import { after, test as nodeTest, type TestContext } from 'node:test';
import type { CleanOptions, UnderstudySandbox } from '../../index.js';
import {
  type ChangeArguments,
  type CheckResult,
  checkCalled,
  checkCalledInOrder,
  checkChanged,
  checkNoRefusals,
} from '../checks.js';
import type { CallExpectation, CallPattern, Fixtures, KitOptions } from '../options.js';
import { runTest } from '../run-test.js';
import { TestServer } from '../server.js';

export type { CallExpectation, CallPattern, Fixtures, KitOptions } from '../options.js';

/** What a test gets: its sandbox, the server, and the context of node:test as `t`. */
export interface NodeTestFixtures extends Fixtures {
  readonly t: TestContext;
}

interface TestNames {
  readonly fullName?: string;
  readonly filePath?: string;
}

type TestFunction = (fixtures: NodeTestFixtures) => unknown;
/** The options of a test of node:test. */
interface TestOptions {
  concurrency?: number | boolean | undefined;
  only?: boolean | undefined;
  signal?: AbortSignal | undefined;
  skip?: boolean | string | undefined;
  timeout?: number | undefined;
  todo?: boolean | string | undefined;
}

/** Defines a test that has a sandbox. */
export interface NodeTest {
  (title: string, run: TestFunction): Promise<void>;
  (title: string, options: TestOptions, run: TestFunction): Promise<void>;
}

/** A test function whose tests have sandboxes with these options. Call it outside of tests, because it closes its server after them. */
export function createTest(options: KitOptions = {}): NodeTest {
  const server = new TestServer(options);
  after(() => server.close());
  return (title: string, ...rest: [TestFunction] | [TestOptions, TestFunction]) => {
    const [testOptions, run] = rest.length === 1 ? [{}, rest[0]] : rest;
    return nodeTest(title, testOptions, (t) => {
      // Node.js 20 has neither.
      const { fullName = t.name, filePath = process.argv[1] ?? '' } = t as TestNames;
      const context = [relative(process.cwd(), filePath)];
      return runTest({ server, options, name: { title: fullName, context } }, async (fixtures) => {
        if (options.applyClock) await applyClock(fixtures.sandbox, t);
        return run({ ...fixtures, t });
      });
    });
  };
}

/** Defines a test that has a sandbox: `test('title', async ({ sandbox }) => {})`. */
export const test: NodeTest = createTest();

/** Gives `Date` the time of the sandbox until the test ends. It stands still, also where the clock of the sandbox runs. */
export async function applyClock(sandbox: UnderstudySandbox, t: TestContext): Promise<void> {
  const now = Date.parse(await sandbox.clock.now());
  t.mock.timers.reset();
  t.mock.timers.enable({ apis: ['Date'], now });
}

/** Rejects unless the vendor got a call like this. */
export async function assertCalled(
  sandbox: UnderstudySandbox,
  pattern: CallPattern,
  expectation?: CallExpectation,
): Promise<void> {
  assertPass(await checkCalled(sandbox, pattern, expectation));
}

/** Rejects unless the vendor got these calls in this order, with any others between them. */
export async function assertCalledInOrder(
  sandbox: UnderstudySandbox,
  patterns: readonly CallPattern[],
): Promise<void> {
  assertPass(await checkCalledInOrder(sandbox, patterns));
}

/** Rejects if a call was refused, other than by a fault rule. */
export async function assertNoRefusals(
  sandbox: UnderstudySandbox,
  options?: Pick<CleanOptions, 'allow'>,
): Promise<void> {
  assertPass(await checkNoRefusals(sandbox, options));
}

/** Rejects unless a document has changed since the start of the test, and its fields have these values now; null if it was removed. */
export async function assertChanged(
  sandbox: UnderstudySandbox,
  ...change: ChangeArguments
): Promise<void> {
  assertPass(await checkChanged(sandbox, change));
}

function assertPass({ pass, message }: CheckResult): void {
  if (!pass) throw new AssertionError({ message });
}
