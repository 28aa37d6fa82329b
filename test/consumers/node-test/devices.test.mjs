import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { createUnderstudy } from 'api-understudy';

const devices =
  '/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=MDN&sortDir=ASC';
const understudy = await createUnderstudy();
after(() => understudy.close());

test('a request to a vendor API of a sandbox', async () => {
  const sandbox = understudy.sandbox('consumer');
  const authorization = `Bearer ${await sandbox.token()}`;
  const response = await fetch(`${sandbox.url}${devices}`, { headers: { authorization } });
  assert.equal(response.status, 200);
});

test('the documentation page and its assets', async () => {
  const index = await (await fetch(`${understudy.url}/docs`)).text();
  const [, page] = /href="(\/docs\/[a-z0-9]+)"/.exec(index);
  const html = await (await fetch(`${understudy.url}${page}`)).text();
  const assets = html.match(/\/docs\/assets\/[^"']+/g);
  assert.ok(assets.length >= 2);
  for (const asset of assets) {
    const { status } = await fetch(`${understudy.url}${asset}`);
    assert.equal(status, 200, asset);
  }
});

test('names in another language and dates with time zones, which are loaded on first use', async () => {
  const sandbox = understudy.sandbox('consumer');
  const before = Date.parse(await sandbox.clock.now());
  const after = Date.parse(await sandbox.clock.advance({ weeks: 1 }));
  assert.ok(after >= before + 7 * 24 * 3_600_000);
  const token = await sandbox.token({ contract: 'b2core' });
  const headers = { authorization: `Bearer ${token}`, 'accept-language': 'de' };
  const countries = await (await fetch(`${sandbox.url}/v1/countries`, { headers })).text();
  assert.match(countries, /Insel Man/);
});

test('require', async () => {
  const program = createRequire(import.meta.url)('api-understudy');
  const second = await program.createUnderstudy();
  assert.equal((await fetch(`${second.url}/_sim/health`)).status, 200);
  await second.close();
});
