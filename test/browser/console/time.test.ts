import t from 'tap';
import { kajeet } from '../../kajeet/api.js';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

t.test('the page Time of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const suspension = `${kajeet}/v1.0/manage-profile/summerSuspension`;
  /** A sandbox with a summer suspension, and a token that was used. */
  async function prepare(name: string) {
    await server.request('POST', '/_sim/sandboxes', { body: { name, clock: 'frozen' } });
    const { send } = server.sandbox(name);
    const dates = { startDate: '2026-06-20', endDate: '2026-08-31' };
    t.equal((await send('POST', suspension, { body: dates })).status, 200);
    return send;
  }
  const info = async (name: string) =>
    (await server.request('GET', `/_sim/sandboxes/${name}`)).body;

  await t.test('what is due is listed by day, and filtered', async (t) => {
    await prepare('due');
    const page = await pages.open(`${origin}/#/time?sandbox=due`);
    const list = page.locator('.timeline');
    await list.getByText('Sat 20 Jun 2026').waitFor();
    await list.getByText('The monthly usage of all devices begins again').waitFor();
    await list.getByText('A token in use expires').waitFor();
    const days = await list.locator('h3').allInnerTexts();
    t.match(days.slice(-2), ['Sat 20 Jun 2026', /^Tue 1 Sept? 2026$/], 'in order');
    await page.getByLabel('Show').selectOption('scheduled');
    t.equal(await page.locator('.due-row').count(), 2);
    t.match(page.url(), 'kind=scheduled');
    await page.reload();
    await list.getByText('NORTHSTAR-ISD').first().waitFor();
    t.equal(await page.locator('.due-row').count(), 2);
  });

  await t.test('a jump shows what it changed, and can be undone', async (t) => {
    await prepare('jump');
    const page = await pages.open(`${origin}/#/time?sandbox=jump&kind=scheduled`);
    await page.getByRole('button', { name: 'Jump to the next: Sat 20 Jun 2026 04:00' }).click();
    const changes = page.getByRole('region', { name: 'What the jump changed' });
    await changes.getByText('From Tue 10 Mar 2026 16:00 to Sat 20 Jun 2026 04:00').waitFor();
    await changes.getByText('Sat 20 Jun 2026 04:00: NORTHSTAR-ISD').waitFor();
    const row = changes.getByRole('row', { name: /5212671508/ }).first();
    await row.waitFor();
    t.match(await row.innerText(), 'suspended');
    t.match(await info('jump'), { now: '2026-06-20T04:00:00.000Z', snapshots: ['before-jump'] });
    await page.reload();
    await changes
      .getByRole('row', { name: /5212671508/ })
      .first()
      .waitFor();
    t.equal(await page.locator('.due-row').count(), 1, 'the end is still due');
  });

  await t.test('a jump is undone', async (t) => {
    await prepare('undone');
    const page = await pages.open(`${origin}/#/time?sandbox=undone`);
    await page.getByRole('button', { name: '+1 month' }).click();
    await page.getByText('The clock of undone is at Fri 10 Apr 2026 16:00').waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('Restored undone to the state before').waitFor();
    t.equal((await info('undone')).now, '2026-03-10T16:00:00.000Z');
    await page.getByText('No document differs from before the jump').waitFor();
  });

  await t.test('the clock is moved to any time by the keyboard alone', async (t) => {
    await prepare('keys');
    const page = await pages.open(`${origin}/#/time?sandbox=keys`);
    await page.getByLabel('Move to (UTC)').fill('2026-03-12T08:30');
    await page.keyboard.press('Enter');
    await page.getByText('The clock of keys is at Thu 12 Mar 2026 08:30').waitFor();
    await page.getByText('From Tue 10 Mar 2026 16:00 to Thu 12 Mar 2026 08:30').waitFor();
    await page.getByRole('button', { name: /^Jump here, Fri 13 Mar 2026 00:00/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The clock of keys is at Fri 13 Mar 2026 00:00').waitFor();
    t.equal((await info('keys')).now, '2026-03-13T00:00:00.000Z');
  });

  await t.test('the key of a sandbox opens it', async () => {
    const { body } = await server.request('POST', '/_sim/sandboxes', {
      body: { name: 'keyed', clock: 'frozen', key: true },
    });
    const page = await pages.open(`${origin}/#/time?key=${body.key}`);
    await page.getByRole('main').getByRole('button', { name: '+1 day' }).click();
    await page.getByText('The clock of keyed is at Wed 11 Mar 2026 16:00').waitFor();
  });

  t.strictSame(await pages.inspect(`${origin}/#/time?sandbox=jump&changes=shown`, '.due-row'), []);
  t.strictSame(pages.errors, []);
});
