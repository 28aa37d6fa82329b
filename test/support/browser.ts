import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';

/** A test that can clean up after itself. */
interface Test {
  teardown(work: () => unknown): void;
}

const systemBrowser = process.env.CHROMIUM ?? '/usr/bin/chromium';
const executablePath = [systemBrowser, chromium.executablePath()].find((path) => existsSync(path));

/** The reason to skip a test that needs a browser. With CI_REQUIRE_BROWSER the test runs, and fails without a browser. */
export const skipReason: string | false =
  executablePath === undefined && !process.env.CI_REQUIRE_BROWSER
    ? `there is no Chromium at ${systemBrowser}; the environment variable CHROMIUM names another path`
    : false;

/** Starts Chromium, and closes it after the test. */
export async function startBrowser(t: Test): Promise<Browser> {
  // Chromium's own sandbox does not work for root in a container.
  const browser = await chromium.launch({
    executablePath: executablePath ?? systemBrowser,
    args: ['--no-sandbox'],
  });
  t.teardown(() => browser.close());
  return browser;
}
