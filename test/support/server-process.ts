import { spawn } from 'node:child_process';
import { projectFile } from './project-file.js';

/** A test that can clean up after itself. */
interface Test {
  teardown(work: () => unknown): void;
}

/** How to start a server process. */
interface ProcessOptions {
  /** Flags of `understudy start`. */
  readonly flags?: readonly string[];
  /** Options of Node.js. */
  readonly nodeOptions?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command that Node.js is started by, with its arguments. */
  readonly wrapper?: readonly string[];
}

/** Starts the bundle as a process on a data folder, with a small world. The process is killed after the test. */
export async function startProcess(
  t: Test,
  data: string,
  { flags = [], nodeOptions = [], env = {}, wrapper = [] }: ProcessOptions = {},
) {
  const cli = projectFile('dist/bundle/cli.js');
  const start = ['start', '--port', '0', '--data', data, '--devices', '20', '--clock', 'frozen'];
  const command = [...wrapper, process.execPath, ...nodeOptions, cli, ...start, ...flags];
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '', HOST: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { url, pid } = await new Promise<{ url: string; pid: number }>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
      const [, found] = /"url":"([^"]+)"/.exec(output) ?? [];
      const [, id] = /"pid":(\d+)/.exec(output) ?? [];
      if (found) resolve({ url: found, pid: Number(id) });
    });
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  /** Kills the process, unless it has ended, and resolves when it is gone. */
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(pid, 'SIGKILL');
    await ended;
  };
  return { url, pid, kill, ended };
}

/** Sends a request with a JSON body, and returns the status and the parsed body of the response. */
export async function sendJson(method: string, url: string, body?: object, token = '') {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const sent = body && { body: JSON.stringify(body) };
  const response = await fetch(url, { method, headers, ...sent });
  const text = await response.text();
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as any };
}
