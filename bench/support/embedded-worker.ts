import { createUnderstudy } from '../../src/index.js';
import { listPath } from './workloads.js';

/** Simulators in this process: the first, some more one after another, then ten at once. It is printed as JSON. */
export interface StartupSamples {
  readonly first: StartupSample;
  readonly alone: readonly StartupSample[];
  readonly together: readonly StartupSample[];
}

/** Milliseconds from the call that made it until it was there, and until a page of devices had been read from it. */
export interface StartupSample {
  readonly started: number;
  readonly answered: number;
  /** Milliseconds of processor time that the process spent meanwhile. */
  readonly cpu: number;
}

async function measureStartup(): Promise<StartupSample> {
  const before = performance.now();
  const cpu = process.cpuUsage();
  const understudy = await createUnderstudy();
  const started = performance.now() - before;
  const token = await understudy.sandbox('default').token();
  const answer = await fetch(`${understudy.url}${listPath()}`, {
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
  });
  const { devices } = (await answer.json()) as { devices: unknown[] };
  if (devices.length !== 25) throw new Error(`the page has ${devices.length} rows`);
  const answered = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  await understudy.close();
  return { started, answered, cpu: (user + system) / 1000 };
}

const first = await measureStartup();
const alone: StartupSample[] = [];
for (let turn = 0; turn < 10; turn++) alone.push(await measureStartup());
const together = await Promise.all(Array.from({ length: 10 }, measureStartup));
console.log(JSON.stringify({ first, alone, together } satisfies StartupSamples));
