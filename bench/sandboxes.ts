import { parseClockSetting, resolveConfig } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { allCollections } from '../src/simulator/contract/contract.js';
import { SandboxRegistry } from '../src/store/sandbox/registry.js';
import { importError } from '../src/store/storage/import-check.js';
import { loadTemplate } from '../src/template/cache.js';
import { median, type Row } from './support/measure.js';

const turns = 300;
const many = 1000;

/** What is done to sandboxes, in milliseconds at demo size, and what a thousand of them take, beside their images. */
export async function benchSandboxes(): Promise<Row[]> {
  const { image } = loadTemplate(contracts, resolveConfig({}, contracts), undefined, undefined);
  if (!('bytes' in image)) throw new Error('the demo world is in memory');
  const size = image.bytes.length;
  // First, as long as there is no memory that others have given back and that could be used again.
  const taken = await memory(image);
  const sandboxes = new SandboxRegistry({
    fingerprintKey: 'bench',
    template: image,
    loadTemplate: async () => image,
    world: { seed: 1, devices: 499 },
    clock: 'frozen',
    parseClockSetting,
    forkUnknown: true,
    idleTimeoutMs: 30 * 60_000,
    limits: { count: 1_000_000, bytes: Number.MAX_SAFE_INTEGER },
    eventHandlers: new Map(),
    onDayChange: [],
    contracts: {},
  });
  const collections = allCollections(contracts);
  const exported = () => {
    const made = sandboxes.image('default');
    if (!('bytes' in made)) throw new Error('the demo world is in memory');
    return made.bytes;
  };
  const moved = exported();
  /** The smallest write: from then on a sandbox has its data to itself. */
  const write = (name: string) => sandboxes.open(name)?.nextSequence('bench');
  const forked = async (name: string) => {
    await sandboxes.create(name, { from: { sandbox: 'default' } });
    return name;
  };
  const done: Record<string, () => unknown> = {
    'enter a new sandbox': () => sandboxes.open(fresh()),
    'enter a new sandbox and write': () => write(fresh()),
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
    'import, checked': () => {
      const wanted = { collections, eventKinds: [], isClock: () => true, validators: {} };
      const fault = importError(moved, wanted);
      if (fault) throw new Error(fault);
      sandboxes.importImage('imported', { bytes: moved });
    },
  };
  const rows: Row[] = [];
  for (const [what, work] of Object.entries(done)) rows.push(await timed(what, work, size));
  sandboxes.close();
  return [...rows, ...taken];
}

let made = 0;
const fresh = () => `s${++made}`;

async function timed(what: string, work: () => unknown, size: number): Promise<Row> {
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  const sorted = times.sort((a, b) => a - b);
  return {
    what,
    'median ms': median(times).toFixed(2),
    'p99 ms': (sorted[Math.floor(turns * 0.99)] ?? 0).toFixed(2),
    'image MB': (size / 1024 / 1024).toFixed(2),
  };
}

/** The memory of a process with so many live sandboxes, less what it had before: when each was read, and when each was written. */
async function memory(image: { readonly bytes: Buffer }): Promise<Row[]> {
  const { startServer } = await import('../src/server.js');
  const options = { port: 0, ephemeral: true, logLevel: 'silent', maxSandboxes: 2 * many };
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
  const images = (image.bytes.length * many) / 1024 / 1024;
  const rows: Row[] = [];
  for (const [how, use] of Object.entries({ read, written: write })) {
    for (let index = 0; index < many; index++) {
      const { statusCode } = await use(`live-${index}`);
      if (statusCode >= 300) throw new Error(`${how}: answered by ${statusCode}`);
    }
    const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
    rows.push({
      what: `${many} live sandboxes, ${how}, MB`,
      'median ms': '',
      'p99 ms': '',
      'image MB': images.toFixed(0),
      'grown MB': grown.toFixed(0),
      ratio: (grown / images).toFixed(2),
    });
  }
  await fastify.close();
  return rows;
}
