import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { renderHtml } from '../../src/reporting/formats/html.js';
import { checkGate, openGate, parseThreshold } from '../../src/reporting/gate.js';
import { hostileText, sampleFinding, sampleReport } from '../reporting/sample-report.js';
import { skipReason, startBrowser } from '../support/browser.js';
import { ConsolePages } from './support/console-pages.js';

const call = { sandbox: 'a-test', id: '1', method: 'POST', path: `/v1/${'profiles'.repeat(40)}` };
const report = sampleReport(
  [
    sampleFinding({ title: 'first', severity: 'error', calls: [[{ ...call, status: 504 }]] }),
    sampleFinding({ title: hostileText }),
    ...Array.from({ length: 5 }, () => sampleFinding({ severity: 'note', documentation: null })),
  ],
  {
    refused: 1,
    refusals: [
      {
        contract: 'kajeet',
        operationId: 'createProfile',
        status: 401,
        reason: 'The token expired; sign in again. '.repeat(5),
        occurrences: 1,
        calls: [{ ...call, status: 401 }],
      },
    ],
  },
);
const gate = { ...openGate, maxFindings: 0, thresholds: [parseThreshold('operations=1')] };
const checks = checkGate(report, gate);

t.test('the report in a browser', { skip: skipReason }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.html');
  writeFileSync(file, renderHtml(report, gate, checks));
  const url = pathToFileURL(file).href;
  const browser = await startBrowser(t);
  const pages = new ConsolePages(browser);

  await t.test('can be read in both themes, on wide and narrow screens', async (t) => {
    t.strictSame(await pages.inspect(url, 'h1'), []);
    t.strictSame(pages.errors, []);
  });

  await t.test('the first screen has the result, the reasons and the findings', async (t) => {
    const page = await pages.open(url);
    for (const text of ['Failed: 1 threshold of 2 missed, 7 findings', 'findings: 7; allowed: 0']) {
      const box = await page.getByText(text).boundingBox();
      t.ok(box && box.y + box.height < 400, `${text}: ${box?.y}`);
    }
    const link = page.getByRole('link', { name: 'first' });
    t.ok(((await link.boundingBox())?.y ?? 9999) < 900);
    await link.click();
    const target = await page.locator('#finding-1').boundingBox();
    t.ok(target && Math.abs(target.y) < 900, 'a link leads to what is declared of the finding');
    await page.context().close();
  });

  await t.test('a reason of a refusal and its call fit beside each other', async (t) => {
    const page = await pages.open(url);
    const table = page.getByRole('region', { name: 'reason' });
    const hasOverflow = await table.evaluate(
      ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
    );
    t.notOk(hasOverflow);
    await page.context().close();
  });

  await t.test('what is folded on the screen is in print', async (t) => {
    const page = await pages.open(url);
    const lines = page.locator('#finding-1 details pre');
    t.notOk(await lines.isVisible());
    await page.emulateMedia({ media: 'print' });
    t.ok(await lines.isVisible());
    t.notOk(await page.locator('.unused').first().isVisible(), 'but not the list of the others');
    await page.context().close();
  });
});
