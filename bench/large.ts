import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sortKeys } from '../schemas/kajeet/devices/list.js';
import { secondsOfPlainSql } from './plain-sql.js';
import { longest, probeDuring } from './support/latency-probe.js';
import { type Connection, encode, fetchText, open } from './support/load.js';
import { median, quantile, type Row, type Titled } from './support/measure.js';
import { type ServerProcess, scratchFolder, startUnderstudy } from './support/processes.js';
import {
  callersOf,
  listPath,
  type Page,
  type RequestBuilder,
  rename,
  root,
  totalsPath,
} from './support/workloads.js';

/** A server with a line to it and someone who may do everything there. */
interface Asked {
  readonly server: ServerProcess;
  readonly line: Connection;
  readonly caller: RequestBuilder;
}

/** More than this many devices live in files and have an index for searches; in the whole run there is no time for a million. */
const fewer = 150_000;

/** What a large fleet costs, beside the fleet of 499 in a server of its own. */
export async function* benchLarge(isWhole: boolean): AsyncGenerator<Titled> {
  const devices = Number(process.env.BENCH_DEVICES ?? (isWhole ? fewer : 1_000_000));
  const titled = (what: string, rows: Row[]) => ({ title: `${devices} devices: ${what}`, rows });
  const folder = scratchFolder('large');
  const server = await startUnderstudy('--devices', String(devices), '--data', folder);
  yield titled('seeding', [seeding(server, devices, folder)]);
  const large = await asked(server);
  const small = await asked(await startUnderstudy('--ephemeral'));
  await fetchText(server.url, {
    method: 'POST',
    path: '/_sim/sandboxes',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: other, devices: 499 }),
  });
  yield titled('first page, with its totalCount', await firstPages(small, large));
  yield titled('searches, and the last page', await searches(small, large, devices));
  yield titled('all of them as CSV', await csv(large));
  yield titled('a day goes by', [await day(large, devices)]);
  for (const { server, line } of [small, large]) {
    line.close();
    await server.stop();
  }
}

async function asked(server: ServerProcess): Promise<Asked> {
  const { kajeet: caller } = await callersOf(server.url);
  return { server, caller, line: await open(server.url) };
}

/** A sandbox beside the large one, in the same server, in which somebody makes small reads. */
const other = 'other';

const smallRead = (caller: RequestBuilder) => {
  const { headers, ...request } = caller(totalsPath);
  return encode({ ...request, headers: { ...headers, 'x-sandbox': other } });
};

/** From the start of the process to its first answer, beside the same rows in tables of the same schema by plain SQL. */
function seeding({ startedIn }: ServerProcess, devices: number, folder: string): Row {
  const seconds = startedIn / 1000;
  const plain = secondsOfPlainSql(join(folder, 'template.sqlite'), scratchFolder('plain.sqlite'));
  return {
    'start to first answer, s': seconds.toFixed(1),
    'plain SQL, s': plain.toFixed(1),
    'devices/s': Math.round(devices / seconds),
    'plain SQL/s': Math.round(devices / plain),
    ratio: (plain / seconds).toFixed(2),
    goal: '>= 0.5',
  };
}

let writes = 0;

/** How long a read takes when no answer can have been kept: each time a device has been given another name before. */
async function freshRead({ line, caller }: Asked, page: Page): Promise<number> {
  await line.send(encode(rename(caller, `Main Office Hotspot ${++writes}`)));
  return line.send(encode(caller(listPath(page))));
}

/** Medians of reads of two servers, asked in turn. The first of each is not counted. */
async function readBoth(small: Asked, large: Asked, pages: [Page, Page], turns: number) {
  const times = { small: [] as number[], large: [] as number[] };
  for (let turn = 0; turn <= turns; turn++) {
    const [one, other] = [await freshRead(small, pages[0]), await freshRead(large, pages[1])];
    if (turn === 0) continue;
    times.small.push(one);
    times.large.push(other);
  }
  return { small: median(times.small), large: median(times.large) };
}

const groups = ['NORTHSTAR-BUS', 'NORTHSTAR-HIGH', root];

