import { addToError, endTest } from './failure-report.js';
import type { Fixtures, KitOptions } from './options.js';
import type { TestServer } from './server.js';
import { beginTest, type TestName } from './test-sandbox.js';

/** A test of a runner without fixtures. */
interface TestRun {
  readonly server: TestServer;
  readonly options: KitOptions;
  readonly name: TestName;
  /** The test is expected to fail. */
  readonly isExpectedToFail?: boolean;
}

/** Runs a test with a sandbox of its own. If it fails, what happened in the sandbox is added to the message of its error. */
export async function runTest(
  { server, options, name, isExpectedToFail = false }: TestRun,
  run: (fixtures: Fixtures) => unknown,
): Promise<void> {
  const understudy = await server.open();
  const test = await beginTest(understudy, options, name);
  let failure: { readonly error: unknown } | undefined;
  try {
    await run({ sandbox: test.sandbox, understudy });
  } catch (error) {
    failure = { error };
  }
  const hasFailed = (failure !== undefined) !== isExpectedToFail;
  const report = await endTest(test, hasFailed, options);
  if (failure) throw report ? addToError(failure.error, report) : failure.error;
}
