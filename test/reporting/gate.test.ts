import t from 'tap';
import { renderJunit } from '../../src/reporting/formats/junit.js';
import { checkGate, openGate, parseFindingCode, parseThreshold } from '../../src/reporting/gate.js';
import { sampleFinding, sampleReport } from './sample-report.js';

t.test('calls that match no operation can be limited, and are named where they are', async (t) => {
  const call = { sandbox: 'default', id: '3', method: 'GET', path: '/v1/profile', status: 404 };
  const reason = 'B2CORE IB API has no GET /v1/profile; did you mean /v1/profiles?';
  const report = sampleReport([], { unmatched: 1, unmatchedCalls: [{ ...call, reason }] });
  const [missed] = checkGate(report, { ...openGate, maxUnmatched: 0 });
  t.match(missed, { passed: false, message: /^calls that match no operation: 1; allowed: 0\./ });
  t.match(checkGate(report, { ...openGate, maxUnmatched: 1 })[0], { passed: true });
  const gate = { ...openGate, maxUnmatched: 0 };
  const xml = renderJunit(report, gate, checkGate(report, gate));
  t.match(xml, 'failures="1"');
  t.match(xml, 'GET /v1/profile -&gt; 404 (call 3 in default): B2CORE IB API has no');
});

t.test('thresholds are checked for one vendor or all', async (t) => {
  const report = sampleReport([sampleFinding(), sampleFinding({ code: 'unneeded-scope' })]);
  const isReached = (text: string) =>
    checkGate(report, { ...openGate, thresholds: [parseThreshold(text)] })[0]?.passed;
  t.equal(isReached('operations=25%'), true);
  t.equal(isReached('operations=25.1%'), false);
  t.equal(isReached('kajeet.operations=1'), true);
  t.equal(isReached('kajeet.statuses=3'), false);
  t.equal(isReached('scopes=100%'), true, 'nothing is published, so nothing is missing');
  t.equal(isReached('other.operations=1'), false, 'an unknown vendor is no success');
  const ignored = [parseFindingCode('unneeded-scope')];
  const checks = (maxFindings: number, codes = ignored) =>
    checkGate(report, { thresholds: [], maxFindings, ignored: codes })[0]?.passed;
  t.equal(checks(1), true);
  t.equal(checks(0), false);
  t.equal(checks(1, []), false);
});

t.test('an unusable threshold or finding is refused with what would pass', async (t) => {
  for (const text of [
    'operations',
    'operation=1',
    'operations=-1',
    'a.b.operations=1',
    'operations=x%',
  ])
    t.throws(() => parseThreshold(text), /a threshold is \[VENDOR\.\]PART=N/, text);
  t.throws(() => parseThreshold('operation=1'), /did you mean operations/);
  t.throws(() => parseFindingCode('repeated-writes'), /did you mean repeated-write/);
});
