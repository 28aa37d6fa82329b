import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { createUnderstudy } from 'api-understudy';

test('a request to a vendor API of a sandbox', async () => {
  const understudy = await createUnderstudy();
  const sandbox = understudy.sandbox('consumer');
  const authorization = `Bearer ${await sandbox.token()}`;
  const url = `${sandbox.url}/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD?offset=0&limit=5&sort=MDN&sortDir=ASC`;
  assert.equal((await fetch(url, { headers: { authorization } })).status, 200);
  await understudy.close();
});

test('the command has the name of the package and a short one', () => {
  const [version, same] = ['api-understudy', 'understudy'].map((name) =>
    execFileSync(name, ['--version'], { encoding: 'utf8' }),
  );
  assert.match(version, /^\d+\.\d+\.\d+\n$/);
  assert.equal(same, version);
});
