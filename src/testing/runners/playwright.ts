import { relative } from 'node:path';
import {
  test as base,
  expect as baseExpect,
  type Page,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestInfo,
  type TestType,
} from '@playwright/test';
import type { Understudy, UnderstudySandbox } from '../../index.js';
import { endTest, type FailureReport } from '../failure-report.js';
import { matchers } from '../matchers.js';
import type { KitOptions } from '../options.js';
import { TestServer } from '../server.js';
import { beginTest, type TestName } from '../test-sandbox.js';

export {
  type MatcherResult,
  matchers,
  type UnderstudyMatchers,
} from '../matchers.js';
export type { CallExpectation, CallPattern, Fixtures, KitOptions } from '../options.js';

/** The test function of Playwright with the fixtures `sandbox` and `understudy`. */
export type PlaywrightTest = TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & { sandbox: UnderstudySandbox },
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & { understudy: Understudy }
>;

/** A test function whose tests have sandboxes with these options. */
export function createTest(options: KitOptions = {}): PlaywrightTest {
  const server = new TestServer(options);
  const test: PlaywrightTest = base.extend<
    { sandbox: UnderstudySandbox },
    { understudy: Understudy }
  >({
    understudy: [
      // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
      async ({}, use) => {
        await use(await server.open());
        await server.close();
      },
      { scope: 'worker' },
    ],
    sandbox: async ({ understudy }, use, info) => {
      const test = await beginTest(understudy, options, nameOf(info));
      await use(test.sandbox);
      const report = await endTest(test, info.status !== info.expectedStatus, options);
      if (report) await attach(info, report);
    },
  });
  if (!options.applyClock) return test;
  return test.extend({
    page: async ({ page, sandbox }, use) => {
      await applyClock(sandbox, page);
      await use(page);
    },
  });
}

/** Defines a test that has a sandbox: `test('title', async ({ page, sandbox }) => {})`. */
export const test: PlaywrightTest = createTest();

/** The expect function of Playwright with the matchers of Understudy. */
export const expect = baseExpect.extend(matchers);

/** Gives a page the time of the sandbox. It runs if the clock of the sandbox does. */
export async function applyClock(sandbox: UnderstudySandbox, page: Page): Promise<void> {
  const { now, frozen } = await sandbox.info();
  if (frozen) await page.clock.setFixedTime(now);
  else await page.clock.install({ time: now });
}

function nameOf({ titlePath, file, project, config, ...info }: TestInfo): TestName {
  const [, ...titles] = titlePath;
  const attempt = `${info.repeatEachIndex || ''}${info.retry > 0 ? ` retry ${info.retry}` : ''}`;
  const context = [relative(config.rootDir, file), project.name, attempt];
  return { title: titles.join(' '), context: context.filter((each) => each !== '') };
}

/** Attaches what happened in the sandbox, which reporters show with the test. */
async function attach(info: TestInfo, { text, journal, diff, file }: FailureReport): Promise<void> {
  const json = (value: unknown) => ({
    body: JSON.stringify(value, null, 2),
    contentType: 'application/json',
  });
  await info.attach('understudy', { body: text, contentType: 'text/plain' });
  await info.attach('understudy-journal', json(journal));
  await info.attach('understudy-diff', json(diff));
  if (file) await info.attach('understudy-sandbox', { path: file });
}
