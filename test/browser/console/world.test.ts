import { readFile } from 'node:fs/promises';
import t from 'tap';
import { contracts } from '../../../src/contracts/index.js';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

const hostile = '<img src=x onerror="document.title=\'run\'">';

t.test('the page World of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;
  const create = (name: string) => server.request('POST', '/_sim/sandboxes', { body: { name } });
  const read = async (sandbox: string, path: string) =>
    (await server.request('GET', `/~${sandbox}/_sim/data/${path}`)).body;

  await t.test('corps are a tree, whose counts lead to the documents', async (t) => {
    const page = await pages.open(`${origin}/#/world`);
    const tree = page.getByRole('grid', { name: /^Corps of/ });
    const school = tree.getByRole('row', { name: /Northstar Independent School District/ });
    t.match(await school.innerText(), /499\s+487\s+12\s+0\s+16/);
    await tree.getByText('Northstar Transportation').waitFor();
    await school.getByRole('button', { name: /Corps below/ }).click();
    await tree.getByText('Northstar Transportation').waitFor({ state: 'detached' });
    t.match(await school.innerText(), /499/, 'the counts stay when the corps below are hidden');
    await school.getByRole('link', { name: '12', exact: true }).click();
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    t.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '13');
  });

  await t.test(
    'a table is searched, sorted and filtered, and its URL shows the same',
    async (t) => {
      const page = await pages.open(`${origin}/#/world/kajeet/devices`);
      const status = page.locator('.pager [role=status]');
      await status.getByText('1–200 of 648').waitFor();
      await page.getByRole('button', { name: 'Next page' }).click();
      await status.getByText('201–400 of 648').waitFor();
      await page.getByLabel('Search Devices').fill('bus #4');
      await status.getByText(/^\d+$/).waitFor();
      await page.getByRole('button', { name: 'Monthly amount used' }).click();
      await page.getByRole('button', { name: /^Monthly amount used/ }).click();
      await page.locator('[aria-sort=descending]').waitFor();
      await page.getByLabel('Add a filter').selectOption('corpId');
      await page.locator('.filter input').fill('NORTHSTAR-BUS');
      await page.keyboard.press('Enter');
      await page.waitForURL(/where\.corpId=NORTHSTAR-BUS/);
      const first = page.locator('tbody tr a').first();
      const { documents, total } = await read(
        'default',
        'kajeet/devices?search=bus%20%234&sort=-monthlyAmountUsed&corpId=NORTHSTAR-BUS',
      );
      await page.getByText(String(total), { exact: true }).first().waitFor();
      await first.getByText(documents[0].key).waitFor();
      t.equal(await first.innerText(), documents[0].key);
      await page.reload();
      await first.getByText(documents[0].key).waitFor();
      const row = page.locator('tbody tr').first();
      await row.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: documents[0].key }).waitFor();
    },
  );

  await t.test('a table shows the names of what a document refers to, with links', async (t) => {
    const page = await pages.open(`${origin}/#/world/kajeet/devices?search=3042286302`);
    const row = page.getByRole('row', { name: /3042286302/ });
    await row.getByText('Route North').waitFor();
    t.notMatch(await row.innerText(), /NORTHSTAR-/);
    await row.getByRole('link', { name: 'Northstar Independent School District' }).click();
    await page.getByRole('heading', { name: /^Northstar Independent.*NORTHSTAR-ISD$/ }).waitFor();
    const related = page.getByRole('navigation', { name: 'Documents that name it' });
    await related.getByRole('link', { name: 'Devices, with those below 499' }).click();
    await page.getByText('1–200 of 499').waitFor();
    await page.goto(`${origin}/#/world/b2core/clicks`);
    await page.locator('tbody tr').first().waitFor();
    const text = await page.locator('tbody').innerText();
    t.notMatch(text.replaceAll(/\t[0-9a-f]{24}$/gm, ''), /[0-9a-f]{24}/, 'only the key is an id');
  });

  await t.test('headings are words, and what a document refers to sorts by its name', async (t) => {
    const fields = 'key,nickname,corpId,mdnCustomField,onlineStatus';
    const page = await pages.open(`${origin}/#/world/kajeet/devices?columns=${fields}`);
    const headings = page.getByRole('columnheader');
    await headings.nth(4).waitFor();
    const titles = ['Key', 'Nickname', 'Corp', 'MDN custom field', 'Online status'];
    t.strictSame(await headings.allInnerTexts(), titles);
    t.equal(await headings.nth(3).getAttribute('title'), 'mdnCustomField');
    const corps = page.locator('tbody tr:not(.spacer) td:nth-child(3)');
    await page.getByRole('button', { name: 'Corp', exact: true }).click();
    await corps.first().getByText('Atlas Freight Lines', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Corp/ }).click();
    await corps.first().getByText('Scioto Valley Transit Authority').waitFor();
    const names = [...new Set(await corps.allInnerTexts())];
    t.ok(names.length > 2);
    t.strictSame(names, [...names].sort().reverse());
    // Times, numbers and states are read as a whole: a table scrolls before it cuts them.
    const trades = `${origin}/#/world/b2core/trades?columns=tradeTime,openTime,price,openPrice,side`;
    const narrow = await pages.open(trades, { width: 390 });
    await narrow.locator('tbody tr').first().waitFor();
    const isTruncated = `[...document.querySelectorAll('td')].some(
      (cell) => cell.scrollWidth > cell.clientWidth)`;
    t.notOk(await narrow.evaluate(isTruncated));
  });

  await t.test('columns are chosen, and the CSV has them for all documents', async (t) => {
    const page = await pages.open(`${origin}/#/world/kajeet/users?search=dana`);
    await page.getByRole('link', { name: 'dana.whitfield' }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    const dialog = page.getByRole('dialog');
    for (const name of ['Scopes', 'Enabled', 'Persona', 'Corp ID'])
      await dialog.getByLabel(name, { exact: true }).uncheck();
    await dialog.getByLabel('Email', { exact: true }).check();
    await page.keyboard.press('Enter');
    await page.waitForURL(/columns=username%2CfirstName%2ClastName%2Cemail/);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const file = await downloading;
    t.equal(file.suggestedFilename(), 'kajeet-users.csv');
    t.equal(
      await readFile(await file.path(), 'utf8'),
      'username,firstName,lastName,email\r\ndana.whitfield,Dana,Whitfield,dana.whitfield@northstar.example\r\n',
    );
  });

  await t.test('a document is edited with the rules of the vendor', async (t) => {
    await create('edit');
    const page = await pages.open(`${origin}/#/world/kajeet/devices/3042286302?sandbox=edit`);
    const save = page.getByRole('button', { name: 'Save' });
    await page.getByLabel('nickname').fill(hostile);
    await page.getByLabel('imei').fill('123');
    await save.click();
    await page.getByText('must be 15 digits').waitFor();
    await page.getByLabel('imei').fill('');
    await page.getByLabel('Status', { exact: true }).selectOption('suspended');
    await page.getByLabel('Label IDs').fill('[11');
    await save.click();
    await page.getByText('must be JSON').waitFor();
    await page.getByLabel('Label IDs').fill('[11, 12]');
    await save.click();
    await page.getByText('Saved 3042286302').waitFor();
    t.match(await read('edit', 'kajeet/devices/3042286302'), {
      wire: { nickname: hostile, status: 'suspended' },
      internal: { labelIds: [11, 12] },
    });
    await page.getByRole('heading', { name: hostile }).waitFor();
    await page.getByRole('tab', { name: 'Calls' }).click();
    const call = page
      .getByRole('grid', { name: /Calls that touched/ })
      .getByRole('row')
      .nth(1);
    await call.getByText('PATCH').waitFor();
    t.match(await call.innerText(), 'control plane');
    await server.request('GET', '/~edit/_sim/data/kajeet/devices/3042286302');
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete in edit' }).click();
    await page.getByText('Deleted 3042286302').waitFor();
    t.equal(
      (await server.request('GET', '/~edit/_sim/data/kajeet/devices/3042286302')).status,
      404,
    );
    t.not(await page.title(), 'run');
  });

  await t.test('the usage of a device is a chart and a table', async (t) => {
    const page = await pages.open(`${origin}/#/world/kajeet/devices/5212671508?view=usage`);
    await page.locator('.chart canvas').waitFor();
    const usage = await read('default', 'kajeet/devices/5212671508/usage?days=60');
    await page.getByText('As a table').click();
    const rows = page.locator('.usage-table tbody tr');
    t.equal(await rows.count(), 60);
    t.match(await rows.nth(1).innerText(), usage.days.at(-2).amount.toFixed(2));
    await page.getByLabel('Days').selectOption('30');
    await page.waitForURL(/days=30/);
    await page.locator('.usage-table tbody tr').nth(30).waitFor({ state: 'detached' });
  });

  await t.test('a person is shown as each vendor has them', async (t) => {
    await create('people');
    const page = await pages.open(`${origin}/#/world/people?sandbox=people&search=whitfield`);
    const headings = page.getByRole('columnheader');
    await headings.nth(4).waitFor();
    t.strictSame(await headings.allInnerTexts(), [
      'Name ↑',
      'User name',
      ...contracts.map(({ title }) => title),
    ]);
    const row = page.getByRole('row', { name: /Dana Whitfield/ });
    t.equal(await row.getByRole('link', { name: 'Dana Whitfield' }).count(), 4, 'names, no keys');
    await row.getByRole('link').first().click();
    const sections = page.locator('.appearance');
    await sections.nth(2).waitFor();
    for (const [index, text] of ['firstName', 'first_name', 'firstName'].entries()) {
      const label = sections.nth(index).getByText('First name', { exact: true });
      t.equal(await label.getAttribute('title'), text);
    }
    await sections.nth(2).getByText('Contacts 1 value', { exact: true }).waitFor();
    const change = { body: { lastName: 'Renamed' } };
    await server.request('PATCH', '/~people/_sim/data/kajeet/users/dana.whitfield', change);
    await sections.nth(1).getByText('Renamed', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Copy token' }).first().click();
    await page.getByText(/^Copied the token/).waitFor();
  });

  await t.test('a story runs by the keyboard, and documents are generated', async (t) => {
    await create('stories');
    const page = await pages.open(`${origin}/#/world?sandbox=stories`);
    const story = page.getByRole('button', { name: 'Run Summer begins' });
    await story.focus();
    await page.keyboard.press('Enter');
    await page.getByText(/^Summer begins: /).waitFor();
    const { body: diff } = await server.request('GET', '/~stories/_sim/diff?from=default&limit=1');
    t.ok(diff.total.changed + diff.total.added > 0);
    await page.getByRole('link', { name: 'See what it changed' }).click();
    await page.getByRole('grid', { name: 'Documents that differ' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Run Bus 47 goes silent' }).click();
    await page.getByText(/^Bus 47 goes silent: /).waitFor();
    const silent = (await server.request('GET', '/~stories/_sim/diff?from=stories@before-story'))
      .body;
    t.ok(silent.total.changed > 0);
    await page
      .getByRole('alert')
      .or(page.locator('.toast'))
      .getByRole('button', { name: 'Undo' })
      .last()
      .click();
    await page.getByText('Restored stories to the state before').waitFor();
    const undone = (await server.request('GET', '/~stories/_sim/diff?from=stories@before-story'))
      .body;
    t.strictSame(undone.total, { added: 0, changed: 0, removed: 0 });
    await page.goto(`${origin}/#/world/kajeet/labels?sandbox=stories`);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByLabel('How many').fill('3');
    await page.keyboard.press('Enter');
    await page.getByText('Added 3 documents to Labels').waitFor();
    t.equal((await read('stories', 'kajeet/labels')).total, 10);
  });

  for (const [place, ready] of [
    ['world', '.corp-name'],
    ['world/kajeet/devices', 'tbody tr'],
    ['world/kajeet/devices/5212671508', '.document-form'],
    ['world/kajeet/devices/5212671508?view=usage', '.chart canvas'],
    ['world/people/dana.whitfield', '.appearance'],
  ] as const)
    t.strictSame(await pages.inspect(`${origin}/#/${place}`, ready), [], place);
  t.strictSame(pages.errors, []);
});
