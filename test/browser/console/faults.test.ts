import type { Locator, Page } from '@playwright/test';
import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

const users = `${esper}/user/`;
const hostile = '/v1/<img src=x onerror="window.hacked=1">';

t.test('the page Faults of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const open = async (sandbox: string, query = '') => {
    const page = await pages.open(`${origin}/#/faults?sandbox=${sandbox}${query}`);
    await page.getByRole('switch').first().waitFor();
    return page;
  };
  const create = async (name: string) => {
    await server.request('POST', '/_sim/sandboxes', { body: { name } });
    return server.sandbox(name).send;
  };
  const rulesOf = async (sandbox: string) =>
    (await server.request('GET', `/~${sandbox}/_sim/faults`)).body;

  await t.test(
    'a scenario is switched by the keyboard, and counts the calls it meets',
    async (t) => {
      const send = await create('scenarios');
      const page = await open('scenarios');
      const outage = page.getByRole('switch', { name: 'vendor-outage' });
      await outage.focus();
      await page.keyboard.press('Space');
      await outage.getByText('0 calls affected').waitFor();
      t.equal(await outage.getAttribute('aria-checked'), 'true');
      for (let call = 0; call < 3; call++) t.equal((await send('GET', users)).status, 503);
      await outage.getByText('3 calls affected').waitFor();
      await rule(page).getByText('fails with 503, Retry-After 30 s', { exact: true }).waitFor();
      await page.keyboard.press('Space');
      await outage.getByText('off', { exact: true }).waitFor();
      await page.getByText('Every call succeeds as usual').waitFor();
      t.equal((await send('GET', users)).status, 200);
    },
  );

  await t.test('an injected fault says which scenario or rule did it, and is ended', async (t) => {
    const send = await create('injected');
    await send('POST', '/_sim/scenarios/vendor-outage');
    await send('GET', users);
    await send('DELETE', '/_sim/scenarios/vendor-outage');
    await send('POST', '/_sim/scenarios/vendor-outage');
    await send('GET', users);
    const page = await pages.open(`${origin}/#/calls?sandbox=injected&call=2`);
    const reason = page.locator('dialog[open]').getByRole('region', { name: 'Why?' });
    await reason.getByText('It comes from the scenario vendor-outage: every call fails').waitFor();
    await reason.getByRole('button', { name: 'End the scenario vendor-outage' }).click();
    await reason.getByText('The fault rule f2 has ended since.').waitFor();
    t.equal((await send('GET', users)).status, 200);
    const delayed = { match: {}, effect: { delayMs: 1 }, when: { times: 2 } };
    await send('POST', '/_sim/faults', { body: delayed });
    t.equal((await send('GET', users)).status, 200);
    // A call of another sandbox than that of the page.
    await create('elsewhere');
    await page.goto(`${origin}/#/calls?sandbox=elsewhere&sandboxes=all&call=4&in=injected`);
    await reason.getByText('every call waits 1 ms, 2 times').waitFor();
    await reason.getByText('It has affected 1 call').waitFor();
    await reason.getByRole('button', { name: 'End the fault rule f3' }).click();
    await reason.getByText('The fault rule f3 has ended since.').waitFor();
    t.strictSame((await send('GET', '/_sim/faults')).body, []);
    await reason.getByRole('link', { name: 'Faults of injected' }).click();
    await page.getByRole('heading', { name: 'Faults', exact: true }).waitFor();
    t.match(page.url(), 'sandbox=injected');
  });

  await t.test(
    'a rule is built from a published operation, with a preview of its effect',
    async (t) => {
      const send = await create('builder');
      for (let call = 0; call < 4; call++) await send('GET', users);
      await send('GET', `${b2core}/profiles?limit=1`);
      const page = await open('builder');
      await page.getByRole('button', { name: 'New rule' }).click();
      t.match(page.url(), /new=1/);
      await page.getByText('Of the last 5 calls, 5 would have failed.').waitFor();
      await page.getByRole('button', { name: 'Operation: Any operation, change' }).click();
      await page.getByLabel('Search operations').first().fill('getusers');
      await page.keyboard.press('Enter');
      await page.getByText('Of the last 5 calls, 4 would have failed.').waitFor();
      await page.getByLabel('Status').selectOption('429');
      await page.getByLabel('Retry-After in seconds').fill('9');
      await page.getByLabel('Skip first').fill('1');
      await page.getByLabel('Ends').selectOption('calls');
      await page.getByLabel('Affected calls').fill('2');
      await page.getByText('Of the last 5 calls, 2 would have failed.').waitFor();
      t.strictSame(await rulesOf('builder'), [], 'the preview adds nothing');
      await page.getByRole('button', { name: 'Add the rule' }).click();
      await page.locator('dialog').waitFor({ state: 'detached' });
      t.notMatch(page.url(), /new=/);
      t.match(await rulesOf('builder'), [
        {
          match: { contract: 'esper', operationId: 'getUsers' },
          effect: { status: 429, retryAfter: 9 },
          when: { skip: 1, times: 2 },
        },
      ]);
      const statuses: number[] = [];
      for (let call = 0; call < 4; call++) statuses.push((await send('GET', users)).status);
      t.strictSame(statuses, [200, 429, 429, 200]);
      await rule(page).getByText('over').waitFor();
      await rule(page).getByRole('button', { name: 'End the rule f1' }).click();
      await page.getByText('Every call succeeds as usual').waitFor();
    },
  );

  await t.test('a rule ends when the clock of the sandbox reaches its end', async (t) => {
    await server.request('POST', '/_sim/sandboxes', {
      body: { name: 'ending', clock: '2026-06-19T12:00:00Z' },
    });
    const page = await open('ending', '&new=1&api=esper&operation=getUsers');
    await page.getByLabel('Effect').selectOption('delay');
    await page.getByLabel('Delay in ms').fill('20');
    await page.getByLabel('Ends').selectOption('minutes');
    await page.getByLabel('Minutes').fill('90');
    await page.getByRole('button', { name: 'Add the rule' }).click();
    await rule(page).getByText('waits 20 ms', { exact: true }).waitFor();
    t.match(await rule(page).innerText(), 'until Fri 19 Jun 2026 13:30');
    const band = page.getByRole('region', { name: 'Active faults of the sandbox ending' });
    await band.waitFor();
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByText('Fri 19 Jun 2026 13:00').first().waitFor();
    t.equal(await rule(page).count(), 1);
    await page.getByRole('button', { name: '+1 h' }).click();
    await page.getByText('Every call succeeds as usual').waitFor();
    await band.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Ends').selectOption('clock');
    await page.getByLabel('Until (UTC)').fill('2026-06-19T13:00');
    await page
      .getByText(/must be after the present of the sandbox/)
      .first()
      .waitFor();
    await page.getByLabel('Until (UTC)').fill('2026-06-20T00:00');
    await page.getByRole('button', { name: 'Add the rule' }).click();
    await rule(page).getByText('until Sat 20 Jun 2026 00:00', { exact: true }).waitFor();
  });

  await t.test('what is wrong with a rule is said at its field', async (t) => {
    await create('errors');
    const page = await open('errors', '&new=1');
    await page.getByText('Query, headers and body').click();
    const more = page.getByLabel('Further conditions');
    await more.fill('{"query": ');
    await page.getByText(/It is not valid/).waitFor();
    t.ok(await page.getByRole('button', { name: 'Add the rule' }).isDisabled());
    await more.fill('{"query": {"limit": 3}}');
    await page
      .getByText(/limit must be/)
      .first()
      .waitFor();
    await more.fill('{"query": {"limit": "3"}}');
    await page.getByRole('button', { name: 'Add the rule' }).click();
    await rule(page).getByText('every call limit=3').waitFor();
    t.match(await rulesOf('errors'), [{ match: { query: { limit: '3' } } }]);
  });

  await t.test('what a rule names is text', async (t) => {
    await create('hostile');
    const page = await open('hostile', `&new=1&path=${encodeURIComponent(hostile)}`);
    await page.getByRole('button', { name: 'Add the rule' }).click();
    await rule(page).getByText('onerror').waitFor();
    t.equal(await page.evaluate('window.hacked'), undefined);
    t.equal(await page.locator('img').count(), 0);
    await page.getByRole('button', { name: 'End all faults of hostile' }).click();
    await page.getByText('Every call succeeds as usual').waitFor();
    t.strictSame(await rulesOf('hostile'), []);
  });

  const send = await create('seen');
  await send('GET', users);
  await server.request('POST', '/~seen/_sim/scenarios/flaky-network');
  const url = `${origin}/#/faults?sandbox=seen`;
  t.strictSame(await pages.inspect(url, 'tr[data-index="2"]'), []);
  t.strictSame(await pages.inspect(`${url}&new=1`, '.preview strong'), []);
  t.strictSame(pages.errors, []);
});

function rule(page: Page): Locator {
  return page.getByRole('grid', { name: 'Active rules' }).locator('tbody tr');
}
