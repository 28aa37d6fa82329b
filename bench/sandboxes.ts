import { contracts } from '../src/contracts/index.js';
import { clockState, completeSettings } from '../src/settings.js';
import { collectionsOf } from '../src/simulator/contract.js';
import { whyNotSandbox } from '../src/store/imports.js';
import { Sandboxes } from '../src/store/sandboxes.js';
import { template } from '../src/template.js';
import { median, type Row } from './measure.js';

const turns = 300;
const many = 1000;

/** What is done to sandboxes, in milliseconds at demo size, and what a thousand of them take, beside their images. */
export async function benchSandboxes(): Promise<Row[]> {
  const { image } = template(contracts, completeSettings({}), undefined, undefined);
  if (!('bytes' in image)) throw new Error('the demo world is in memory');
  const size = image.bytes.length;
  const sandboxes = new Sandboxes({
    sealKey: 'bench',
    template: image,
    templateOf: async () => image,
    world: { seed: 1, devices: 499 },
    clock: 'frozen',
    clockState,
    fork: true,
    idle: 30 * 60_000,
    most: { count: 1_000_000, bytes: Number.MAX_SAFE_INTEGER },
    whenDue: new Map(),
    everyDay: [],
    contracts: {},
  });
  sandboxes.keep('default', 'point');
  const exported = () => {
    const made = sandboxes.image('default');
    if (!('bytes' in made)) throw new Error('the demo world is in memory');
    return made.bytes;
  };
  const done: Record<string, () => unknown> = {
    'enter a new sandbox': () => sandboxes.enter(fresh()),
    fork: () => sandboxes.create(fresh(), { from: { sandbox: 'default' } }),
    reset: () => sandboxes.reset('default'),
    snapshot: () => sandboxes.keep('default', 'point'),
    restore: () => sandboxes.restore('default', 'point'),
    export: () => sandboxes.image('default'),
    'import, checked': () => {
      const bytes = exported();
      const fault = whyNotSandbox(bytes, {
        collections: collectionsOf(contracts),
        kinds: [],
        isClock: () => true,
        isFit: {},
      });
      if (fault) throw new Error(fault);
      sandboxes.put('imported', { bytes });
    },
  };
  const rows: Row[] = [];
  for (const [what, work] of Object.entries(done)) rows.push(await timed(what, work, size));
  sandboxes.close();
  return [...rows, await memory(image)];
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

/** The memory of a process with so many live sandboxes that have each been used, less what it had before. */
async function memory(image: { readonly bytes: Buffer }): Promise<Row> {
  const { startServer } = await import('../src/server.js');
  const server = await startServer(
    completeSettings({ port: 0, ephemeral: true, logLevel: 'silent', maxSandboxes: 2 * many }),
  );
  const look = (name: string) =>
    server.fastify.inject({ url: '/v1/regions', headers: { 'x-sandbox': name } });
  await look('first');
  const before = process.memoryUsage().rss;
  for (let index = 0; index < many; index++) await look(`live-${index}`);
  const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
  await server.fastify.close();
  const images = (image.bytes.length * many) / 1024 / 1024;
  return {
    what: `${many} live sandboxes, MB`,
    'median ms': '',
    'p99 ms': '',
    'image MB': images.toFixed(0),
    'grown MB': grown.toFixed(0),
    ratio: (grown / images).toFixed(2),
  };
}
