import t from 'tap';
import type { AuditEvidence, CallerUse, Refusals, Report } from '../../schemas/control/report.js';
import { mergeFacts, toReport } from '../../src/simulator/audit/merge.js';
import { sampleReport } from './sample-report.js';

const evidence = (sandbox: string, id: string): AuditEvidence => ({
  code: 'paging-not-followed',
  contract: 'kajeet',
  operationId: 'listDevices',
  subject: '',
  client: 'node',
  occurrences: 1,
  calls: [[{ sandbox, id, method: 'GET', path: '/devices', status: 200 }]],
});

const use = (changes: Partial<CallerUse> = {}): CallerUse => ({
  contract: 'kajeet',
  client: 'node',
  scopes: ['readonly'],
  operations: ['listDevices'],
  occurrences: 1,
  calls: [],
  laterPages: [],
  ...changes,
});

const refusal = (sandbox: string, id: string, reason = 'limit must be a number'): Refusals => ({
  contract: 'kajeet',
  operationId: 'listDevices',
  status: 400,
  reason,
  occurrences: 1,
  calls: [{ sandbox, id, method: 'GET', path: '/devices', status: 400 }],
});

const shard = (name: string, changes: Partial<Report> = {}) =>
  sampleReport([], {
    evidence: ['1', '10', '9'].map((id) => evidence(name, id)),
    callers: [use({ scopes: [name] })],
    refused: 2,
    refusals: [refusal(name, '2'), refusal(name, '1', 'none')],
    ...changes,
  });

t.test('the order of the runs does not matter', async (t) => {
  const runs = ['a', 'b', 'c'].map((name) => shard(name));
  const merged = JSON.stringify(toReport(mergeFacts(runs)));
  t.equal(JSON.stringify(toReport(mergeFacts([...runs].reverse()))), merged);
  const [first, ...others] = runs;
  const stepwise = mergeFacts([mergeFacts(others), mergeFacts([first as Report])]);
  t.equal(JSON.stringify(toReport(stepwise)), merged, 'nor how they are grouped');
});

t.test('calls are added, published parts are not', async (t) => {
  const merged = mergeFacts([shard('a'), shard('b')]);
  t.match(merged, { sandboxes: 2, calls: 6 });
  const [contract] = merged.contracts;
  t.strictSame(contract?.operations, { used: 1, published: 1 });
  t.equal(contract?.details[0]?.calls, 6);
  t.equal(contract?.details[0]?.statuses[0]?.calls, 6);
  t.strictSame(merged.evidence[0]?.occurrences, 6);
  const ids = merged.evidence[0]?.calls.map(([call]) => `${call?.sandbox} ${call?.id}`);
  t.strictSame(ids, ['a 1', 'a 9', 'a 10'], 'the first three occurrences are kept');
  t.match(merged, { refused: 4, refusals: [{ occurrences: 2, calls: [{ id: '2' }, {}] }, {}] });
});

t.test('the calls that a scope was used for are added', async (t) => {
  const call = (sandbox: string) => ({ sandbox, id: '1', method: 'GET', path: '/x', status: 200 });
  const runOf = (name: string) =>
    shard(name, { callers: [use({ occurrences: 2, calls: [call(name)] })] });
  const { callers } = mergeFacts([runOf('b'), runOf('a')]);
  t.match(callers, [{ occurrences: 4, calls: [{ sandbox: 'a' }, { sandbox: 'b' }] }]);
});

t.test('a page that a client has read in one run is followed', async (t) => {
  const only = toReport(mergeFacts([shard('a')]));
  t.equal(only.findings[0]?.code, 'paging-not-followed');
  const other = (client: string) =>
    shard('b', { evidence: [], callers: [use({ client, laterPages: ['listDevices'] })] });
  t.strictSame(toReport(mergeFacts([shard('a'), other('node')])).findings, []);
  const [found, ...others] = toReport(mergeFacts([shard('a'), other('axios')])).findings;
  t.match(found, { code: 'paging-not-followed', clients: ['node'], occurrences: 3 });
  t.match(found?.description, 'unlike those of axios', 'another client is no excuse');
  t.strictSame(others, []);
});

t.test('a defect of several clients is one finding', async (t) => {
  const runOf = (client: string) =>
    shard(client, { evidence: [{ ...evidence(client, '1'), client }], callers: [use({ client })] });
  const { findings } = toReport(mergeFacts([runOf('node'), runOf('axios')]));
  t.match(findings, [{ code: 'paging-not-followed', clients: ['axios', 'node'], occurrences: 2 }]);
  t.equal(findings.length, 1);
  t.equal(findings[0]?.calls.length, 2);
});
