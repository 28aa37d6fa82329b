import t from 'tap';
import { startListening } from '../../support/app.js';
import { skipReason, startBrowser } from '../../support/browser.js';
import { ConsolePages } from '../support/console-pages.js';

t.test('the page Home of the console', { skip: skipReason }, async (t) => {
  const pages = new ConsolePages(await startBrowser(t));
  const server = await startListening(t);
  const origin = server.app.fastify.listeningOrigin;

  await t.test(
    'the cURL command of each vendor works with the token of the chosen persona',
    async (t) => {
      await server.request('POST', '/_sim/sandboxes', { body: { name: 'home' } });
      const page = await pages.open(`${origin}/#/?sandbox=home`);
      const cards = page.locator('.vendor-card');
      await cards.nth(2).locator('dl').waitFor();
      for (const card of await cards.all()) {
        await card.getByRole('button', { name: 'Copy cURL' }).click();
        const command = await page.evaluate<string>('navigator.clipboard.readText()');
        const [, url = '', authorization = ''] =
          /^curl(?: -g)? '([^']+)' -H 'Authorization: ([^']+)'$/.exec(command) ?? [];
        t.match(url, `${origin}/~home/`);
        t.equal((await fetch(url, { headers: { authorization } })).status, 200, command);
      }
      const card = cards.first();
      const before = await card.locator('.token').innerText();
      await card.getByLabel('Act as').selectOption('readonly');
      await card.getByText('ruth.castellano', { exact: true }).waitFor();
      t.not(await card.locator('.token').innerText(), before);
      await page.reload();
      await card.getByText('ruth.castellano', { exact: true }).waitFor();
      await card.getByText('1 of ').waitFor();
    },
  );

  await t.test('each snippet has the sandbox and the API in it', async (t) => {
    const page = await pages.open(`${origin}/#/?sandbox=home`);
    const region = page.getByRole('region', { name: /^Snippet for/ });
    await page.locator('.vendor-card dl').first().waitFor();
    const tabs = page.getByRole('tab');
    t.equal(await tabs.count(), 8);
    await tabs.first().focus();
    const texts: string[] = [];
    for (let index = 0; index < 8; index++) {
      texts.push(await region.innerText());
      await page.keyboard.press('ArrowRight');
    }
    t.equal(new Set(texts).size, 8, 'the arrow keys go through all of them');
    const [code = ''] = texts;
    const lines = code.replaceAll('console.log', 'return ');
    const run = new Function(
      `return (async () => { ${lines.replace(/return \((.*)\);/s, 'return [$1];')} })()`,
    );
    t.match(await run(), [200]);
    await page.getByRole('combobox', { name: 'API' }).selectOption({ index: 2 });
    t.match(await region.innerText(), '/v1/profiles');
  });

  t.strictSame(await pages.inspect(`${origin}/`, '.vendor-card dl'), []);
  t.strictSame(pages.errors, []);
});
