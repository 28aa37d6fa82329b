import t from 'tap';
import { renderHtml } from '../../src/reporting/formats/html.js';
import { renderJunit } from '../../src/reporting/formats/junit.js';
import { renderMarkdown } from '../../src/reporting/formats/markdown.js';
import { renderTerminal } from '../../src/reporting/formats/terminal.js';
import { checkGate, type Gate, openGate, parseThreshold } from '../../src/reporting/gate.js';
import { hostileText, sampleFinding, sampleReport } from './sample-report.js';

const hostileCall = { sandbox: 'one', id: '1', method: 'GET', path: hostileText, status: null };
const hostile = sampleReport(
  [
    sampleFinding({
      title: hostileText,
      description: hostileText,
      advice: hostileText,
      documentation: 'javascript:alert(1)',
      calls: [[hostileCall]],
      reproduce: [hostileText],
    }),
  ],
  {
    refused: 1,
    refusals: [
      {
        contract: 'kajeet',
        operationId: 'listDevices',
        status: 400,
        reason: hostileText,
        occurrences: 1,
        calls: [hostileCall],
      },
    ],
  },
);

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
  const tags = xml.match(/<[/?]?([a-z-]+)/g) ?? [];
  const names = new Set(tags.map((tag) => tag.replace(/[</?]/g, '')));
  t.strictSame([...names].sort(), ['system-out', 'testcase', 'testsuite', 'testsuites', 'xml']);
  t.equal(xml.match(/<testcase /g)?.length, 7, 'a test case for each kind of finding');
});

t.test('JUnit fails where a threshold is missed, and counts every finding', async (t) => {
  const report = sampleReport([
    sampleFinding({ title: 'one' }),
    sampleFinding({ title: 'other', calls: [] }),
    sampleFinding({ title: 'ignored', code: 'not-simulated' }),
  ]);
  const render = (gate: Partial<Gate>) => {
    const complete = { ...openGate, ignored: ['not-simulated'], ...gate } as const;
    return renderJunit(report, complete, checkGate(report, complete));
  };
  const counts = (xml: string) =>
    [...xml.matchAll(/<(testsuites?) name="([^"]+)" (tests="\d+" failures="\d+")/g)].map(
      ([, , name, values]) => `${name} ${values}`,
    );
  t.strictSame(
    counts(render({ maxFindings: 0, thresholds: [parseThreshold('operations=9')] })),
    [
      'Understudy tests="8" failures="3"',
      'Understudy findings tests="7" failures="2"',
      'Understudy thresholds tests="1" failures="1"',
    ],
    'two findings of one kind, five kinds without any, and a threshold',
  );
  for (const maxFindings of [undefined, 2])
    t.match(render({ maxFindings }), 'tests="7" failures="0"', 'findings that are allowed pass');
  const xml = render({ maxFindings: 1 });
  t.match(xml, '<failure type="understudy.findings.unknown-parameter" message="one">');
  t.match(xml, 'The vendor&#39;s page: https://example.com/page(1)');
  t.match(xml, 'To reproduce it:\ncurl http://localhost');
  const names = [...xml.matchAll(/<testcase [^>]* name="([^"]+)"/g)].map(([, name]) => name);
  t.equal(new Set(names).size, names.length, 'no two tests have the same name');
  t.notMatch(xml, 'kajeet: ignored');
});

