import t from 'tap';
import { kajeet } from '../../kajeet/api.js';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

const hostile = '<img src=x onerror="document.title=\'run\'">';

t.test('the page Coverage of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const { send, name } = server.sandbox();
  await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals?x=${encodeURIComponent(hostile)}`);
  await send('GET', `${kajeet}/v1.0/devices/NOWHERE/totals`);

  await t.test(
    'calls are counted while the page is open, and what was never tried is listed',
    async (t) => {
      const page = await pages.open(`${origin}/#/coverage?sandbox=${name}`);
      await page.getByText('2 calls since the sandbox was created or reset').waitFor();
      const { body } = await server.request('GET', `/~${name}/_sim/coverage`);
      const total = body.contracts.flatMap(({ details }: { details: object[] }) => details).length;
      const status = page.locator('.list-tools [role=status]');
      await status.getByText(`${total} operations`).waitFor();
      await page.getByLabel('Called', { exact: true }).check();
      await status.getByText('1 operation', { exact: true }).waitFor();
      const row = page.locator('tbody tr').first();
      t.match(await row.innerText(), /totals/);
      await row.locator('.status.succeeded').getByText('200').waitFor();
      t.ok((await row.locator('.status.refused').count()) > 0, 'the refusal is counted');
      await send('GET', `${kajeet}/v1.0/devices/info`);
      await status.getByText('2 operations').waitFor();
      await page.getByLabel('Never called').check();
      await status.getByText(`${total - 2} operations`).waitFor();
      await page.reload();
      await status.getByText(`${total - 2} operations`).waitFor();
      t.not(await page.title(), 'run');
    },
  );

  await t.test(
    'an operation shows its statuses, parameters and scopes by the keyboard',
    async (t) => {
      const page = await pages.open(`${origin}/#/coverage?sandbox=${name}&search=totals`);
      await page.locator('tbody tr').first().focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('2 calls', { exact: true }).waitFor();
      const scopes = dialog.locator('section', { hasText: 'Scopes' });
      t.match(await scopes.innerText(), /org_super\s+2/);
      t.match(await scopes.innerText(), /readonly\s+never/);
      await dialog.getByRole('link', { name: 'Who may call it' }).click();
      await page.getByRole('heading', { name: 'Who may do what' }).waitFor();
    },
  );

  await t.test('the calls of all sandboxes are added up, and one vendor is chosen', async (t) => {
    const other = server.sandbox();
    await other.send('GET', `${kajeet}/v1.0/devices/info`);
    const page = await pages.open(`${origin}/#/coverage?sandbox=${name}`);
    await page.getByLabel('Calls of').selectOption('all');
    await page.getByText(/calls since the server started/).waitFor();
    await page.getByLabel('Search operations').fill('devices/info');
    const calls = page.locator('tbody tr').first();
    t.match(await calls.innerText(), /\b2\b/);
    await other.send('GET', `${kajeet}/v1.0/devices/info`);
    await calls.getByText('3', { exact: true }).first().waitFor();
    await page.getByLabel('Search operations').fill('');
    await page.getByRole('button', { name: 'Esper API' }).click();
    await page.getByText('107 operations').waitFor();
    t.match(page.url(), /sandboxes=all/);
  });

  for (const query of ['', `?sandbox=${name}&op=kajeet+deviceTotals`])
    t.strictSame(
      await pages.inspect(`${origin}/#/coverage${query}`, query ? '.coverage-list' : 'tbody tr'),
      [],
      query,
    );
  t.strictSame(pages.errors, []);
});
