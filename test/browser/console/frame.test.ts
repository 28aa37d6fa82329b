import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import t from 'tap';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

t.test('the frame of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const create = (name: string, more: object = {}) =>
    server.request('POST', '/_sim/sandboxes', { body: { name, ...more } });

  await t.test('the picker finds a sandbox by its label, and the URL names it', async (t) => {
    await create('table-3', { label: 'Class 4b, <b>table</b> 3' });
    const page = await pages.open(`${origin}/`);
    const picker = page.getByRole('button', { name: 'Sandbox default, change' });
    await picker.click();
    await page.getByLabel('Search sandboxes').first().fill('class 4b');
    await page.getByText('1 of 2').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sandbox table-3, change' }).waitFor();
    t.match(page.url(), /#\/\?sandbox=table-3$/);
    t.equal(await page.locator('.picker b').count(), 0, 'the label is text');
    await page.goto(`${origin}/~table-3/`);
    await page.getByRole('button', { name: 'Sandbox table-3, change' }).waitFor();
  });

  await t.test('the clock is moved, frozen and set', async (t) => {
    await create('clock', { clock: '2026-06-19T12:00:00Z' });
    const page = await pages.open(`${origin}/#/?sandbox=clock`);
    const clock = page.getByRole('region', { name: 'Clock of the sandbox clock' });
    await clock.getByText('Fri 19 Jun 2026 12:00').waitFor();
    for (const [button, expected] of [
      ['+1 h', 'Fri 19 Jun 2026 13:00'],
      ['+1 day', 'Sat 20 Jun 2026 13:00'],
      ['+1 week', 'Sat 27 Jun 2026 13:00'],
    ] as const) {
      await clock.getByRole('button', { name: button, exact: true }).click();
      await clock.getByText(expected).waitFor();
    }
    await clock.getByRole('button', { name: 'Frozen' }).click();
    await clock.getByRole('button', { name: 'Running' }).waitFor();
    await clock.getByRole('button', { name: 'Until' }).click();
    await page.getByLabel('Until (UTC)').fill('2027-01-01T08:30');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await clock.getByText('Fri 1 Jan 2027 08:30').waitFor();
    const { body } = await server.request('GET', '/~clock/_sim/clock');
    t.match(body, { now: /^2027-01-01T08:30/, frozen: false });
  });

  await t.test('a fault shows as a band with its count, until it is ended', async (t) => {
    const page = await pages.open(`${origin}/#/?sandbox=faulty`);
    await page.getByRole('button', { name: 'Create faulty' }).click();
    await page.getByText('Start here').waitFor();
    await server.request('POST', '/~faulty/_sim/scenarios/vendor-outage');
    const band = page.getByRole('region', { name: 'Active faults of the sandbox faulty' });
    await band.getByText('0 calls affected').waitFor();
    await server.request('GET', '/~faulty/v1/profiles');
    await band.getByText('1 call affected').waitFor();
    await band.getByRole('button', { name: 'End it: Scenario vendor-outage is on' }).click();
    await band.waitFor({ state: 'detached' });
    t.strictSame((await server.request('GET', '/~faulty/_sim/faults')).body, []);
  });

  await t.test('an unknown sandbox is not created by looking at it', async (t) => {
    const page = await pages.open(`${origin}/#/?sandbox=nowhere`);
    await page.getByText('There is no sandbox nowhere').waitFor();
    t.equal((await server.request('GET', '/_sim/sandboxes/nowhere')).status, 404);
  });

  await t.test(
    'the palette finds pages, operations, personas and sandboxes by the keyboard alone',
    async () => {
      await create('palette-target');
      const page = await pages.open(`${origin}/`);
      await page.getByText('Start here').waitFor();
      for (const [text, kind] of [
        ['home', 'page'],
        ['listProfiles', 'operation'],
        ['trusted client', 'persona'],
        ['palette-target', 'sandbox'],
      ]) {
        await openPalette(page);
        await page.keyboard.type(String(text));
        await page
          .locator('[role=option]', { hasText: String(kind) })
          .first()
          .waitFor();
        await page.keyboard.press('Escape');
      }
      await openPalette(page);
      await page.keyboard.type('palette-target');
      await page.locator('[role=option]', { hasText: 'palette-target' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Sandbox palette-target, change' }).waitFor();
    },
  );

  await t.test('the base URL is copied, and the theme is kept', async (t) => {
    const page = await pages.open(`${origin}/#/?sandbox=palette-target`);
    await page.getByRole('button', { name: 'Copy base URL' }).click();
    await page.getByText('Copied the base URL').waitFor();
    t.equal(await page.evaluate('navigator.clipboard.readText()'), `${origin}/~palette-target`);
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await page.reload();
    t.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
  });

  await t.test(
    'a page about all sandboxes has no clock of one, and names the one of a fault',
    async (t) => {
      await create('outage');
      await server.request('POST', '/~outage/_sim/scenarios/vendor-outage');
      const page = await pages.open(`${origin}/#/?sandbox=outage`);
      const clock = page.getByRole('region', { name: 'Clock of the sandbox outage' });
      const band = page.getByRole('region', { name: 'Active faults of the sandbox outage' });
      await clock.waitFor();
      t.notMatch(await band.innerText(), 'in outage');
      for (const place of [
        'sandboxes?',
        'learners?',
        'coverage?sandboxes=all&',
        'calls?sandboxes=all&',
      ]) {
        await page.goto(`${origin}/#/${place}sandbox=outage`);
        await page.getByText('This page is about all sandboxes').waitFor();
        await band.getByText('Scenario vendor-outage is on in outage').waitFor();
        t.equal(await clock.count(), 0, place);
      }
      await page.goto(`${origin}/#/coverage?sandbox=outage`);
      await clock.waitFor();
    },
  );

  await t.test('the header of a narrow window has two rows and a line', async (t) => {
    await create('narrow', { label: 'Class 4b, table 3', clock: '2026-06-19T12:00:00Z' });
    for (const sandbox of ['default', 'narrow']) {
      const page = await pages.open(`${origin}/#/?sandbox=${sandbox}`, { width: 390 });
      await page.getByText('Start here').waitFor();
      const { height = 0 } = (await page.locator('.frame-header').boundingBox()) ?? {};
      t.ok(height > 0 && height <= 110, `${sandbox}: ${height} pixels`);
      const clock = page.getByRole('region', { name: `Clock of the sandbox ${sandbox}` });
      for (const name of ['+1 h', '+1 d', '+1 w', 'Until …'])
        await clock.getByRole('button', { name, exact: true }).waitFor();
      await page.getByRole('button', { name: 'Copy URL' }).waitFor();
    }
  });

  await t.test('a long name of a sandbox does not cover its clock', async (t) => {
    const name = 'a-sandbox-whose-name-is-very-long-indeed';
    await create(name, { label: 'Class 4b, a learner with a long name' });
    const page = await pages.open(`${origin}/#/?sandbox=${name}`);
    for (const width of [1440, 1280, 700]) {
      await page.setViewportSize({ width, height: 900 });
      const time = (await page.locator('.clock-time').boundingBox()) ?? { x: 0, y: 0 };
      const button = await page.locator('.picker-button').boundingBox();
      if (!button) throw new Error('the picker is not visible');
      const isBeside = time.x >= button.x + button.width;
      t.ok(isBeside || time.y >= button.y + button.height, `at ${width}`);
    }
  });

  await t.test('the page that is shown is seen in the navigation of a narrow window', async (t) => {
    const page = await pages.open(`${origin}/#/coverage`, { width: 390 });
    await page.getByRole('heading', { name: 'Coverage' }).waitFor();
    const link = page.locator('.navigation [aria-current]');
    t.equal(await link.innerText(), 'Coverage');
    const { x = 0, width = 0 } = (await link.boundingBox()) ?? {};
    t.ok(x >= 0 && x + width <= 390, `from ${x}, ${width} wide`);
  });

  await t.test('a hidden page has no event stream', async (t) => {
    const page = await pages.open(`${origin}/`);
    await page.getByText('Start here').waitFor();
    const opened: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/_sim/events')) opened.push(request.url());
    });
    const setHidden = (hidden: boolean) =>
      page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`);
    const closed = page.waitForEvent('requestfailed', (request) =>
      request.url().includes('events'),
    );
    await setHidden(true);
    await closed;
    await wait(300);
    t.equal(opened.length, 0);
    await setHidden(false);
    while (opened.length === 0) await wait(20);
    t.notMatch(opened[0], 'call', 'the frame does not follow calls');
  });

  t.strictSame(pages.errors, []);
});

t.test('signing in to the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t, { adminToken: 'correct' });
  const origin = server.app.fastify.listeningOrigin;
  const admin = { authorization: 'Bearer correct' };

  await t.test('the admin token is asked for, checked and kept for the session', async (t) => {
    const page = await pages.open(`${origin}/`);
    const field = page.getByLabel('Admin token or sandbox key');
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not accept this token or key.').waitFor();
    t.equal(await page.evaluate('sessionStorage.length'), 0);
    await field.fill('correct');
    await page.keyboard.press('Enter');
    await page.getByText('Start here').waitFor();
    await page.reload();
    await page.getByText('Start here').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await field.waitFor();
    t.equal(await page.evaluate('sessionStorage.length'), 0);
  });

  await t.test("a learner's link opens the console for that sandbox alone", async (t) => {
    const { body } = await server.request('POST', '/_sim/sandboxes', {
      headers: admin,
      body: { name: 'learner-1', key: true },
    });
    const page = await pages.open(`${origin}/#/?key=${body.key}`);
    await page.getByText('Start here').waitFor();
    t.notMatch(page.url(), 'usk_', 'the key is not in the URL');
    t.match(await page.locator('.picker').innerText(), 'learner-1');
    t.equal(await page.locator('.picker button').count(), 0);
    await page.goto(`${origin}/#/?sandbox=default`);
    t.match(await page.locator('.picker').innerText(), 'learner-1');
    await page.getByRole('button', { name: '+1 day' }).click();
    await page.getByText('Wed 11 Mar 2026 16:00').waitFor();
  });

  t.strictSame(pages.errors, []);
});

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('.palette input:focus').waitFor();
}
