import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const here = new URL('.', import.meta.url);
const running = new Set<ChildProcess>();
const tempRoot = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(tempRoot, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** A server in another process. */
export interface ServerProcess {
  readonly url: string;
  /** Milliseconds from spawning the process to the first response. */
  readonly startedIn: number;
  /** Resident memory now, in MB. */
  memory(): number;
  /** Seconds of processor time so far, all threads together. */
  cpu(): number;
  stop(): Promise<void>;
}

/** A path in a folder that is deleted at the end of the run. */
export function tempFolder(name: string): string {
  return join(tempRoot, name);
}

/** Starts the bundled simulator, as users do. */
export function startUnderstudy(...args: string[]): Promise<ServerProcess> {
  return startCli([], '../../bundle/cli.js', args);
}

/** Starts the unbundled simulator with flags of Node.js, so that a profile names the source files. */
export function startUnderstudyUnderNode(
  node: readonly string[],
  ...args: string[]
): Promise<ServerProcess> {
  return startCli(node, '../../src/cli/index.js', args);
}

function startCli(
  node: readonly string[],
  cli: string,
  args: readonly string[],
): Promise<ServerProcess> {
  const file = new URL(cli, here).pathname;
  return serveNodeScript([...node, file, 'start', '--port', '0', ...args], '/_sim/health');
}

/** Starts the bare route, which sends these bytes. */
export function startBaseline(body: string): Promise<ServerProcess> {
  return serveBody('baseline-server.js', body);
}

/** Starts bare Fastify with an empty open database. */
export function startBaselineWithDatabase(): Promise<ServerProcess> {
  return serveNodeScript([new URL('baseline-database.js', here).pathname], '/');
}

/** Starts a socket server that sends these bytes without parsing requests. */
export function startRawSocketServer(body: string): Promise<ServerProcess> {
  return serveBody('raw-socket-server.js', body);
}

function serveBody(script: string, body: string): Promise<ServerProcess> {
  const file = tempFolder(`body-${body.length}.json`);
  writeFileSync(file, body);
  return serveNodeScript([new URL(script, here).pathname, file], '/');
}

/** Runs a script that prints its URL as JSON when it listens. It can send messages to this process. */
export async function serveNodeScript(
  args: readonly string[],
  probe: string,
): Promise<ServerProcess & { readonly child: ChildProcess }> {
  const before = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  running.add(child);
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (text) => {
      output += text;
      const [, found] = /"url":"([^"]+)"/.exec(output) ?? [];
      if (found) resolve(found);
    });
    child.on('exit', (code) =>
      reject(new Error(`${args.join(' ')} exited with ${code}: ${output}`)),
    );
  });
  await fetch(`${url}${probe}`).then((response) => response.arrayBuffer());
  return { ...toServerProcess(child, url, performance.now() - before), child };
}

/** A program with its arguments. `node` is the binary that runs this process. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** Starts another server on a free port. Resolves when it responds to `probe`; throws an Error when it exits or times out. */
export async function startCommand(
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
  let endReason: string | undefined;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output = `${output}${text}`.slice(-500);
    });
  }
  child.on('error', (error) => (endReason = error.message));
  child.on('exit', (code) => (endReason = `it exited with ${code}: ${output}`));
  const isReady = () =>
    fetch(`${url}${probe}`).then(
      (response) => response.arrayBuffer().then(() => response.ok),
      () => false,
    );
  while (!(await isReady())) {
    if (endReason) throw new Error(endReason);
    if (performance.now() - before > startTimeoutMs) {
      child.kill('SIGKILL');
      throw new Error(`no success from ${probe} after ${startTimeoutMs} ms: ${output}`);
    }
    await setTimeout(20);
  }
  return toServerProcess(child, url, performance.now() - before);
}

/** How long another server may take to start. */
const startTimeoutMs = 60_000;

/**
 * A free port below the ephemeral range. A port of that range could be given to an outgoing connection, such as the one that
 * probes the server, before a slow server binds it.
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

function toServerProcess(child: ChildProcess, url: string, startedIn: number): ServerProcess {
  const read = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
  return {
    url,
    startedIn,
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(read('status'))?.[1]) / 1024,
    cpu() {
      // The program name may contain spaces, so fields are counted from its end.
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

/** The unit of processor time in /proc on Linux. */
const ticksPerSecond = 100;
