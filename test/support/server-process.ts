import { spawn } from 'node:child_process';
import type { Send } from './app.js';
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
    env: { ...process.env, NODE_OPTIONS: '', PORT: '', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { url, pid } = await new Promise<{ url: string; pid: number }>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (text) => {
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
  /** Sends a message to a module that was loaded with `--import`, and waits for its reply. */
  const arm = async (message: object) => {
    const reply = new Promise((resolve) => child.once('message', resolve));
    child.send(message);
    await reply;
  };
  const request: Send = (method, path, { headers = {}, body } = {}) =>
    sendTo(`${url}${path}`, method, { headers, body });
  return { url, request, kill, arm };
}

/** Sends a request with a JSON body, and returns the response with its body parsed. */
export function sendJson(method: string, url: string, body?: object, token = ''): ReturnType<Send> {
  return sendTo(url, method, { headers: { authorization: `Bearer ${token}` }, body });
}

async function sendTo(
  url: string,
  method: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: unknown },
): ReturnType<Send> {
  const isBinary = Buffer.isBuffer(body);
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: isBinary ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    body: text ? JSON.parse(text) : undefined,
  };
}
