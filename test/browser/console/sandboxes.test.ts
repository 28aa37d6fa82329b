import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import t from 'tap';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

interface Box {
  readonly left: number;
  readonly right: number;
}

/** Whether a text is truncated, where its end is and where it has room. */
interface TruncatedText {
  readonly isTruncated: boolean;
  readonly end: Box;
  readonly box: Box;
}

t.test('the page Sandboxes of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t, { maxSandboxes: 1000 });
  const origin = server.app.fastify.listeningOrigin;
  const create = (name: string, more: object = {}) =>
    server.request('POST', '/_sim/sandboxes', { body: { name, ...more } });
  const info = async (name: string) =>
    (await server.request('GET', `/_sim/sandboxes/${name}`)).body;
  const device = '/_sim/data/kajeet/devices/5212671508';
  const rename = (sandbox: string, nickname: string) =>
    server.request('PATCH', `/~${sandbox}${device}`, { body: { nickname } });
  const nickname = async (sandbox: string) =>
    (await server.request('GET', `/~${sandbox}${device}`)).body.wire.nickname;

  await t.test('a sandbox is created from seeds, with a key that is shown once', async (t) => {
    const page = await pages.open(`${origin}/#/sandboxes`);
    await page.getByRole('link', { name: 'New sandbox' }).click();
    await page.getByLabel('Name', { exact: true }).fill('from-seeds');
    await page.getByLabel('Label', { exact: true }).fill('Class 4b, table 3');
    await page.getByLabel('Seed', { exact: true }).fill('7');
    await page.getByLabel('Devices', { exact: true }).fill('20');
    await page.getByLabel('Clock', { exact: true }).selectOption('Frozen at …');
    await page.getByLabel('Time (UTC)').fill('2026-06-19T12:00');
    await page.getByLabel('Lifetime').selectOption('1 hour');
    await page.getByLabel('With a key').check();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const key = await page.locator('.dialog code').first().innerText();
    t.match(key, /^usk_from-seeds_/);
    const created = await info('from-seeds');
    t.match(created, { label: 'Class 4b, table 3', seed: 7, devices: 20, hasKey: true });
    t.match(created, { now: '2026-06-19T12:00:00.000Z', frozen: true });
    t.ok(created.expiresAt);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('seed 7, 20 devices').waitFor();
    t.match(page.url(), /#\/sandboxes\/from-seeds$/);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('button', { name: 'Give a new key', exact: true }).click();
    const other = page.locator('.dialog code').first();
    await other.waitFor();
    t.match(await other.innerText(), /^usk_from-seeds_/);
    t.not(await other.innerText(), key);
  });

  await t.test(
    'a name that is too long shows its end, where those of a class differ',
    async (t) => {
      for (const end of ['ada-ling', 'ben-okafor'])
        await create(`class-4b-of-the-school-by-the-lake-2026-${end}`);
      const page = await pages.open(`${origin}/#/sandboxes`, { width: 390 });
      const name = page.locator('.table .keep-end', { hasText: 'ben-okafor' });
      await name.waitFor();
      const { isTruncated, end, box } = await page.evaluate<TruncatedText>(`(() => {
      const element = [...document.querySelectorAll('.table .keep-end')].find((each) =>
        each.textContent.endsWith('ben-okafor'));
      const text = element.querySelector('bdi').firstChild;
      const range = document.createRange();
      range.setStart(text, text.length - 'ben-okafor'.length);
      range.setEnd(text, text.length);
      return {
        isTruncated: element.scrollWidth > element.clientWidth,
        end: range.getBoundingClientRect().toJSON(),
        box: element.getBoundingClientRect().toJSON(),
      };
    })()`);
      t.ok(isTruncated);
      t.ok(end.left > box.left && end.right < box.right + 1, JSON.stringify({ end, box }));
    },
  );

  await t.test('what the server refuses is said at the field', async () => {
    await create('taken');
    const page = await pages.open(`${origin}/#/sandboxes?new=seeds`);
    await page.getByLabel('Name', { exact: true }).fill('taken');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('A sandbox taken already exists').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('not-taken');
    await page.getByLabel('Copy of').fill('nowhere');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('There is no sandbox nowhere').waitFor();
  });

  await t.test('a reset takes a snapshot before, by which it is undone', async (t) => {
    await create('resettable');
    await rename('resettable', 'Bus 47');
    await server.request('POST', '/~resettable/_sim/scenarios/vendor-outage');
    const page = await pages.open(`${origin}/#/sandboxes/resettable`);
    await page.getByText('1 rule: vendor-outage').waitFor();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await page.getByRole('button', { name: 'Reset resettable' }).click();
    await page.getByText('Reset resettable', { exact: true }).waitFor();
    t.not(await nickname('resettable'), 'Bus 47');
    t.strictSame((await info('resettable')).snapshots, ['before-reset']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Restored resettable to the state before').waitFor();
    t.equal(await nickname('resettable'), 'Bus 47');
  });

  await t.test('a snapshot is taken, compared with the present, restored and copied', async (t) => {
    await create('snapped');
    const page = await pages.open(`${origin}/#/sandboxes/snapped`);
    await page.getByLabel('Name of the snapshot').fill('Before lunch');
    await page.keyboard.press('Enter');
    await page.getByText('Took the snapshot before-lunch of snapped').waitFor();
    await rename('snapped', '<img src=x onerror="window.hacked=1">');
    await page.getByRole('button', { name: 'More for before-lunch' }).click();
    await page.getByRole('menuitem', { name: 'Compare with now' }).click();
    await page.getByText('1 changed').waitFor();
    t.match(page.url(), 'compare=snapped%40before-lunch');
    await page.getByRole('gridcell', { name: '5212671508' }).click();
    await page.locator('.field-list').getByText('<img src=x').waitFor();
    t.equal(await page.evaluate('window.hacked'), undefined);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restore before-lunch' }).click();
    await page.getByRole('button', { name: 'Restore snapped' }).click();
    await page.getByText('Restored snapped to before-lunch').waitFor();
    t.notMatch(await nickname('snapped'), 'img');
    await page.getByRole('button', { name: 'Compare again' }).click();
    await page.getByText('snapped has the same data as snapped@before-lunch').waitFor();
    await page.getByRole('button', { name: 'More for before-restore' }).click();
    await page.getByRole('menuitem', { name: 'New sandbox' }).click();
    await page.getByLabel('Name', { exact: true }).fill('branch');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('as a copy of snapped@before-restore').waitFor();
    t.match(await nickname('branch'), 'img');
  });

  await t.test('a sandbox is forked and deleted by the keyboard alone', async (t) => {
    await create('forked');
    const page = await pages.open(`${origin}/#/sandboxes?search=forked`);
    await page.getByRole('row').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Fork' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name of the copy').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Forked forked as forked-copy').waitFor();
    t.match(await info('forked-copy'), { from: 'forked' });
    await page.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete forked-copy' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Deleted forked-copy').waitFor();
    t.equal((await server.request('GET', '/_sim/sandboxes/forked-copy')).status, 404);
    t.equal((await server.request('GET', '/_sim/sandboxes/forked')).status, 200);
  });

  await t.test(
    'an exported file is dropped on the list to import it, and on a sandbox to replace it',
    async (t) => {
      await create('exported', { ttlSeconds: 7200 });
      await rename('exported', 'Bus 47');
      const page = await pages.open(`${origin}/#/sandboxes/exported`);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      const saved = await download;
      t.equal(saved.suggestedFilename(), 'exported.sqlite');
      const bytes = readFileSync(await saved.path());
      await dropFile(page, 'exported.sqlite', bytes);
      await page
        .getByText(/would be deleted in [^.]+, and no longer is after the import/)
        .waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      await page.goto(`${origin}/#/sandboxes`);
      await page.getByRole('grid', { name: 'Sandboxes' }).waitFor();
      await dropFile(page, 'exported.sqlite', bytes);
      t.equal(await page.getByText('no longer is after the import').count(), 0);
      await page.getByRole('button', { name: 'Create exported-2' }).click();
      await page.getByText('Imported exported.sqlite as exported-2').waitFor();
      t.equal(await nickname('exported-2'), 'Bus 47');
      await rename('exported-2', 'Bus 48');
      await dropFile(page, 'exported.sqlite', bytes);
      await page.getByRole('button', { name: 'Replace exported-2' }).click();
      await page.getByText('Imported exported.sqlite into exported-2').waitFor();
      t.equal(await nickname('exported-2'), 'Bus 47');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Restored exported-2').waitFor();
      t.equal(await nickname('exported-2'), 'Bus 48');
      await dropFile(page, 'notes.txt', Buffer.from('not a database'));
      await page.getByRole('button', { name: 'Replace exported-2' }).click();
      await page.locator('.dialog .field-error').waitFor();
      t.equal(await nickname('exported-2'), 'Bus 48');
    },
  );

  await t.test(
    'with 500 sandboxes, one request loads them and the page contains the visible ones',
    async (t) => {
      for (let number = 1; number <= 500; number++)
        await create(`many-${number}`, { from: 'default' });
      const requests: string[] = [];
      const page = await pages.open('about:blank');
      page.on('request', (request) => requests.push(new URL(request.url()).pathname));
      await page.goto(`${origin}/#/sandboxes`);
      await page.getByText(/^\d+ sandboxes, /).waitFor();
      t.equal(requests.filter((path) => path.startsWith('/_sim/sandboxes')).length, 2);
      t.ok(requests.includes('/_sim/sandboxes'), 'the list, and the one that the frame shows');
      t.ok((await page.getByRole('row').count()) < 80);
      await page.getByLabel('Search sandboxes').fill('many-49');
      await page.getByText(/^11 of \d+ sandboxes/).waitFor();
      await page.getByLabel('Select all').check();
      await page.getByText('11 selected').waitFor();
      await page.getByRole('button', { name: 'Reset', exact: true }).click();
      await page.getByRole('button', { name: 'Reset 11 sandboxes' }).click();
      await page.getByText('Select rows to act on them').waitFor();
      await page.getByLabel('Select all').check();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await page.getByText('many-49, many-490, many-491, many-492').waitFor();
      await page.getByRole('button', { name: 'Delete 11 sandboxes' }).click();
      await page.getByText('Deleted many-').waitFor();
      t.equal((await server.request('GET', '/_sim/sandboxes/many-495')).status, 404);
      t.equal((await server.request('GET', '/_sim/sandboxes/many-500')).status, 200);
    },
  );

  await t.test('with the key of a sandbox, the page shows that one alone', async (t) => {
    const { body } = await create('keyed', { key: true });
    const page = await pages.open(`${origin}/#/sandboxes?key=${body.key}`);
    await page.getByRole('link', { name: 'keyed' }).waitFor();
    t.equal(await page.getByRole('row').count(), 2);
    t.equal(await page.getByRole('link', { name: 'New sandbox' }).count(), 0);
  });

  await create('hostile', { label: '<img src=x onerror="window.hacked=1">' });
  t.strictSame(await pages.inspect(`${origin}/#/sandboxes?search=hostile`, 'tbody tr'), []);
  t.strictSame(await pages.inspect(`${origin}/#/sandboxes?new=seeds`, '.dialog form'), []);
  const compared = `${origin}/#/sandboxes/snapped?compare=snapped@before-restore`;
  t.strictSame(await pages.inspect(compared, '.data-diff tbody tr'), []);
  t.strictSame(pages.errors, []);
});

/** Drops a file on the page, as a user who drags it from a folder. */
async function dropFile(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const { DataTransfer, File, atob } = globalThis as never as DropGlobals;
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
      transfer.items.add(new File([content], name));
      return transfer;
    },
    { name, base64: bytes.toString('base64') },
  );
  await page.dispatchEvent('.import-zone', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop the exported file').waitFor();
  await page.dispatchEvent('.import-zone', 'drop', { dataTransfer: transfer });
}

/** What the function in the page needs of the browser, whose types a test in Node.js does not have. */
interface DropGlobals {
  readonly DataTransfer: new () => { readonly items: { add(file: object): void } };
  readonly File: new (parts: readonly Uint8Array[], name: string) => object;
  readonly atob: (text: string) => string;
}
