import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Finding, Report } from '../../schemas/control/report.js';
import { contracts } from '../../src/contracts/index.js';
import { finishReport, readReports } from '../../src/reporting/report-files.js';
import { startEmbedded } from '../../src/sdk/embedded.js';
import { skipReason } from '../support/browser.js';
import { projectFile } from '../support/project-file.js';

const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

const playwright = projectFile('node_modules/.bin/playwright');
const nodeTests = (...files: string[]) => [
  process.execPath,
  '--test',
  ...files.map((file) => projectFile(`examples/${file}`)),
];

/** Runs the tests of a client against a server, and returns the text of the report and its findings. */
async function reportOf(
  t: Pick<Test, 'equal'>,
  name: string,
  [command = '', ...args]: readonly string[],
): Promise<{ readonly files: string; readonly report: Report }> {
  const report = join(folder, name);
  const understudy = await startEmbedded(contracts, { clock: 'frozen', report });
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CI: '1',
    CHROMIUM: process.env.CHROMIUM,
    TEST_RESULTS: join(folder, `${name}-results`),
    UNDERSTUDY_URL: understudy.url,
  };
  const child = spawn(command, args, { env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  await understudy.close();
  t.equal(code, 0, output);
  const { report: merged } = finishReport(report);
  const names = ['report.json', 'report.html', 'report.xml', 'report.md'];
  const files = names.map((each) => readFileSync(join(report, each), 'utf8')).join('\n');
  return { files, report: merged };
}

const named = ({ findings }: Report) =>
  findings.map(({ code, operationId }: Finding) => `${code} ${operationId}`);

const clients = {
  'axios-service': {
    command: nodeTests('axios-service/devices.test.mjs', 'axios-service/clients.test.mjs'),
    findings: [],
    skip: false as const,
  },
  'naive-script': {
    command: nodeTests('naive-script/import-clients.test.mjs'),
    findings: ['repeated-write createProfile', 'ignored-retry-after getProfile'],
    skip: false as const,
  },
  'playwright-app': {
    command: [playwright, 'test', '--config', projectFile('examples/playwright-app')],
    findings: [
      'paging-not-followed listDevices',
      'expired-token listDevices',
      'unneeded-scope null',
    ],
    skip: skipReason,
  },
};

for (const [name, { command, findings, skip }] of Object.entries(clients))
  t.test(`${name}: its defects are reported, and nothing else`, { skip }, async (t) => {
    const first = await reportOf(t, name, command);
    t.strictSame(named(first.report), findings);
    t.equal(first.report.unexamined, 0);
    const second = await reportOf(t, `${name}-again`, command);
    t.equal(second.files, first.files, 'a second run gives the same report');
  });

t.test(
  'merged, the robust client does not hide what the others do',
  { skip: skipReason },
  async (t) => {
    const names = Object.keys(clients);
    const merged = readReports(names.map((name) => join(folder, name)));
    const expected = Object.values(clients).flatMap(({ findings }) => findings);
    t.strictSame(named(merged).sort(), expected.sort());
  },
);