t.test('every format begins with the result and its reasons', async (t) => {
  const report = sampleReport([sampleFinding()]);
  const render = (gate: Gate) => {
    const checks = checkGate(report, gate);
    const formats = [renderHtml, renderMarkdown, renderTerminal];
    return formats.map((format) => format(report, gate, checks));
  };
  for (const text of render({ ...openGate, maxFindings: 0 })) {
    t.match(text, 'Failed: 1 threshold of 1 missed, 1 finding');
    t.match(text, 'findings: 1; allowed: 0');
  }
  for (const text of render({ ...openGate, maxFindings: 1 }))
    t.match(text, 'Passed: the threshold is met, 1 finding');
  for (const text of render(openGate)) t.match(text, 'No threshold was set');
  for (const text of render({ ...openGate, ignored: ['unknown-parameter'] }))
    t.match(
      text,
      /no findings, 1 ignored \\?\(unknown-parameter/i,
      'nothing is left out in silence',
    );
  const html = renderHtml(report, openGate, []);
  t.ok(html.indexOf('1 finding') < html.indexOf('a title'));
});

t.test('a threshold that is missed says what to do, and one that is met does not', async (t) => {
  const report = sampleReport([sampleFinding()]);
  const messages = (maxFindings: number, threshold: string) => {
    const gate = { ...openGate, maxFindings, thresholds: [parseThreshold(threshold)] };
    return checkGate(report, gate).map(({ message }) => message);
  };
  const [coverage, findings] = messages(0, 'kajeet.operations=50%');
  t.match(coverage, /^kajeet: 1 of 4 operations were used \(25\.0 %\); required: 50 %\. Add tests/);
  t.match(findings, /^findings: 1; allowed: 0\. Each finding says.*--max-findings 1 allows/);
  for (const message of messages(1, 'operations=1')) t.notMatch(message, /\. /);
  const [nearly] = messages(1, 'statuses=25.01%');
  t.match(nearly, '(25.0 %); required: 25.01 %');
});

t.test('what was not used of an operation that was called is on the page', async (t) => {
  const report = sampleReport([]);
  const [contract] = report.contracts;
  const [operation] = contract?.details ?? [];
  if (!contract || !operation) return t.fail();
  const details = [
    {
      ...operation,
      statuses: [
        { status: 200, published: true, calls: 3 },
        { status: 403, published: true, calls: 0 },
        { status: 418, published: false, calls: 1 },
      ],
      parameters: [{ name: hostileText, in: 'query' as const, calls: 0 }],
      scopes: [
        { scope: 'reader', accepted: true, calls: 0 },
        { scope: 'stranger', accepted: false, calls: 1 },
      ],
    },
  ];
  const html = renderHtml({ ...report, contracts: [{ ...contract, details }] }, openGate, []);
  t.match(html, '<li>statuses: 403</li>');
  t.match(html, '<li>parameters: &lt;script&gt;');
  t.match(html, '<li>scopes: reader</li>');
  t.match(html, '<li>pages: any after the first</li>');
  t.match(
    html,
    '200, 418 (not published)<br><small>of 2 published</small>',
    'only what is published is counted',
  );
  t.notMatch(renderHtml(report, openGate, []), 'statuses: 200');
});

t.test('a small share is not none', async (t) => {
  const [contract] = sampleReport([]).contracts;
  if (!contract) return t.fail();
  const operations = { used: 1, published: 200 };
  const report = sampleReport([], { contracts: [{ ...contract, operations }] });
  t.match(renderTerminal(report, openGate, []), '1 of 200 (<1 %)');
});

t.test('a report without calls is no success', async (t) => {
  const report = sampleReport([], { calls: 0, sandboxes: 0 });
  const gate = { ...openGate, maxFindings: 0 };
  for (const format of [renderHtml, renderMarkdown, renderTerminal]) {
    t.match(format(report, openGate, []), 'No call reached Understudy');
    t.match(format(report, gate, checkGate(report, gate)), 'Failed: 1 threshold of 2 missed');
  }
  t.match(renderJunit(report, gate, checkGate(report, gate)), 'failures="1"');
  t.strictSame(checkGate(report, openGate), [], 'without a gate nothing fails');
});

t.test('calls that no operation matched are shown, with what may be meant', async (t) => {
  const reason = 'Esper has no GET /api/usr/, did you mean /api/user/';
  const call = { sandbox: 'one', id: '7', method: 'GET', path: '/api/usr/', status: 404, reason };
  const report = sampleReport([], { unmatched: 3, unmatchedCalls: [call] });
  for (const format of [renderHtml, renderMarkdown, renderTerminal]) {
    const text = format(report, openGate, []);
    t.match(text, '3 calls matched no operation');
    t.match(text, /GET \/api\/usr\/ -(>|&gt;) 404 \(call 7 in one\): Esper has no.*\/api\/user\//);
  }
});

t.test('refused calls are shown by reason, the most frequent first', async (t) => {
  const call = { sandbox: 'one', id: '7', method: 'GET', path: '/devices', status: 403 };
  const refusal = { contract: 'kajeet', operationId: 'listDevices', calls: [call] };
  const refusals = [
    { ...refusal, status: 400, reason: 'limit is "quoted"', occurrences: 1 },
    { ...refusal, status: 403, reason: 'The scope readonly is not enough', occurrences: 4 },
  ];
  const report = sampleReport([], { refused: 5, refusals });
  for (const format of [renderHtml, renderMarkdown, renderTerminal]) {
    const text = format(report, openGate, []);
    t.match(
      text,
      '5 calls were refused with a status from 400 to 499, not counting those of fault',
    );
    t.match(text, 'no findings, and no threshold limits them');
    t.match(text, 'The scope readonly is not enough');
    t.ok(text.indexOf('readonly is not') < text.indexOf('quoted'), 'the most frequent first');
    t.notMatch(format(sampleReport([]), openGate, []), 'refused');
  }
  t.match(
    renderTerminal(report, openGate, []),
    '4 x 403 kajeet listDevices: The scope readonly is not enough (first: call 7 in one)',
  );
});

t.test('a call says what its status does not', async (t) => {
  const call = { sandbox: 'one', id: '7', method: 'POST', path: '/v1/profiles' };
  const calls = [
    [
      { ...call, status: 504, injected: true as const, done: true as const },
      { ...call, status: 429, retryAfter: '5' },
      { ...call, status: 200, total: 499 },
      { ...call, status: null },
    ],
  ];
  const text = renderTerminal(sampleReport([sampleFinding({ calls })]), openGate, []);
  t.match(text, '-> 504, injected by a fault rule, the vendor did it all the same (call 7 in one)');
  t.match(text, '-> 429, Retry-After: 5 (');
  t.match(text, '-> 200, 499 items on all pages (');
  t.match(text, '-> no response (');
});

t.test('Markdown fits into a comment, whatever it has to say', async (t) => {
  const description = 'x'.repeat(5000);
  const findings = Array.from({ length: 40 }, () => sampleFinding({ description }));
  const markdown = renderMarkdown(sampleReport(findings), openGate, []);
  t.ok(markdown.length < 65_536, String(markdown.length));
  t.match(markdown, /\d+ more findings in report\.html/);
  t.match(markdown, '### Coverage');
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
  t.ok(html.indexOf('</span> title 4</h3>') < html.indexOf('>Coverage<'));
  t.ok(html.indexOf('</span> title 5</h3>') > html.indexOf('>Coverage<'));
  t.ok(html.indexOf('#finding-6') < html.indexOf('>Coverage<'), 'the table has all');
  const markdown = renderMarkdown(report, openGate, []);
  t.ok(markdown.indexOf('title 5') > markdown.indexOf('2 more findings'));
});

t.test('each format says that calls were not examined', async (t) => {
  const report = sampleReport([], { unexamined: 12 });
  for (const render of [renderHtml, renderMarkdown, renderTerminal])
    t.match(render(report, openGate, []), /12 calls could not be examined/);
});

t.test('a report without findings says so', async (t) => {
  const report = sampleReport([]);
  t.match(renderTerminal(report, openGate, []), 'No findings');
  t.match(renderMarkdown(report, openGate, []), 'No findings');
  t.match(renderHtml(report, openGate, []), 'No findings');
  t.match(renderJunit(report, openGate, []), 'failures="0"');
});
