import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { connectUnderstudy } from 'api-understudy';
import { importClients } from './import-clients.mjs';

const understudy = await connectUnderstudy({ url: process.env.UNDERSTUDY_URL });
after(() => understudy.close());

const clients = [{ firstName: 'Ana', lastName: 'Haddad', countryNumericCode: '276' }];

async function runImport(title, match, effect) {
  const sandbox = understudy.sandbox(title);
  const token = await sandbox.token({ contract: 'b2core' });
  if (match) await sandbox.faults.add({ match, effect, when: { times: 1 } });
  const created = await importClients(sandbox.url, token, clients);
  await sandbox.delete();
  return created;
}

test('imports clients', async () => {
  assert.equal((await runImport('imports clients'))[0].lastName, 'Haddad');
});

// These tests pass. Only the vendor sees that the client exists twice, and that it was called too early.
test('survives a timeout', async () => {
  const effect = { status: 504, after: true };
  const created = await runImport('survives a timeout', { operationId: 'createProfile' }, effect);
  assert.equal(created.length, 1);
});

test('survives a busy vendor', async () => {
  const effect = { status: 429, retryAfter: 5 };
  const created = await runImport('survives a busy vendor', { operationId: 'getProfile' }, effect);
  assert.equal(created.length, 1);
});
