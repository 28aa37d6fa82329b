import t from 'tap';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

t.test('the page Who may do what of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  await server.request('POST', '/_sim/sandboxes', { body: { name: 'access' } });

  await t.test(
    'the matrix shows the verdicts of the server, by persona and by scope',
    async (t) => {
      const { body } = await server.request('GET', '/_sim/access/kajeet');
      const page = await pages.open(`${origin}/#/access`);
      const status = page.locator('.list-tools [role=status]');
      await status.getByText(`${body.operations.length} operations`).waitFor();
      await page.getByLabel('Search operations').fill('users/status');
      await status.getByText('1 operation', { exact: true }).waitFor();
      const row = page.locator('tbody tr');
      await row.getByRole('button', { name: 'org_super: allowed' }).waitFor();
      await row.getByRole('button', { name: 'readonly: only others' }).waitFor();
      await row.getByRole('button', { name: 'disabled: cannot sign in' }).waitFor();
      await page.getByRole('combobox', { name: 'By', exact: true }).selectOption('scope');
      await row.getByRole('button', { name: 'CHANGE_PASSWORD: only others' }).waitFor();
      await page.getByLabel('Search operations').fill('');
      await page.getByRole('combobox', { name: 'Who', exact: true }).selectOption('readonly');
      await page.getByRole('combobox', { name: 'May', exact: true }).selectOption('no');
      const denied = body.operations.filter(
        ({ scopes }: { scopes: Record<string, { verdict: string }> }) =>
          !['open', 'allowed'].includes(scopes.readonly!.verdict),
      );
      await status.getByText(`${denied.length} operations`).waitFor();
      await page.reload();
      await status.getByText(`${denied.length} operations`).waitFor();
      t.match(page.url(), /who=readonly&may=no/);
      await page.getByRole('combobox', { name: 'API', exact: true }).selectOption({ index: 2 });
      await page.locator('tbody tr', { hasText: '/profiles' }).first().waitFor();
      t.equal(
        await page.getByRole('combobox', { name: 'By', exact: true }).count(),
        0,
        'an API without scopes',
      );
    },
  );

  await t.test(
    'a row opens by the keyboard and says why, with the page of the vendor',
    async (t) => {
      const page = await pages.open(`${origin}/#/access?search=users/status`);
      await page.locator('tbody tr').first().focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Only for scope org_super, org_managerplus.').waitFor();
      const link = dialog.getByRole('link', { name: "The vendor's page" });
      t.match(await link.getAttribute('href'), /^https:\/\/kajeet\.dev\//);
      const readonly = dialog.getByRole('row', { name: /^readonly/ });
      t.match(
        await readonly.innerText(),
        /Only for scope org_super or org_managerplus; the caller has readonly/,
      );
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    },
  );

  await t.test(
    'an operation is tried as a persona: a refusal is explained, a read shows data',
    async (t) => {
      const page = await pages.open(
        `${origin}/#/access?sandbox=access&op=updateUserStatus&as=readonly`,
      );
      const form = page.getByRole('form', { name: 'Try it as readonly' });
      await form.getByRole('button', { name: 'Send' }).click();
      await form.getByText('403', { exact: true }).first().waitFor();
      await form.getByText('What passes: scope org_super').waitFor();
      await page.getByRole('button', { name: 'Try it as org_super', exact: true }).click();
      const allowed = page.getByRole('form', { name: 'Try it as org_super' });
      await allowed.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('button', { name: 'Send to access' }).click();
      await allowed.locator('.status.succeeded').waitFor();
      const { body: journal } = await server.request(
        'GET',
        '/~access/_sim/journal?operationId=updateUserStatus',
      );
      t.strictSame(
        journal.entries.map(({ persona, status }: { persona: string; status: number }) => [
          persona,
          String(status)[0],
        ]),
        [
          ['readonly', '4'],
          ['org_super', '2'],
        ],
      );
      const other = (await server.request('GET', '/_sim/journal?operationId=updateUserStatus'))
        .body;
      t.equal(other.total, 0, 'no other sandbox is called');
      await page.goto(`${origin}/#/access?sandbox=access&view=scope&op=listDevices&as=org_user`);
      await page.reload();
      const read = page.getByRole('form', { name: 'Try it as org_user' });
      await read.getByRole('button', { name: 'Send' }).click();
      await read.locator('.status.succeeded').waitFor();
    },
  );

  for (const query of ['', '?view=scope&who=readonly', '?op=updateUserStatus&as=readonly'])
    t.strictSame(
      await pages.inspect(
        `${origin}/#/access${query}`,
        query.includes('op=') ? '.try-it' : 'tbody tr',
      ),
      [],
      query,
    );
  t.strictSame(pages.errors, []);
});