async function firstPages(small: Asked, large: Asked): Promise<Row[]> {
  const rows: Row[] = [];
  for (const sort of sortKeys) {
    const seen: { small: number; large: number }[] = [];
    for (const corp of groups) {
      for (const sortDir of ['ASC', 'DESC']) {
        const page = { corp, sort, sortDir };
        seen.push(await readBoth(small, large, [page, page], 21));
      }
    }
    const each = seen.map((one) => one.large / one.small);
    rows.push({
      'sorted by': sort,
      '499, ms': median(seen.map((one) => one.small)).toFixed(2),
      'large, ms': median(seen.map((one) => one.large)).toFixed(2),
      ratio: median(each).toFixed(2),
      'worst of group and direction': Math.max(...each).toFixed(2),
      goal: '<= 2',
    });
  }
  return rows;
}

async function searches(small: Asked, large: Asked, devices: number): Promise<Row[]> {
  const rare = ['5212671508', '521-267-1508', 'main office hot', '355737360073462'];
  const asked: { what: string; page: (fleet: number) => Page; goal?: string; turns: number }[] = [
    ...rare.map((searchValue) => ({
      what: `search that finds one or few: ${searchValue}`,
      page: () => ({ searchValue }),
      goal: '<= 5',
      turns: 9,
    })),
    { what: 'search that finds a tenth: bus #', page: () => ({ searchValue: 'bus #' }), turns: 3 },
    { what: 'search for two letters: bu', page: () => ({ searchValue: 'bu' }), turns: 3 },
    { what: 'search for one letter: 7', page: () => ({ searchValue: '7' }), turns: 3 },
    {
      what: 'last page, by usage',
      page: (fleet) => ({ offset: fleet - 25, sort: 'LAST_30_DAYS_USED', sortDir: 'DESC' }),
      turns: 3,
    },
  ];
  const rows: Row[] = [];
  for (const { what, page, goal = '', turns } of asked) {
    const pages: [Page, Page] = [page(499), page(devices)];
    const took = await readBoth(small, large, pages, turns);
    const waits = await probeDuring(large.server.url, smallRead(large.caller), () =>
      freshRead(large, pages[1]),
    );
    rows.push({
      what,
      '499, ms': took.small.toFixed(2),
      'large, ms': took.large.toFixed(1),
      ratio: (took.large / took.small).toFixed(1),
      goal,
      'others wait, p99, ms': quantile(waits.times, 0.99).toFixed(0),
      'at most, ms': longest(waits),
    });
  }
  return rows;
}

async function csv({ server, caller }: Asked): Promise<Row[]> {
  const small = smallRead(caller);
  const { path, headers } = caller(`${listPath({ sort: 'MDN' })}&export=CSV`);
  const alone = await probeDuring(server.url, small, () => setTimeout(3000));
  const before = server.memory();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, server.memory());
  }, 50);
  const began = performance.now();
  let megabytes = 0;
  const waits = await probeDuring(server.url, small, async () => {
    const script = new URL('support/download-worker.js', import.meta.url);
    const worker = new Worker(script, { workerData: { url: `${server.url}${path}`, headers } });
    const [bytes] = await once(worker, 'message');
    megabytes = bytes / 1e6;
  });
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  const p99 = quantile(waits.times, 0.99);
  const usual = quantile(alone.times, 0.99);
  return [
    { what: 'seconds', seen: seconds.toFixed(1), goal: '' },
    { what: 'MB', seen: megabytes.toFixed(0), goal: '' },
    { what: 'MB/s', seen: (megabytes / seconds).toFixed(1), goal: '' },
    { what: 'memory grows by, MB', seen: (most - before).toFixed(0), goal: '<= 50' },
    { what: 'p99 of small reads alone, ms', seen: usual.toFixed(2), goal: '' },
    { what: 'p99 of small reads meanwhile, ms', seen: p99.toFixed(2), goal: '' },
    { what: 'the same, as a ratio', seen: (p99 / usual).toFixed(1), goal: '<= 5' },
    { what: 'longest of them, ms', seen: longest(waits), goal: '' },
  ];
}

/** Usage counters of all devices grow, which writes each of them. */
async function day({ server, caller }: Asked, devices: number): Promise<Row> {
  const advance = encode({
    method: 'POST',
    path: '/_sim/clock/advance',
    headers: { 'content-type': 'application/json' },
    body: '{"seconds": 86400}',
  });
  // Not by fetch, which gives up after five minutes.
  const line = await open(server.url);
  const began = performance.now();
  const waits = await probeDuring(server.url, smallRead(caller), () => line.send(advance));
  line.close();
  const seconds = (performance.now() - began) / 1000;
  return {
    devices,
    seconds: seconds.toFixed(1),
    'us a device': ((seconds / devices) * 1e6).toFixed(0),
    'others wait at most, ms': longest(waits),
  };
}
