import t from 'tap';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

t.test('the page Learners of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t, { adminToken: 'correct' });
  const origin = server.app.fastify.listeningOrigin;
  const admin = (method: string, url: string, body?: object) =>
    server.request(method, url, {
      headers: { authorization: 'Bearer correct' },
      ...(body && { body }),
    });
  const info = async (name: string) => (await admin('GET', `/_sim/sandboxes/${name}`)).body;
  /** Opens a page of the console, signed in as the trainer. */
  const open = async (hash: string) => {
    const page = await pages.open(`${origin}/`);
    await page.evaluate("sessionStorage.setItem('understudy-admin-token', 'correct')");
    await page.goto(`${origin}/#/${hash}`);
    await page.reload();
    return page;
  };
  const names = ['Ada Lovelace', 'Müller, Zoë', 'Ada Lovelace', '<img src=x onerror="hacked=1">'];
  const sandboxes = ['ada-lovelace', 'muller-zoe', 'ada-lovelace-2', 'img-src-x-onerror-hacked-1'];

  await t.test(
    'a class is created from a snapshot with pasted names, and its keys work',
    async (t) => {
      await admin('POST', '/_sim/sandboxes', { name: 'lesson', clock: '2026-06-19T12:00:00Z' });
      await admin('PUT', '/_sim/sandboxes/lesson/snapshots/start');
      const page = await open('learners');
      await page.getByText('There is no class yet').waitFor();
      await page.getByRole('link', { name: 'New class' }).first().click();
      await page.getByLabel('Class', { exact: true }).fill('Class 4b');
      await page.getByRole('tab', { name: 'A list of names' }).click();
      await page.getByLabel('Names', { exact: true }).fill(names.join('\n'));
      await page.getByLabel('Each gets a copy of').fill('lesson@start');
      await page.getByLabel('Lifetime').selectOption('4 hours');
      await page.getByRole('button', { name: 'Create 4 sandboxes' }).click();
      await page.getByRole('heading', { name: 'Sheet of Class 4b' }).waitFor();
      await page.getByText('These addresses work on this machine only').waitFor();
      for (const name of sandboxes) {
        const created = await info(`class-4b-${name}`);
        t.match(created, { from: 'lesson@start', hasKey: true, persistent: true }, name);
        t.equal(created.now, '2026-06-19T12:00:00.000Z');
        t.ok(created.expiresAt);
      }
      t.equal((await info('class-4b-muller-zoe')).label, 'Class 4b, Müller Zoë');
      const cards = page.locator('.sheet-card');
      t.equal(await cards.count(), 4);
      t.equal(await cards.getByRole('img', { name: /^QR code of the link of/ }).count(), 4);
      await page.reload();
      await cards.nth(3).locator('svg').waitFor();
      const card = page.getByRole('article', { name: 'Müller Zoë' });
      const [link = '', api, key] = await card.locator('dd').allInnerTexts();
      t.equal(api, `${origin}/~class-4b-muller-zoe`);
      t.match(link, `${origin}/#/?key=${key}`);
      const learner = await pages.open(link);
      await learner.getByText('Start here').waitFor();
      t.match(await learner.locator('.picker').innerText(), 'class-4b-muller-zoe');
      t.equal(await learner.getByRole('link', { name: 'Learners' }).count(), 0);
    },
  );

  await t.test('the sheet is printed without the frame, dark on light', async (t) => {
    const page = await open('learners/sheet?class=Class+4b');
    await page.locator('.sheet-card').first().waitFor();
    await page.getByText('4 of the cards have no key').waitFor();
    await page.getByRole('button', { name: 'Theme: system' }).click();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    await page.emulateMedia({ media: 'print' });
    t.equal(await page.locator('.frame-header').isVisible(), false);
    t.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
    t.equal(await page.locator('.sheet-card').first().isVisible(), true);
    const colour = await page.evaluate(
      "getComputedStyle(document.querySelector('.sheet-card h2')).color",
    );
    t.equal(colour, 'rgb(22, 25, 28)');
  });

  await t.test('lost keys are replaced on the sheet, and by the actions', async (t) => {
    const page = await open('learners/sheet?class=Class+4b');
    await page.getByRole('button', { name: 'Give them new keys' }).click();
    await page.getByRole('button', { name: 'Give new keys', exact: true }).click();
    const cards = page.locator('.sheet-card');
    await cards
      .nth(3)
      .getByRole('img', { name: /^QR code/ })
      .waitFor();
    t.equal(await page.getByText('of the cards have no key').count(), 0);
    const keyOf = async (name: string) => {
      const url = page.getByText(`${origin}/~class-4b-${name}`, { exact: true });
      return (await cards.filter({ has: url }).locator('dd').last().innerText()).trim();
    };
    const status = async (key: string) => {
      const headers = { authorization: `Bearer ${key}` };
      return (await server.request('GET', '/_sim/clock', { headers })).status;
    };
    const [first, second] = [await keyOf('ada-lovelace'), await keyOf('muller-zoe')];
    t.equal(await status(first), 200);
    await page.getByRole('link', { name: 'Learners' }).last().click();
    await page.getByLabel('Select class-4b-ada-lovelace', { exact: true }).check();
    await page.getByRole('button', { name: 'New keys' }).click();
    await page.getByRole('button', { name: 'Give a new key', exact: true }).click();
    await cards.nth(3).locator('svg').waitFor();
    t.equal(await status(first), 401, 'the former key no longer works');
    t.equal(await status(await keyOf('ada-lovelace')), 200);
    t.equal(await status(second), 200, 'another learner keeps the key');
  });

  await t.test(
    'a tile shows the latest calls and refusals, the clock and the faults',
    async (t) => {
      await admin('POST', '/~class-4b-ada-lovelace/_sim/scenarios/vendor-outage');
      const rule = { match: { path: '/nowhere' }, effect: { status: 500 } };
      await admin('POST', '/~class-4b-ada-lovelace/_sim/faults', rule);
      for (let count = 0; count < 3; count++)
        await server.request('GET', '/~class-4b-ada-lovelace/v1/profiles');
      const page = await open('learners?class=Class+4b');
      const tile = page.getByRole('article', { name: 'Ada Lovelace' }).first();
      await tile.getByRole('img', { name: '3 calls and 3 refusals in the last five' }).waitFor();
      await tile.getByText('listProfiles').waitFor();
      await tile.getByText('503').waitFor();
      await tile.getByRole('link', { name: 'vendor-outage, rule f2' }).waitFor();
      await tile.getByText('19 Jun 2026 12:00').waitFor();
      await server.request('GET', '/~class-4b-ada-lovelace/v1/profiles');
      await tile.getByRole('img', { name: '4 calls and 4 refusals in the last five' }).waitFor();
      await tile.getByRole('link', { name: 'vendor-outage, rule f2' }).click();
      await page.getByRole('heading', { name: 'Active rules' }).waitFor();
      t.match(page.url(), 'sandbox=class-4b-ada-lovelace');
    },
  );

  await t.test('the learners who may need help are counted, and shown alone', async (t) => {
    const page = await open('learners?class=Class+4b');
    const tiles = page.locator('.tile');
    await page.getByLabel('All (4)').waitFor();
    await page.getByLabel('Last call refused (1)').check();
    await page.waitForURL(/show=refused/);
    t.strictSame(await tiles.getByRole('heading').allInnerTexts(), ['Ada Lovelace']);
    await page.getByLabel('No call yet (3)').check();
    t.equal(await tiles.count(), 3);
    await page.getByLabel('Quiet for 3 minutes (0)').check();
    await page.getByText('Nobody is like this now').waitFor();
    await page.clock.setFixedTime(Date.now() + 4 * 60_000);
    await page.getByLabel('Quiet for 3 minutes (1)').waitFor();
    t.strictSame(await tiles.getByRole('heading').allInnerTexts(), ['Ada Lovelace']);
    await tiles.getByRole('link', { name: 'Ada Lovelace' }).click();
    await page.getByRole('heading', { name: 'Live calls' }).waitFor();
    t.match(await page.locator('.picker').innerText(), 'class-4b-ada-lovelace');
    await page.getByRole('grid', { name: 'Calls' }).getByText('503').first().waitFor();
  });

  await t.test('actions on many learners reach those that are selected', async (t) => {
    const page = await open('learners?class=Class+4b');
    const [first, second, other] = sandboxes.map((name) => `class-4b-${name}`);
    const actions = page.getByRole('group', { name: 'Actions on the selected learners' });
    /** Selects both, which no action has left selected, and presses a button. */
    const press = async (name: string) => {
      t.equal(await page.locator('.tile input:checked').count(), 0, name);
      for (const each of [first, second])
        await page.getByLabel(`Select ${each}`, { exact: true }).check();
      await actions.getByRole('button', { name, exact: true }).click();
    };
    const path = (rest: string) => `/~${first}${rest}`;
    const { body: issued } = await admin('POST', path('/_sim/tokens'), { contract: 'kajeet' });
    await server.request('GET', path('/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD'), {
      headers: { authorization: `Bearer ${issued.token}` },
    });
    await press('+1 day');
    const advanced = page.getByText('Advanced by a day:').first();
    await advanced.waitFor();
    t.match(await advanced.innerText(), '1 token expired: their callers need new ones');
    t.equal((await info(String(second))).now, '2026-06-20T12:00:00.000Z');
    t.equal((await info(String(other))).now, '2026-06-19T12:00:00.000Z');
    await press('Run');
    await page.getByText('The clock runs in').waitFor();
    t.equal((await info(String(second))).frozen, false);
    await press('Freeze');
    await page.getByText('Froze the clock of').waitFor();
    t.equal((await info(String(second))).frozen, true);
    await press('Begin a scenario ▾');
    const outage = page.getByRole('menuitem', { name: 'vendor-outage' });
    await outage.getByText('Every request fails with 503').waitFor();
    await outage.press('Enter');
    await page.getByText('Began vendor-outage:').waitFor();
    t.equal((await info(String(second))).faults, 1);
    await press('End ▾');
    const ends = page.getByRole('menu').getByRole('menuitem');
    t.strictSame(await ends.allInnerTexts(), ['All faults', 'vendor-outage'], 'those that are on');
    await page.getByRole('menuitem', { name: 'All faults' }).click();
    await page.getByText('Ended all faults:').waitFor();
    t.equal((await info(String(first))).faults, 0);
    // The first is answered last, and is still named first.
    await page.route(`**/sandboxes/${first}/reset`, async (intercepted) => {
      await page.waitForResponse((response) => response.url().endsWith(`/${second}/reset`));
      await intercepted.continue();
    });
    await press('Reset');
    await page.getByRole('button', { name: 'Reset 2 sandboxes' }).click();
    await page.getByText(`Reset ${first}, ${second}`).waitFor();
    t.match(await info(String(second)), { now: '2026-06-19T12:00:00.000Z', hasKey: true });
    await press('Delete');
    await page.getByRole('button', { name: 'Delete 2 sandboxes' }).click();
    await page.getByText('2 learners').waitFor();
    t.equal((await admin('GET', `/_sim/sandboxes/${first}`)).status, 404);
    t.equal((await admin('GET', `/_sim/sandboxes/${other}`)).status, 200);
  });

  await t.test('a class of thirty is seen at once, also during an outage', async (t) => {
    const create = async (number: number) => {
      const name = `large-${number}`;
      await admin('POST', '/_sim/sandboxes', { name, label: `Large, Learner ${number}` });
      await admin('POST', `/~${name}/_sim/scenarios/vendor-outage`);
      await server.request('GET', `/~${name}/v1/profiles`);
    };
    for (let number = 1; number <= 30; number++) await create(number);
    const page = await open('learners?class=Large');
    await page.setViewportSize({ width: 1440, height: 900 });
    const tiles = page.locator('.tile');
    await tiles.nth(29).getByText('vendor-outage').waitFor();
    const { y = 0, height = 0 } = (await tiles.nth(29).boundingBox()) ?? {};
    t.ok(y > 0 && y + height <= 900, `the last tile ends at ${y + height}`);
    await page.getByLabel('Select all').check();
    await page.getByText('30 selected').waitFor();
    // The way back from another page leads to the same class.
    await page.getByRole('link', { name: 'Sandboxes' }).click();
    await page.getByRole('heading', { name: 'Sandboxes' }).waitFor();
    await page.getByRole('link', { name: 'Learners' }).click();
    await page.waitForURL(/class=Large/);
    t.equal(await tiles.count(), 30);
    await page.getByRole('combobox', { name: 'Class' }).selectOption('All');
    await page.locator('.tile').nth(30).waitFor();
  });

  await t.test(
    'a class of a number of learners, of which some are refused, says why',
    async (t) => {
      const page = await open('learners?new=seeds');
      await page.getByLabel('Class', { exact: true }).fill('Class 5');
      await page.getByLabel('Learners', { exact: true }).fill('12');
      await page.getByText('class-5-learner-01, class-5-learner-02 … class-5-learner-12').waitFor();
      await page.getByLabel('Each gets a copy of').fill('nowhere');
      await page.getByRole('button', { name: 'Create 12 sandboxes' }).click();
      await page.getByText('12 of 12 were not created: There is no sandbox nowhere').waitFor();
      await page.getByLabel('Each gets a copy of').fill('');
      await page.getByRole('button', { name: 'Create 12 sandboxes' }).click();
      await page.getByText('Sheet of Class 5').waitFor();
      t.match(await info('class-5-learner-12'), { label: 'Class 5, Learner 12' });
    },
  );

  t.strictSame(pages.errors, []);
});

t.test('the page Learners in both themes and narrow', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const label = 'Class 4b, <img src=x onerror="window.hacked=1"> with a very long name';
  await server.request('POST', '/_sim/sandboxes', { body: { name: 'hostile', label } });
  await server.request('POST', '/~hostile/_sim/scenarios/vendor-outage');
  await server.request('GET', '/~hostile/v1/profiles');
  t.strictSame(await pages.inspect(`${origin}/#/learners`, '.last-operation'), []);
  t.strictSame(await pages.inspect(`${origin}/#/learners?new=seeds`, '.dialog form'), []);
  t.strictSame(await pages.inspect(`${origin}/#/learners/sheet`, '.sheet-card'), []);
  t.strictSame(pages.errors, []);
});
