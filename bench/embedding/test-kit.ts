import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { connectUnderstudy, createUnderstudy, type Understudy } from '../../src/index.js';
import { endTest } from '../../src/testing/failure-report.js';
import { beginTest } from '../../src/testing/test-sandbox.js';
import { median, quantile, type Row } from '../support/measure.js';
import { startUnderstudy, tempFolder } from '../support/processes.js';

const rounds = 7;
const testsPerRound = 50;

/**
 * What the test kit adds: `exec` to a command, measured in turn with the command alone, and the sandbox of a test to the test, for
 * a server in the process of the tests and for one in another process.
 */
export async function benchTestKit(): Promise<Row[]> {
  return [await measureExec(), ...(await measureFixtures())];
}

async function measureExec(): Promise<Row> {
  const command = [process.execPath, '-e', ''];
  const cli = new URL('../../bundle/cli.js', import.meta.url).pathname;
  const exec = [process.execPath, cli, 'exec', '--', ...command];
  const folder = tempFolder('exec');
  mkdirSync(folder, { recursive: true });
  const added: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await time(folder, command);
    added.push((await time(folder, exec)) - alone);
  }
  return toRow('exec, per command', added, '< 1000');
}

async function time(folder: string, [program = '', ...args]: readonly string[]): Promise<number> {
  const before = performance.now();
  // The report is written to the working folder.
  await promisify(execFile)(program, [...args], { cwd: folder });
  return performance.now() - before;
}

async function measureFixtures(): Promise<Row[]> {
  const embedded = await createUnderstudy({ clock: 'frozen' });
  const server = await startUnderstudy('--ephemeral', '--clock', 'frozen');
  const connected = await connectUnderstudy({ url: server.url });
  const inProcess: number[] = [];
  const running: number[] = [];
  for (let round = 0; round < rounds; round++) {
    inProcess.push(...(await timeTests(embedded, `in process ${round}`)));
    running.push(...(await timeTests(connected, `running ${round}`)));
  }
  await connected.close();
  await embedded.close();
  await server.stop();
  return [
    toRow('fixture, server in the process, per test', inProcess, '< 5'),
    toRow('fixture, running server, per test', running, '< 5'),
  ];
}

/** Milliseconds that the sandbox of each test takes, from its creation to its deletion. */
async function timeTests(understudy: Understudy, title: string): Promise<number[]> {
  const times: number[] = [];
  for (let test = 0; test < testsPerRound; test++) {
    const before = performance.now();
    const begun = await beginTest(understudy, {}, { title: `${title} ${test}`, context: [] });
    await endTest(begun, false, {});
    times.push(performance.now() - before);
  }
  return times;
}

function toRow(part: string, milliseconds: readonly number[], goal: string): Row {
  return {
    'added by': part,
    'median ms': median(milliseconds).toFixed(2),
    'p90 ms': quantile(milliseconds, 0.9).toFixed(2),
    goal,
  };
}
