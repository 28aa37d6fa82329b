import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseClockSetting, resolveConfig } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { migrations } from '../src/migrations/index.js';
import { storageFormat } from '../src/simulator/contract/storage-format.js';
import { documentError } from '../src/simulator/validation/document-validator.js';
import { SandboxObserver } from '../src/store/sandbox/observer.js';
import { SandboxRegistry } from '../src/store/sandbox/registry.js';
import { readImport } from '../src/store/storage/import-check.js';
import { loadTemplate } from '../src/store/template/cache.js';
import { median, type Row } from './support/measure.js';

const repetitions = 300;
const sandboxCount = 1000;

/** Milliseconds of each operation on a sandbox of the default world, and the memory of a thousand sandboxes relative to their images. */
export async function benchSandboxes(): Promise<Row[]> {
  const format = storageFormat(contracts, migrations);
  const { image } = await loadTemplate(format, resolveConfig({}, contracts));
  if (!('bytes' in image)) throw new Error('the default world must be in memory');
  const size = image.bytes.length;
  // Measured first, before freed memory of the other measurements can be reused.
  const memoryRows = await memory(image);
  const sandboxes = new SandboxRegistry({
    storage: format,
    fingerprintKey: 'bench',
    template: image,
    observer: new SandboxObserver(),
    activityOf: () => ({ calls: 0, refusals: 0, lastCallAt: null, faults: 0, faultNames: [] }),
    loadTemplate: async () => image,
    world: { seed: 1, devices: 499 },
    clock: 'frozen',
    parseClockSetting,
    worldShiftDays: () => 0,
    forkUnknown: true,
    idleTimeoutMs: 30 * 60_000,
    limits: { count: 1_000_000, bytes: Number.MAX_SAFE_INTEGER },
    eventHandlers: new Map(),
    onDayChange: [],
    contracts: {},
  });
  const exported = () => {
    const image = sandboxes.copies('default').exportImage();
    if (!('bytes' in image)) throw new Error('the default world must be in memory');
    return image.bytes;
  };
  const folder = mkdtempSync(join(tmpdir(), 'understudy-bench-'));
  const exportedFile = join(folder, 'export.sqlite');
  writeFileSync(exportedFile, exported());
  /** The smallest write. It makes a sandbox copy its shared image. */
  const write = (name: string) => sandboxes.open(name)?.sequences.next('bench');
  const forked = async (name: string) => {
    await sandboxes.create(name, { from: { sandbox: 'default' } });
    return name;
  };
  const operations: Record<string, () => unknown> = {
    'open a new sandbox': () => sandboxes.open(fresh()),
    'open a new sandbox and write': () => write(fresh()),
    fork: () => forked(fresh()),
    'write, fork, write both': async () => {
      write('default');
      write(await forked(fresh()));
      write('default');
    },
    reset: () => sandboxes.reset('default'),
    'reset and write': async () => {
      await sandboxes.reset('default');
      write('default');
    },
    snapshot: () => sandboxes.takeSnapshot('default', 'point'),
    'snapshot and write': () => {
      sandboxes.takeSnapshot('default', 'point');
      write('default');
    },
    restore: () => sandboxes.restore('default', 'point'),
    'restore and write': () => {
      sandboxes.restore('default', 'point');
      write('default');
    },
    export: exported,
    'import, checked': async () => {
      const rules = { format, isClock: () => true, documentError };
      sandboxes.importImage('imported', await readImport(exportedFile, rules));
    },
  };
  const rows: Row[] = [];
  for (const [operation, work] of Object.entries(operations))
    rows.push(await timeOperation(operation, work, size));
  sandboxes.close();
  rmSync(folder, { recursive: true });
  return [...rows, ...memoryRows];
}

let freshCount = 0;
const fresh = () => `s${++freshCount}`;

async function timeOperation(operation: string, work: () => unknown, size: number): Promise<Row> {
  const times: number[] = [];
  for (let turn = 0; turn < repetitions; turn++) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  const sorted = times.sort((a, b) => a - b);
  return {
    operation,
    'median ms': median(times).toFixed(2),
    'p99 ms': (sorted[Math.floor(repetitions * 0.99)] ?? 0).toFixed(2),
    'image MB': (size / 1024 / 1024).toFixed(2),
  };
}

/** The memory growth of a process with a thousand live sandboxes: after a read of each, and after a write to each. */
async function memory(image: { readonly bytes: Buffer }): Promise<Row[]> {
  const { startServer } = await import('../src/server.js');
  const options = { port: 0, ephemeral: true, logLevel: 'silent', maxSandboxes: 2 * sandboxCount };
  const { fastify } = await startServer(resolveConfig(options, contracts), { contracts });
  const minted = await fastify.inject({
    method: 'POST',
    url: '/_sim/tokens',
    payload: { contract: 'b2core' },
  });
  const authorization = `Bearer ${minted.json().token}`;
  const read = (name: string) =>
    fastify.inject({ url: '/v1/regions', headers: { 'x-sandbox': name, authorization } });
  const write = (name: string) =>
    fastify.inject({
      method: 'POST',
      url: '/_sim/faults',
      headers: { 'x-sandbox': name },
      payload: { match: {}, effect: { delayMs: 1 } },
    });
  await read('first');
  const before = process.memoryUsage().rss;
  const images = (image.bytes.length * sandboxCount) / 1024 / 1024;
  const rows: Row[] = [];
  for (const [activity, use] of Object.entries({ reading: read, writing: write })) {
    for (let index = 0; index < sandboxCount; index++) {
      const { statusCode } = await use(`live-${index}`);
      if (statusCode >= 300) throw new Error(`${activity}: status ${statusCode}`);
    }
    const growth = (process.memoryUsage().rss - before) / 1024 / 1024;
    rows.push({
      operation: `${sandboxCount} live sandboxes, ${activity}, MB`,
      'median ms': '',
      'p99 ms': '',
      'image MB': images.toFixed(0),
      'growth MB': growth.toFixed(0),
      ratio: (growth / images).toFixed(2),
    });
  }
  await fastify.close();
  return rows;
}
