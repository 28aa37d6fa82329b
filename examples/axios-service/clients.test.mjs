import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startService, understudy } from './sandbox.mjs';

after(() => understudy.close());

const client = { firstName: 'Ana', lastName: 'Lindqvist', countryNumericCode: '276' };

test('creates a client once, although the response did not arrive', async () => {
  const { sandbox, service } = await startService('creates a client once');
  await sandbox.faults.add({
    match: { operationId: 'createProfile' },
    effect: { status: 504, after: true },
    when: { times: 1 },
  });
  await service.createClient(client);
  await sandbox.journal.verify({ match: { operationId: 'createProfile' }, count: 1 });
  await sandbox.delete();
});

test('sends a client again that was not created', async () => {
  const { sandbox, service } = await startService('sends a client again');
  await sandbox.faults.add({
    match: { operationId: 'createProfile' },
    effect: { abort: 'before' },
    when: { times: 1 },
  });
  await service.createClient(client);
  assert.equal((await sandbox.data('b2core', 'profiles').find({ firstName: 'Ana' })).length, 1);
  await sandbox.delete();
});
