import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from '@playwright/test';

const path = [process.env.CHROMIUM ?? '/usr/bin/chromium', chromium.executablePath()].find(
  existsSync,
);

/** Why no console can be opened; undefined when one can. */
export function noBrowserReason(): string | undefined {
  return path === undefined ? 'there is no Chromium; CHROMIUM names its path' : undefined;
}

/** Starts Chromium. Throws an Error when there is none. */
export function startBrowser(): Promise<Browser> {
  if (path === undefined) throw new Error(noBrowserReason());
  // Chromium's own sandbox does not work for root in a container.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
}

/** Records the long tasks of a page: those that keep it from answering for 50 milliseconds and more. */
const recordLongTasks = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
`;

/** Opens the console at a place, such as `calls?sandboxes=all`. */
export async function openConsole(browser: Browser, url: string, place: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(recordLongTasks);
  await page.goto(`${url}/#/${place}`);
  return page;
}

/** Milliseconds of each long task since the previous call. */
export function takeLongTasks(page: Page): Promise<number[]> {
  return page.evaluate('globalThis.longTasks.splice(0)');
}

/**
 * Clicks a link of the navigation. Resolves to the milliseconds until an element that a selector names is drawn, by the clock of
 * the page.
 */
export function timeToContent(page: Page, title: string, selector: string): Promise<number> {
  return page.evaluate(`new Promise((resolve, reject) => {
    const link = [...document.querySelectorAll('.navigation a')]
      .find(({ textContent }) => textContent === ${JSON.stringify(title)});
    const start = performance.now();
    link.click();
    const check = () => {
      const passed = performance.now() - start;
      if (passed > 20_000) reject(new Error('the page ' + link.textContent + ' shows no content'));
      else if (document.querySelector(${JSON.stringify(selector)})) resolve(passed);
      else requestAnimationFrame(check);
    };
    requestAnimationFrame(check);
  })`);
}
