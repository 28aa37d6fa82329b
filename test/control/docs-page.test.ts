import type { Locator, Page } from '@playwright/test';
import t from 'tap';
import { startListening } from '../support/app.js';
import { skipReason, startBrowser } from '../support/browser.js';

t.test('the documentation pages in a browser', { skip: skipReason }, async (t) => {
  const browser = await startBrowser(t);
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const guarded = await startListening(t, { adminToken: 'correct' });
  const guardedOrigin = guarded.app.fastify.listeningOrigin;

  /** Opens a page of the documentation, at an operation if the path ends with its `#/tag/operationId`. */
  const open = async (url: string, width = 1280): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(url);
    await page.waitForSelector(url.includes('#') ? '.opblock.is-open .opblock-body' : '.opblock');
    await page.waitForLoadState('networkidle');
    return page;
  };

  t.test('a server with an admin token asks for it', async (t) => {
    const page = await open(`${guardedOrigin}/docs/b2core#/Profiles/listProfiles`);
    const status = page.getByRole('status');
    t.match(await status.innerText(), /requires its admin token/);
    t.notOk(await page.locator('#persona').isVisible());
    const signIn = async (token: string) => {
      await page.getByLabel('admin token').fill(token);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForLoadState('networkidle');
    };
    await signIn('wrong');
    await status.getByText('does not accept this admin token').waitFor();
    t.equal(await storedItems(page), '{} {}', 'a wrong token is not stored');
    await signIn('correct');
    await page.locator('#persona').waitFor();
    t.notOk(await status.isVisible());
    t.equal((await execute(page)).status, '200');
    t.equal(await storedItems(page), '{"understudy-admin-token":"correct"} {}');
    await page.goto(`${guardedOrigin}/docs/sim#/clock/getClock`);
    await page.waitForSelector('.opblock.is-open .opblock-body');
    await page.waitForLoadState('networkidle');
    t.equal((await execute(page)).status, '200', 'the control plane gets the admin token');
    await page.close();
  });

  t.test('the page says why there is no persona', async (t) => {
    const page = await browser.newPage();
    await page.route('**/_sim/personas', (route) => route.fulfill({ json: [] }));
    await page.goto(`${origin}/docs/esper`);
    await page.getByText('The sandbox default has no persona of this API.').waitFor();
    await page.unroute('**/_sim/personas');
    const detail = 'Without an admin token, only this machine may call the control plane';
    await page.route('**/_sim/personas', (route) =>
      route.fulfill({ status: 403, json: { detail } }),
    );
    await page.reload();
    await page.getByText(`No persona is signed in: ${detail}`).waitFor();
    t.notOk(await page.getByLabel('admin token').isVisible(), 'no token would be accepted');
    await page.close();
  });

  t.test("a token that has expired by the sandbox's clock is replaced before a call", async (t) => {
    const page = await open(`${origin}/~expiry/docs/b2core#/Profiles/listProfiles`);
    let loads = 0;
    const tokens: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/_sim/personas')) loads += 1;
      if (request.url().includes('/profiles')) tokens.push(request.headers().authorization);
    });
    t.equal((await execute(page)).status, '200');
    t.equal(loads, 0, 'a valid token is used again, although it has expired by other clocks');
    // The second persona is a disabled app, which is refused whatever its token is.
    for (const [persona, seconds, expected] of [
      [0, 590, '200'],
      [0, 600, '200'],
      [1, 3600, '401'],
    ] as const) {
      await page.selectOption('#persona', { index: persona });
      const url = '/~expiry/_sim/clock/advance';
      t.equal((await server.request('POST', url, { body: { seconds } })).status, 200);
      const { status, curl } = await execute(page);
      t.equal(status, expected, `after ${seconds} seconds`);
      t.match(curl, String(tokens.at(-1)), 'the cURL command has the new token');
      t.equal(await page.evaluate("document.getElementById('persona').selectedIndex"), persona);
    }
    t.equal(loads, 3);
    t.equal(new Set(tokens).size, 4);
    await page.close();
  });
});

/** Executes the open operation, and returns what Swagger UI shows. */
async function execute(page: Page) {
  const operation = page.locator('.opblock.is-open');
  const clear = operation.getByRole('button', { name: 'Clear' });
  if (await clear.isVisible()) await clear.click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const response = operation.locator('.live-responses-table .response');
  await response.waitFor();
  const read = async (locator: Locator) => (await locator.innerText()).trim();
  return {
    status: (await read(response.locator('.response-col_status'))).slice(0, 3),
    text: await read(response.locator('.response-col_description')),
    url: await read(operation.locator('.request-url pre')),
    curl: await read(operation.locator('.curl')),
  };
}

/** The items of the session storage and of the local storage. */
function storedItems(page: Page): Promise<string> {
  return page.evaluate("JSON.stringify(sessionStorage) + ' ' + JSON.stringify(localStorage)");
}
