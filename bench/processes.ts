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

/** A server in a process of its own. */
export interface Served {
  readonly url: string;
  /** Milliseconds from spawning to the first answer. */
  readonly startedIn: number;
  /** Resident memory now, in MB. */
  memory(): number;
  stop(): Promise<void>;
}

/** A folder that is gone after the run. */
export function scratchFolder(name: string): string {
  return join(scratch, name);
}

/** The simulator, as people start it. */
export function understudy(...args: string[]): Promise<Served> {
  return serve(
    new URL('../bundle/cli.js', here),
    ['start', '--port', '0', ...args],
    '/_sim/health',
  );
}

/** The ceiling, sending these bytes. */
export function bare(body: string): Promise<Served> {
  const file = scratchFolder(`body-${body.length}.json`);
  writeFileSync(file, body);
  return serve(new URL('bare.js', here), [file], '/');
}

/** A process that starts bare Fastify and opens an empty database. */
export function bareWithDatabase(): Promise<Served> {
  return serve(new URL('bare-database.js', here), [], '/');
}

async function serve(script: URL, args: string[], probe: string): Promise<Served> {
  const before = performance.now();
  const child = spawn(process.execPath, [script.pathname, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (text) => {
      said += text;
      const [, found] = /"url":"([^"]+)"/.exec(said) ?? [];
      if (found) resolve(found);
    });
    child.on('exit', (code) => reject(new Error(`${script.pathname} ended with ${code}: ${said}`)));
  });
  await fetch(`${url}${probe}`).then((answer) => answer.arrayBuffer());
  const startedIn = performance.now() - before;
  return {
    url,
    startedIn,
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: () =>
      new Promise((resolve) => {
        running.delete(child);
        child.removeAllListeners('exit');
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
