import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import t, { type Test } from 'tap';
import { startListening } from '../support/app.js';
import { skipReason, startBrowser } from '../support/browser.js';
import { violations } from './support/accessibility.js';

/** Clicks the link to a file and reads what the browser saves. */
async function save(page: Page, work: () => Promise<void>) {
  const [download] = await Promise.all([page.waitForEvent('download'), work()]);
  const text = readFileSync(await download.path(), 'utf8');
  return { name: download.suggestedFilename(), text };
}

t.test('the page that lists the APIs in a browser', { skip: skipReason }, async (t) => {
  const browser = await startBrowser(t);
  const open = async (t: Test, options: Parameters<typeof startListening>[1], path: string) => {
    const { app } = await startListening(t, options);
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    t.teardown(() => page.close());
    await page.goto(`${app.fastify.listeningOrigin}${path}`);
    return page;
  };
  const esper = (page: Page) =>
    page.locator('.card', { hasText: 'Esper API' }).getByRole('link', { name: '.http file' });

  await t.test('files with requests are saved', async (t) => {
    const page = await open(t, {}, '/~lesson/docs');
    const { name, text } = await save(page, () => esper(page).click());
    t.equal(name, 'understudy-esper.http');
    t.match(text, /^@baseUrl = \S+\/~lesson$/m);
    t.notOk(await page.getByLabel('admin token').isVisible());
    t.strictSame(await violations(page), []);
  });

  await t.test('a server with an admin token asks for it', async (t) => {
    const page = await open(t, { adminToken: 'correct' }, '/docs');
    await esper(page).click();
    await page.getByText('This server requires its admin token').waitFor();
    t.strictSame(await violations(page), []);
    const signIn = async (token: string) => {
      await page.getByLabel('admin token').fill(token);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn('wrong');
    await page.getByText('does not accept this admin token').waitFor();
    const { name, text } = await save(page, () => signIn('correct'));
    t.equal(name, 'understudy-esper.http');
    t.match(text, /\/api\/user\//);
    await page.getByLabel('admin token').waitFor({ state: 'hidden' });
    const again = await save(page, () => esper(page).click());
    t.equal(again.name, name, 'the token is asked for once');
    t.match(page.url(), /\/docs$/, 'the page is not left');
  });

  await t.test('a refusal that no token changes is shown', async (t) => {
    const page = await open(t, {}, '/docs');
    const detail = 'Without an admin token, only this machine may call the control plane';
    await page.route('**/_sim/collections/*', (route) =>
      route.fulfill({ status: 403, json: { detail } }),
    );
    await esper(page).click();
    await page.getByText(detail).waitFor();
    t.notOk(await page.getByLabel('admin token').isVisible());
  });
});
