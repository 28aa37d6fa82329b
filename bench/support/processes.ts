import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const here = new URL('.', import.meta.url);
const running = new Set<ChildProcess>();
const scratch = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** Milliseconds from spawning to the first answer. */
  readonly startedIn: number;
  /** Resident memory now, in MB. */
  memory(): number;
  /** Seconds of processor time so far, of all threads. */
  cpu(): number;
  stop(): Promise<void>;
}

/** A folder that is gone after the run. */
export function scratchFolder(name: string): string {
  return join(scratch, name);
}

/** The simulator, as people start it. */
export function startUnderstudy(...args: string[]): Promise<ServerProcess> {
  return started([], '../../bundle/cli.js', args);
}

/** The same with flags of Node's, and not as one file: who looks into it is told where in the source things are. */
export function understudyUnder(
  node: readonly string[],
  ...args: string[]
): Promise<ServerProcess> {
  return started(node, '../../src/cli/index.js', args);
}

function started(
  node: readonly string[],
  cli: string,
  args: readonly string[],
): Promise<ServerProcess> {
  const file = new URL(cli, here).pathname;
  return serve([...node, file, 'start', '--port', '0', ...args], '/_sim/health');
}

/** The ceiling, sending these bytes. */
export function bare(body: string): Promise<ServerProcess> {
  return sending('baseline-server.js', body);
}

/** A process that starts bare Fastify and opens an empty database. */
export function bareWithDatabase(): Promise<ServerProcess> {
  return serve([new URL('baseline-database.js', here).pathname], '/');
}

/** The same without HTTP: it does not look at what it is sent. */
export function canned(body: string): Promise<ServerProcess> {
  return sending('raw-socket-server.js', body);
}

function sending(script: string, body: string): Promise<ServerProcess> {
  const file = scratchFolder(`body-${body.length}.json`);
  writeFileSync(file, body);
  return serve([new URL(script, here).pathname, file], '/');
}

/** A server that prints its URL as JSON when it listens. */
async function serve(args: readonly string[], probe: string): Promise<ServerProcess> {
  const before = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (text) => {
      said += text;
      const [, found] = /"url":"([^"]+)"/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)));
  });
  await fetch(`${url}${probe}`).then((answer) => answer.arrayBuffer());
  return served(child, url, performance.now() - before);
}

/** What is run: a program with its arguments. `node` is the one that runs this. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** Somebody else's server, which is given a free port, and answers there when it is ready. */
export async function serveAt(
  folder: string,
  command: (port: number) => Command,
  probe: string,
): Promise<ServerProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const before = performance.now();
  const { program, args } = command(port);
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let ended: string | undefined;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      said = `${said}${text}`.slice(-500);
    });
  }
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code) => (ended = `it ended with ${code}: ${said}`));
  const isReady = () =>
    fetch(`${url}${probe}`).then(
      (answer) => answer.arrayBuffer().then(() => answer.ok),
      () => false,
    );
  while (!(await isReady())) {
    if (ended) throw new Error(ended);
    if (performance.now() - before > patience) {
      child.kill('SIGKILL');
      throw new Error(`it does not answer ${probe} after ${patience} ms: ${said}`);
    }
    await setTimeout(20);
  }
  return served(child, url, performance.now() - before);
}

/** How long a server may take to start, in milliseconds. */
const patience = 60_000;

/**
 * A port that nobody has, below those that the system gives to connections: one that is given away before a slow server has it, or
 * to the very connection that asks whether the server is there, is lost to it.
 */
async function freePort(): Promise<number> {
  for (let port = 20_000 + (process.pid % 10_000); ; port++) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

function served(child: ChildProcess, url: string, startedIn: number): ServerProcess {
  const read = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url,
    startedIn,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(read('status'))?.[1]) / 1024,
    cpu() {
      // The name of the program may hold spaces; the fields are counted from its end.
      const fields = read('stat').split(') ').at(-1)?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    },
    stop: () =>
      new Promise((resolve) => {
        running.delete(child);
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** Of Linux, in which /proc counts processor time. */
const ticksPerSecond = 100;
