import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { projectFile } from '../support/project-file.js';

/** The built command line. */
const builtCli = projectFile('dist/bundle/cli.js');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A run of the command line. */
interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
  errors(): string;
}

/** Runs the command line in a child process. */
export function understudy(
  args: string[],
  env: Record<string, string> = {},
  options: SpawnOptions = {},
  cli = builtCli,
): Run {
  // The test runner adds its loader to the options of each Node.js process that it starts, and another user may not write its
  // reports. So the options are set by a process in between.
  const nodeOptions = `NODE_OPTIONS=${env.NODE_OPTIONS ?? ''}`;
  const child = spawn('env', [nodeOptions, process.execPath, cli, ...args], {
    env: { ...process.env, PORT: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (text) => {
    out += text;
  });
  child.stderr?.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  );
  return { child, ended, output: () => out, errors: () => err };
}

/** Starts a server on a free port and waits for its URL in the log. It is killed after the test. */
export async function started(
  t: { teardown(work: () => unknown): void },
  args: string[],
  { env = {}, ...options }: SpawnOptions = {},
) {
  const process = understudy(
    ['start', '--port', '0', ...args],
    env as Record<string, string>,
    options,
  );
  t.teardown(() => process.child.kill('SIGKILL'));
  for (let i = 0; i < 200; i++) {
    const [, url] = /"url":"([^"]+)"/.exec(process.output()) ?? [];
    if (url) return { ...process, url };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no start: ${JSON.stringify(await process.ended)}`);
}
