import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startService, understudy } from './sandbox.mjs';

after(() => understudy.close());

test('reads all devices', async () => {
  const { sandbox, service } = await startService('reads all devices');
  assert.equal((await service.listDevices('NORTHSTAR-ISD')).length, 499);
  await sandbox.delete();
});

test('waits when the vendor is busy', async () => {
  const { sandbox, service } = await startService('waits when the vendor is busy');
  await sandbox.faults.add({
    match: { operationId: 'deviceTotals' },
    effect: { status: 429, retryAfter: 1 },
    when: { times: 1 },
  });
  assert.equal((await service.totals('NORTHSTAR-ISD')).active, 487);
  await sandbox.delete();
});

test('renews its token', async () => {
  const { sandbox, service } = await startService('renews its token');
  await service.totals('NORTHSTAR-ISD');
  await sandbox.clock.advance({ days: 2 });
  assert.equal((await service.totals('NORTHSTAR-ISD')).active, 487);
  await sandbox.delete();
});
