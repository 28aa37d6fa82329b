import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = new URL('.', import.meta.url);
const running = new Set<ChildProcess>();
const scratch = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** A server in a process of its own. */
export interface Served {
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
export function understudy(...args: string[]): Promise<Served> {
  return understudyUnder([], ...args);
}

/** The same with flags of Node's. */
export function understudyUnder(node: readonly string[], ...args: string[]): Promise<Served> {
  const cli = new URL('../bundle/cli.js', here).pathname;
  return serve([...node, cli, 'start', '--port', '0', ...args], '/_sim/health');
}

/** The ceiling, sending these bytes. */
export function bare(body: string): Promise<Served> {
  return sending('bare.js', body);
}

/** A process that starts bare Fastify and opens an empty database. */
export function bareWithDatabase(): Promise<Served> {
  return serve([new URL('bare-database.js', here).pathname], '/');
}

/** The same without HTTP: it does not look at what it is sent. */
export function canned(body: string): Promise<Served> {
  return sending('canned.js', body);
}

function sending(script: string, body: string): Promise<Served> {
  const file = scratchFolder(`body-${body.length}.json`);
  writeFileSync(file, body);
  return serve([new URL(script, here).pathname, file], '/');
}

/** A server that prints its URL as JSON when it listens. */
async function serve(args: readonly string[], probe: string): Promise<Served> {
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

function served(child: ChildProcess, url: string, startedIn: number): Served {
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
