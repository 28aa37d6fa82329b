import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { startEmbedded } from '../../src/sdk/embedded.js';
import { understudy as runCli } from '../cli/command-line.js';
import { skipReason, startBrowser } from '../support/browser.js';

const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const vendor = 'https://vendor.example';

/** Makes calls and returns their archive. */
async function record() {
  const understudy = await startEmbedded(contracts, { clock: 'frozen' });
  t.teardown(() => understudy.close());
  const sandbox = understudy.sandbox('archive');
  const token = await sandbox.token({ contract: 'b2core' });
  const headers = { authorization: `Bearer ${token}` };
  const profiles = `${sandbox.url}/v1/profiles`;
  const body = JSON.stringify({ firstName: 'Zoë', countryNumericCode: '276' });
  const created = await (await fetch(profiles, { method: 'POST', headers, body })).json();
  await fetch(`${profiles}?filter[firstName]=Zo%C3%AB&limit=5`, { headers });
  const args = ['journal', 'har', vendor, '--url', understudy.url, '--sandbox', sandbox.name];
  const { code, out } = await runCli(args).ended;
  t.equal(code, 0);
  t.notMatch(out, token, 'secrets are masked');
  return { har: JSON.parse(out), text: out, created };
}

const { har, text, created } = await record();

t.test('the calls of the journal are an HTTP archive', async (t) => {
  const [first, second] = har.log.entries;
  t.match(first.request, { method: 'POST', url: `${vendor}/v1/profiles` });
  t.match(JSON.parse(first.request.postData.text), { firstName: 'Zoë' });
  t.equal(first.response.status, 201);
  t.strictSame(JSON.parse(first.response.content.text), created);
  t.equal(new URL(second.request.url).searchParams.get('filter[firstName]'), 'Zoë');
});

t.test('Playwright replays it', { skip: skipReason }, async (t) => {
  const file = join(folder, 'calls.har');
  writeFileSync(file, text);
  const page = await (await startBrowser(t)).newPage();
  await page.routeFromHAR(file, { url: `${vendor}/**` });
  const url = har.log.entries[1].request.url;
  const response = await page.goto(url);
  t.equal(response?.status(), 200);
  t.strictSame(await response?.json(), [created]);
});

t.test('an origin is required', async (t) => {
  const { code, err } = await runCli(['journal', 'har', '--url', 'http://127.0.0.1:9']).ended;
  t.equal(code, 2);
  t.match(err, /the command is understudy journal .*har ORIGIN/);
});
