import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { projectFile } from '../support/project-file.js';

/** Projects as teams have them, with this package installed. They are below the one of this package, whose Vitest they find. */
const folder = projectFile('dist/ci-recipes');
rmSync(folder, { recursive: true, force: true });
const cli = projectFile('dist/bundle/cli.js');
chmodSync(cli, 0o755);

const test = (path: string) => `
  import { expect } from 'vitest';
  import { test } from 'api-understudy/vitest';
  test('reads ${path}', async ({ sandbox }) => {
    const authorization = 'Bearer ' + (await sandbox.token({ contract: 'esper', role: 'Viewer' }));
    const { status } = await fetch(sandbox.url + '/api${path}', { headers: { authorization } });
    expect(status).toBe(200);
  });`;

/** Writes a project and returns its folder. */
function project(name: string): string {
  const path = join(folder, name);
  const files = {
    'package.json': '{ "scripts": { "test": "vitest run --root ." } }',
    'user.test.mjs': test('/user/4002/'),
    'users.test.mjs': test('/user/?limit=1000'),
  };
  mkdirSync(join(path, 'node_modules/.bin'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  symlinkSync(projectFile('.'), join(path, 'node_modules/api-understudy'));
  const { bin } = JSON.parse(readFileSync(projectFile('package.json'), 'utf8'));
  for (const command of Object.keys(bin))
    symlinkSync(cli, join(path, 'node_modules/.bin', command));
  return path;
}

async function run(
  [command = '', ...args]: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  // The variables of this test runner must not reach the one that it starts.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CI: '1', NO_COLOR: '1' };
  const child = spawn(command, args, { cwd, env: { ...env, ...variables } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code, output };
}

interface ActionStep {
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
  readonly shell: string;
}

const action: {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly ActionStep[] };
} = parse(readFileSync(projectFile('action/action.yml'), 'utf8'));

/** A job that runs steps with the action, as the runner of GitHub does. */
class Job {
  readonly cwd: string;
  readonly #files: Readonly<Record<string, string>>;
  readonly #folder: string;

  constructor(name: string) {
    this.cwd = project(name);
    this.#folder = join(folder, `${name}-runner`);
    mkdirSync(this.#folder, { recursive: true });
    const names = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'];
    this.#files = Object.fromEntries(names.map((each) => [each, join(this.#folder, each)]));
    for (const file of Object.values(this.#files)) writeFileSync(file, '');
  }

  /** What the steps have written to a file of the runner. */
  read(name: string): string {
    return readFileSync(this.#files[name] ?? '', 'utf8');
  }

  /** The variables that a later step gets. */
  get variables(): Readonly<Record<string, string>> {
    const lines = this.read('GITHUB_ENV').trim().split('\n');
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }

  async step(given: Readonly<Record<string, string>>) {
    const [step] = action.runs.steps;
    if (step?.shell !== 'bash') throw new Error('the action has a step for bash');
    const inputs = Object.fromEntries(
      Object.entries(step.env).map(([name, expression]) => {
        const [, input = ''] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression) ?? [];
        return [name, given[input] ?? action.inputs[input]?.default ?? ''];
      }),
    );
    return run(['bash', '-e', '-o', 'pipefail', '-c', step.run], this.cwd, {
      ...inputs,
      ...this.#files,
      RUNNER_TEMP: this.#folder,
      GITHUB_ACTION_PATH: projectFile('action'),
    });
  }
}

t.test('the GitHub action runs a command and adds the report to the summary', async (t) => {
  const job = new Job('command');
  const passed = await job.step({ command: 'npm test', thresholds: '--max-findings 0' });
  t.equal(passed.code, 0, passed.output);
  t.match(passed.output, /2 passed/);
  t.match(job.read('GITHUB_STEP_SUMMARY'), /2 calls in 2 sandboxes/);
  const missed = await job.step({ command: 'npm test', thresholds: '--min esper.operations=90%' });
  t.equal(missed.code, 1, missed.output);
  t.match(
    job.read('GITHUB_STEP_SUMMARY'),
    /Failed: 1 threshold of 1 missed[\s\S]*2 of \d+ operations were used .*required: 90 %/,
  );
});

t.test(
  'the GitHub action has the exit code of the command, and reports all the same',
  async (t) => {
    const job = new Job('exit-code');
    const failed = await job.step({
      command: 'curl --silent "$UNDERSTUDY_URL/api/user/"; exit 3',
      report: 'other folder',
    });
    t.equal(failed.code, 3, failed.output);
    t.match(job.read('GITHUB_STEP_SUMMARY'), /1 call in 1 sandbox/);
  },
);

t.test('the GitHub action keeps a server for the steps between two', async (t) => {
  const job = new Job('background');
  const started = await job.step({ flags: '--clock frozen' });
  t.equal(started.code, 0, started.output);
  const { UNDERSTUDY_URL: url, UNDERSTUDY_TOKEN_ESPER_VIEWER: token } = job.variables;
  t.equal(job.read('GITHUB_OUTPUT'), `url=${url}\n`);
  const response = await fetch(`${url}/api/user/4002/`, {
    headers: { authorization: `Bearer ${token}` },
  });
  t.equal(response.status, 200);
  const stopped = await job.step({ stop: 'true' });
  t.equal(stopped.code, 0, stopped.output);
  t.match(job.read('GITHUB_STEP_SUMMARY'), /1 call in 1 sandbox/);
  await t.rejects(fetch(`${url}/_sim/health`));
  t.match(await job.step({ stop: 'true' }), { code: 1, output: /no server of an earlier step/ });
});

t.test('the GitHub action says what is wrong when it cannot start', async (t) => {
  const job = new Job('wrong');
  const bad = await job.step({ flags: '--clock never' });
  t.equal(bad.code, 1);
  t.match(bad.output, /clock must be running[\s\S]*::error::the server did not start/);
  rmSync(join(job.cwd, 'node_modules'), { recursive: true });
  t.match(await job.step({ command: 'true' }), { code: 1, output: /::error::.*not installed/ });
});

t.test('the workflow for GitHub uses inputs that the action has', async (t) => {
  const workflow = parse(readFileSync(projectFile('examples/ci/github-workflow.yml'), 'utf8'));
  const steps: { uses?: string; with?: Record<string, string> }[] =
    workflow.jobs['api-tests'].steps;
  const used = steps.find(({ uses }) => uses?.includes('/action@'))?.with ?? {};
  t.ok(Object.keys(used).length > 0);
  for (const name of Object.keys(used)) t.ok(name in action.inputs, name);
  const job = new Job('workflow');
  const { code, output } = await job.step(used);
  t.equal(code, 0, output);
});

t.test('the jobs for GitLab: one, two shards, and their report', async (t) => {
  const jobs = parse(readFileSync(projectFile('examples/ci/gitlab-ci.yml'), 'utf8'));
  const cwd = project('gitlab');
  const runJob = async (name: string, variables: Readonly<Record<string, string>> = {}) => {
    // The runner of GitLab stops at the first line that fails.
    const script = ['set -e', ...jobs[name].script].join('\n');
    const { code, output } = await run(['sh', '-c', script], cwd, variables);
    t.equal(code, 0, output);
    return output;
  };
  t.match(await runJob('api-tests'), /2 calls in 2 sandboxes/);
  t.ok(readFileSync(join(cwd, jobs['api-tests'].artifacts.reports.junit), 'utf8'));
  const total = jobs['api-tests-sharded'].parallel;
  for (let index = 1; index <= total; index++) {
    const output = await runJob('api-tests-sharded', {
      CI_NODE_INDEX: String(index),
      CI_NODE_TOTAL: String(total),
    });
    t.match(output, /1 call in 1 sandbox/);
  }
  t.match(await runJob('api-report'), /2 calls in 2 sandboxes/);
});

t.test('the recipe for Testcontainers starts a server that tests can use', async (t) => {
  /** Stands for a container: a process with its environment, at the port that it asks for. */
  class ProcessContainer {
    readonly #env: Record<string, string> = { UNDERSTUDY_HOST: '0.0.0.0', UNDERSTUDY_PORT: '0' };
    #url = new URL('http://localhost');
    #process: ChildProcess | undefined;
    #health = '';

    withExposedPorts = () => this;
    withEnvironment = (variables: Record<string, string>) => {
      Object.assign(this.#env, variables);
      return this;
    };
    withWaitStrategy = (path: string) => {
      this.#health = path;
      return this;
    };
    start = async () => {
      const args = [cli, 'start', '--ephemeral'];
      this.#process = spawn(process.execPath, args, { env: { ...process.env, ...this.#env } });
      let output = '';
      for await (const text of this.#process.stdout ?? []) {
        output += text;
        const [, port] = /http:\/\/\S+?:(\d+)/.exec(output) ?? [];
        if (!port) continue;
        this.#url = new URL(`http://127.0.0.1:${port}`);
        break;
      }
      t.equal((await fetch(new URL(this.#health, this.#url))).status, 200);
      return this;
    };
    getHost = () => this.#url.hostname;
    getMappedPort = () => this.#url.port;
    stop = async () => {
      this.#process?.kill();
      if (this.#process) await once(this.#process, 'exit');
    };
  }
  const path = join(project('testcontainers'), 'testcontainers.mjs');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, readFileSync(projectFile('examples/ci/testcontainers.mjs')));
  const { startContainer } = await import(path);
  const container = await startContainer({
    GenericContainer: ProcessContainer,
    Wait: { forHttp: (health: string) => health },
  });
  const sandbox = container.understudy.sandbox('container');
  const authorization = `Bearer ${await sandbox.token({ contract: 'esper' })}`;
  t.equal((await fetch(`${sandbox.url}/api/user/`, { headers: { authorization } })).status, 200);
  t.equal(await sandbox.clock.now(), '2026-03-10T16:00:00.000Z');
  t.equal((await fetch(`${container.url}/_sim/sandboxes`)).status, 401);
  await container.stop();
});
