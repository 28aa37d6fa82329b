import type { FrameLocator, Page } from '@playwright/test';
import t from 'tap';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { violations } from '../support/accessibility.js';
import { ConsolePages } from '../support/console-pages.js';

t.test('the page API of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const create = (name: string) =>
    server.request('POST', '/_sim/sandboxes', { body: { name, clock: '2026-06-19T12:00:00Z' } });

  await t.test(
    'an operation is searched and tried in the sandbox, as the chosen persona',
    async (t) => {
      await create('apis');
      const page = await pages.open(`${origin}/#/?sandbox=apis`);
      await page.locator('.vendor-card').first().getByLabel('Act as').selectOption('readonly');
      await page.getByRole('link', { name: 'API', exact: true }).click();
      await page.locator('.api-page option[value="readonly"]').waitFor({ state: 'attached' });
      t.equal(
        await page.getByLabel('Act as').inputValue(),
        'readonly',
        'the choice of another page',
      );
      const frame = documentation(page);
      await frame.getByLabel('Search operations').fill('Count group STATUS totals');
      await frame.getByText('1 of 90 operations').waitFor();
      await frame.locator('.opblock-summary-control').click();
      t.match(await execute(frame), {
        status: '200',
        text: /"total": 499/,
        url: `${origin}/~apis/`,
      });
      await page.getByLabel('Act as').selectOption('org_tech');
      t.equal((await execute(frame)).status, '200');
      const { body } = await server.request('GET', '/~apis/_sim/journal?operationId=deviceTotals');
      t.strictSame(
        body.entries.map(({ persona }: { readonly persona: string }) => persona),
        ['readonly', 'org_tech'],
      );
      await frame.getByRole('button', { name: 'Authorize', exact: true }).click();
      await frame.getByText('Authorized').first().waitFor();
    },
  );

  await t.test(
    'the URL names the operation, and the back button leaves the frame alone',
    async (t) => {
      const page = await pages.open(`${origin}/#/`);
      await page.getByText('Start here').waitFor();
      await page.goto(`${origin}/#/api/kajeet/devices/listDevices`);
      const frame = documentation(page);
      await opened(frame, 'listDevices');
      await frame.locator('#operations-devices-deviceTotals .opblock-summary-control').click();
      await page.waitForURL(/#\/api\/kajeet\/devices\/deviceTotals$/);
      t.equal(await frame.locator('.opblock.is-open').count(), 2, 'the frame was not loaded again');
      await page.goBack();
      await page.getByText('Start here').waitFor();
      await page.goForward();
      await opened(frame, 'deviceTotals');
      await page.getByRole('combobox', { name: 'API', exact: true }).selectOption('Control plane');
      await frame.locator('.opblock', { hasText: '/sandboxes/{name}/fork' }).waitFor();
      t.equal(await page.getByLabel('Act as').count(), 0);
    },
  );

  await t.test(
    'an operation that the URL names is seen below the search, also when narrow',
    async (t) => {
      for (const width of [1280, 390])
        for (const place of ['kajeet/devices/listDevices', 'b2core/Profiles/createProfile']) {
          const page = await pages.open(`${origin}/#/api/${place}`, { width });
          const frame = documentation(page);
          await opened(frame, place.split('/')[2] ?? '');
          const search = (await frame.locator('.search').boundingBox()) ?? fail();
          const heading = frame.locator('.opblock.is-open .opblock-summary');
          const { y, height } = (await heading.boundingBox()) ?? fail();
          t.ok(
            y >= search.y + search.height,
            `${place} at ${width}: ${y} below ${search.y + search.height}`,
          );
          t.ok(y + height <= 900, `${place} at ${width}: ends at ${y + height}`);
          await page.context().close();
        }
    },
  );

  await t.test('the keys of the palette work in the frame, and it finds operations', async () => {
    const page = await pages.open(`${origin}/#/api/kajeet`);
    const frame = documentation(page);
    await frame.getByLabel('Search operations').focus();
    await page.keyboard.press('Control+k');
    await page.locator('.palette input:focus').waitFor();
    await page.keyboard.type('listProfiles');
    await page.locator('[role=option]', { hasText: 'operation' }).first().waitFor();
    await page.keyboard.press('Enter');
    await opened(frame, 'listProfiles');
    await page.waitForURL(/#\/api\/b2core\/Profiles\/listProfiles$/);
  });

  await t.test('the frame has the colours of the console, also when they change', async (t) => {
    const page = await pages.open(`${origin}/#/api/esper`);
    const frame = documentation(page);
    await frame.locator('.opblock').first().waitFor();
    const background = () =>
      frame.locator('body').evaluate((body) => {
        const { defaultView, documentElement } = body.ownerDocument;
        return defaultView?.getComputedStyle(documentElement).backgroundColor;
      });
    t.equal(await background(), 'rgb(246, 247, 248)');
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await frame.locator(':root.dark-mode').waitFor();
    t.equal(await background(), 'rgb(18, 20, 22)');
    t.equal(await frame.locator('header.docs-header').isVisible(), false);
    const grey = frame.locator('.not-simulated .opblock');
    t.match(await grey.first().innerText(), 'not simulated');
  });

  await t.test('what a caller has stored is shown as text', async (t) => {
    await create('hostile');
    const nickname = '<img src=x onerror="top.hacked=1"><script>top.hacked=1</script>';
    const key = '5212671508';
    const url = '/~hostile/_sim/data/kajeet/devices';
    const { status } = await server.request('PATCH', `${url}/${key}`, { body: { nickname } });
    t.equal(status, 200);
    const page = await pages.open(`${origin}/#/api/kajeet/devices/listDevices?sandbox=hostile`);
    const frame = documentation(page);
    await opened(frame, 'listDevices');
    await frame.locator('tr[data-param-name="searchValue"] input').first().fill(key);
    const { text } = await execute(frame);
    t.match(text, 'onerror');
    t.equal(await frame.locator('#swagger img, .microlight script').count(), 0);
    t.equal(await page.evaluate('window.hacked'), undefined);
  });

  await t.test('the frame is accessible in both themes, wide and narrow', async (t) => {
    const url = `${origin}/#/api/kajeet/devices/deviceTotals`;
    for (const theme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        const page = await pages.open(url, { theme, width });
        const frame = documentation(page);
        await opened(frame, 'deviceTotals');
        // The other operations look the same.
        await frame.getByLabel('Search operations').fill('deviceTotals');
        await execute(frame);
        for (const each of page.frames()) {
          const view = `${theme} at ${width}: ${each.url()}`;
          t.strictSame(await violations(each), [], view);
          const overflow = await each.evaluate('document.documentElement.scrollWidth - innerWidth');
          t.equal(overflow, 0, view);
        }
        await page.context().close();
      }
  });

  t.strictSame(pages.errors, []);
});

t.test('the page API with the key of a sandbox', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t, { adminToken: 'correct' });
  const origin = server.app.fastify.listeningOrigin;
  const { body } = await server.request('POST', '/_sim/sandboxes', {
    headers: { authorization: 'Bearer correct' },
    body: { name: 'learner-1', key: true },
  });
  const page = await pages.open(`${origin}/#/?key=${body.key}`);
  await page.getByText('Start here').waitFor();
  await page.goto(`${origin}/#/api/sim/clock/getClock`);
  const frame = documentation(page);
  await opened(frame, 'getClock');
  t.match(await execute(frame), { status: '200', url: `${origin}/~learner-1/_sim/clock` });
  t.strictSame(pages.errors, []);
});

function documentation(page: Page): FrameLocator {
  return page.frameLocator('iframe.documentation');
}

function fail(): never {
  throw new Error('the element is not visible');
}

/** Waits until an operation is open and the credentials have been set. */
async function opened(frame: FrameLocator, operationId: string): Promise<void> {
  await frame.locator(`.opblock.is-open[id$="-${operationId}"] .opblock-body`).waitFor();
  await frame
    .locator('.authorization__btn[aria-label*="locked"], .btn.authorize.locked')
    .first()
    .waitFor();
}

/** Executes the open operation, and returns what is shown of the response. */
async function execute(frame: FrameLocator) {
  const operation = frame.locator('.opblock.is-open').last();
  const clear = operation.getByRole('button', { name: 'Clear' });
  if (await clear.isVisible()) await clear.click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const response = operation.locator('.live-responses-table .response');
  await response.waitFor();
  return {
    status: (await response.locator('.response-col_status').innerText()).trim().slice(0, 3),
    text: await response.locator('.response-col_description').innerText(),
    url: (await operation.locator('.request-url pre').innerText()).trim(),
  };
}
