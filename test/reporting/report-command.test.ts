import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { reportFormat } from '../../schemas/control/report.js';
import { contracts } from '../../src/contracts/index.js';
import { startEmbedded } from '../../src/sdk/embedded.js';
import { understudy as runCli } from '../cli/command-line.js';

async function runCommand(args: string[]) {
  const { code: status, out: stdout, err: stderr } = await runCli(args).ended;
  return { status, stdout, stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'understudy-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a server that leaves a report, with calls in the sandboxes of these titles. */
async function runServer(report: string, titles: readonly string[]): Promise<void> {
  const understudy = await startEmbedded(contracts, { clock: 'frozen', report });
  for (const title of titles) {
    const sandbox = understudy.sandbox(title);
    const token = await sandbox.token({ contract: 'esper', role: 'Group Viewer' });
    for (const query of ['limit=100', 'serch=a&limit=100']) {
      const headers = { authorization: `Bearer ${token}` };
      await understudy.inject({ url: `/~${sandbox.name}/api/user/?${query}`, headers });
    }
    await sandbox.delete();
  }
  await understudy.close();
}

const runs = join(folder, 'runs');
await runServer(runs, ['one', 'two']);
await runServer(runs, ['three']);

t.test('runs of parallel processes are merged from one folder', async (t) => {
  t.equal(readdirSync(runs).length, 2);
  const { status, stdout } = await runCommand(['report', runs]);
  t.equal(status, 0);
  t.match(stdout, '6 calls in 3 sandboxes.');
  t.match(stdout, /getUsers does not know the parameter serch \(3 times by lightMyRequest\)/);
  for (const name of ['report.json', 'report.html', 'report.xml', 'report.md'])
    t.ok(readFileSync(join(runs, name), 'utf8').length > 500, name);
});

t.test('shards in other folders give the same report, in any order', async (t) => {
  const shards = join(folder, 'shards');
  await runServer(join(shards, 'a'), ['three']);
  await runServer(join(shards, 'b'), ['two', 'one']);
  const out = join(folder, 'out');
  t.equal((await runCommand(['report', shards, '--out', out])).status, 0);
  for (const name of ['report.json', 'report.html', 'report.xml', 'report.md'])
    t.equal(readFileSync(join(out, name), 'utf8'), readFileSync(join(runs, name), 'utf8'), name);
  const again = join(folder, 'again');
  await runCommand(['report', join(out, 'report.json'), '--out', again]);
  t.equal(
    readFileSync(join(again, 'report.json'), 'utf8'),
    readFileSync(join(out, 'report.json'), 'utf8'),
    'a merged report can be merged again',
  );
});

t.test('thresholds decide the exit code', async (t) => {
  const passed = ['--min', 'esper.operations=1', '--max-findings', '1'];
  const reached = await runCommand(['report', runs, ...passed]);
  t.equal(reached.status, 0);
  t.match(reached.stdout, 'Passed: all 2 thresholds are met, 1 finding');
  const failed = await runCommand([
    'report',
    runs,
    '--min',
    'operations=90%',
    '--max-findings',
    '0',
  ]);
  t.equal(failed.status, 1);
  t.match(failed.stdout, 'Failed: 2 thresholds of 2 missed, 1 finding');
  t.match(failed.stdout, /1 of \d+ operations were used \(0\.3 %\); required: 90 %/);
  t.match(failed.stdout, 'findings: 1; allowed: 0');
  t.match(failed.stdout, join(runs, 'report.html'), 'the page is named');
  const ignored = ['--max-findings', '0', '--ignore', 'unknown-parameter'];
  const passing = await runCommand(['report', runs, ...ignored]);
  t.equal(passing.status, 0);
  t.match(passing.stdout, 'no findings, 1 ignored (unknown-parameter)');
});

t.test('unusable arguments end with exit code 2 and one line', async (t) => {
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, `{"format": ${reportFormat}, "calls": "many"}`);
  const other = join(folder, 'other.json');
  writeFileSync(other, '{"format": 99}');
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const cases: [string[], RegExp][] = [
    [[join(folder, 'missing')], /does not exist/],
    [[empty], /has no report: no run-\*\.json/],
    [[broken], /broken\.json is not a report/],
    [[other], /has the format 99, and this version reads \d+/],
    [[runs, '--min', 'operation=1'], /did you mean operations/],
    [[runs, '--max-findings', 'none'], /--max-findings must be a whole number/],
    [[runs, '--max-unmatched', 'all'], /--max-unmatched must be a whole number/],
    [[runs, '--ignore', 'everything'], /a finding is one of/],
    [[runs, '--url', 'http://127.0.0.1:9'], /exclude each other/],
    [['--url', 'http://127.0.0.1:9'], /no answer from http/],
    [['--colour'], /understudy report --help/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = await runCommand(['report', ...args]);
    t.equal(status, 2, args.join(' '));
    t.match(stderr, message);
    t.equal(stderr.trim().split('\n').length, 1, 'one line');
  }
  t.match((await runCommand(['report', '--help'])).stdout, /--max-findings N/);
});

t.test('a running server is reported', async (t) => {
  const understudy = await startEmbedded(contracts, { clock: 'frozen' });
  t.teardown(() => understudy.close());
  const sandbox = understudy.sandbox('live');
  const token = await sandbox.token({ contract: 'esper' });
  await fetch(`${sandbox.url}/api/user/`, { headers: { authorization: `Bearer ${token}` } });
  const out = join(folder, 'live');
  const all = await runCommand(['report', '--url', understudy.url, '--out', out]);
  t.match(all.stdout, '1 call in 1 sandbox.');
  const one = ['report', '--url', understudy.url, '--sandbox', 'default', '--out', out];
  const nothing = await runCommand(one);
  t.equal(nothing.status, 0);
  t.match(nothing.stdout, /^No calls\n {3}No call reached Understudy/m);
  const gated = await runCommand([...one, '--max-findings', '0']);
  t.equal(gated.status, 1, 'a gate is not passed by a client that called nothing');
  t.match(gated.stdout, 'Failed: 1 threshold of 2 missed, no findings');
});
