import { createUnderstudy } from '../../src/index.js';
import { listPath } from './workloads.js';

/** Startup of simulators in this process: the first, ten more one after another, then ten in parallel. Printed as JSON. */
export interface StartupSamples {
  readonly first: StartupSample;
  readonly sequential: readonly StartupSample[];
  readonly parallel: readonly StartupSample[];
}

/** Milliseconds from the call until the server listens, and until it has served a page of devices. */
export interface StartupSample {
  readonly started: number;
  readonly firstPage: number;
  /** Milliseconds of processor time of the process until then. */
  readonly cpu: number;
}

async function measureStartup(): Promise<StartupSample> {
  const before = performance.now();
  const cpu = process.cpuUsage();
  const understudy = await createUnderstudy();
  const started = performance.now() - before;
  const token = await understudy.sandbox('default').token();
  const response = await fetch(`${understudy.url}${listPath()}`, {
    headers: { authorization: `Bearer ${token}`, connection: 'close' },
  });
  const { devices } = (await response.json()) as { devices: unknown[] };
  if (devices.length !== 25) throw new Error(`the page has ${devices.length} rows`);
  const firstPage = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  await understudy.close();
  return { started, firstPage, cpu: (user + system) / 1000 };
}

const first = await measureStartup();
const sequential: StartupSample[] = [];
for (let turn = 0; turn < 10; turn++) sequential.push(await measureStartup());
const parallel = await Promise.all(Array.from({ length: 10 }, measureStartup));
console.log(JSON.stringify({ first, sequential, parallel } satisfies StartupSamples));
