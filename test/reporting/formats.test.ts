import t from 'tap';
import { renderHtml } from '../../src/reporting/formats/html.js';
import { renderJunit } from '../../src/reporting/formats/junit.js';
import { renderMarkdown } from '../../src/reporting/formats/markdown.js';
import { renderTerminal } from '../../src/reporting/formats/terminal.js';
import { checkGate, openGate, parseFindingCode, parseThreshold } from '../../src/reporting/gate.js';
import { hostileText, sampleFinding, sampleReport } from './sample-report.js';

const hostileCall = { sandbox: 'one', id: '1', method: 'GET', path: hostileText, status: null };
const hostile = sampleReport([
  sampleFinding({
    title: hostileText,
    description: hostileText,
    advice: hostileText,
    documentation: 'javascript:alert(1)',
    calls: [[hostileCall]],
    reproduce: [hostileText],
  }),
]);

t.test('hostile values are text in HTML', async (t) => {
  const html = renderHtml(hostile, openGate, []);
  t.notMatch(html, /<script/i);
  t.match(html, '&lt;script&gt;alert(1)&lt;/script&gt;');
  t.notMatch(html, /href="javascript/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
  t.notMatch(html, /[\u0000\u001b]/);
  t.match(html, "default-src 'none'", 'nothing is loaded or run');
});

t.test('hostile values are text in XML', async (t) => {
  const xml = renderJunit(hostile, openGate, []);
  t.notMatch(xml, /<script|]]>/);
  const tags = xml.match(/<[/?]?([a-z]+)/g) ?? [];
  const names = new Set(tags.map((tag) => tag.replace(/[</?]/g, '')));
  t.strictSame([...names].sort(), ['failure', 'testcase', 'testsuite', 'testsuites', 'xml']);
  t.equal(xml.match(/<testcase /g)?.length, 7, 'a test case for each kind of finding');
  t.match(xml, 'failures="1"');
});

t.test('hostile values are text in Markdown and on a terminal', async (t) => {
  const markdown = renderMarkdown(hostile, openGate, []);
  const outside = markdown.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '');
  t.notMatch(outside, /(?<!\\)<script/);
  t.notMatch(outside, 'javascript:');
  t.match(markdown, /^````text$/m, 'the fence is longer than those in the text');
  const text = renderTerminal(hostile, openGate, []);
  t.notMatch(text, '\u001b');
  t.match(text, 'GET <script>alert(1)</script>');
});

t.test('at most five findings come first', async (t) => {
  const findings = Array.from({ length: 7 }, (_, index) =>
    sampleFinding({ title: `title ${index}` }),
  );
  const report = sampleReport(findings);
  const text = renderTerminal(report, openGate, []);
  t.match(text, 'title 4');
  t.notMatch(text, 'title 5');
  t.match(text, '2 more findings in the other files');
  const html = renderHtml(report, openGate, []);
  t.ok(html.indexOf('title 4') < html.indexOf('>Coverage<'));
  t.ok(html.indexOf('title 5') > html.indexOf('>Coverage<'));
  const markdown = renderMarkdown(report, openGate, []);
  t.ok(markdown.indexOf('title 5') > markdown.indexOf('<details>'));
});

t.test('each format says that calls were not examined', async (t) => {
  const report = sampleReport([], { unexamined: 12 });
  for (const render of [renderHtml, renderMarkdown, renderTerminal])
    t.match(render(report, openGate, []), /12 calls could not be examined/);
});

t.test('a report without findings says so', async (t) => {
  const report = sampleReport([]);
  t.match(renderTerminal(report, openGate, []), 'No findings.');
  t.match(renderMarkdown(report, openGate, []), 'No findings.');
  t.match(renderHtml(report, openGate, []), 'No findings');
  t.match(renderJunit(report, openGate, []), 'failures="0"');
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
