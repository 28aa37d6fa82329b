import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { sortKeys } from '../schemas/kajeet/devices/list.js';
import { measurePlainSql } from './plain-sql.js';
import { formatLongest, probeDuring } from './support/latency-probe.js';
import { type Connection, encode, fetchText, open } from './support/load.js';
import { median, quantile, type Row, type TitledTable } from './support/measure.js';
import { type ServerProcess, startUnderstudy, tempFolder } from './support/processes.js';
import {
  listPath,
  nicknameWrite,
  type Page,
  type RequestBuilder,
  requestBuilders,
  rootCorp,
  totalsPath,
} from './support/workloads.js';

/** A server, a connection to it and a builder of authorized requests. */
interface Subject {
  readonly server: ServerProcess;
  readonly connection: Connection;
  readonly builder: RequestBuilder;
}

/** The fleet of a full run, which has no time for a million devices. It is large enough for a file and a search index. */
const fullRunDevices = 150_000;

/** The cost of a large fleet, compared with a fleet of 499 in another server. */
export async function* benchLarge(isFullRun: boolean): AsyncGenerator<TitledTable> {
  const devices = Number(process.env.BENCH_DEVICES ?? (isFullRun ? fullRunDevices : 1_000_000));
  const titled = (what: string, rows: Row[]) => ({ title: `${devices} devices: ${what}`, rows });
  const folder = tempFolder('large');
  const server = await startUnderstudy('--devices', String(devices), '--data', folder);
  yield titled('seeding', [seeding(server, devices, folder)]);
  const large = await connectTo(server);
  const small = await connectTo(await startUnderstudy('--ephemeral'));
  await fetchText(server.url, {
    method: 'POST',
    path: '/_sim/sandboxes',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: other, devices: 499 }),
  });
  yield titled('first page, with its totalCount', await firstPages(small, large));
  yield titled('searches, and the last page', await searches(small, large, devices));
  yield titled('CSV export of all', await csv(large));
  for (const { server, connection } of [small, large]) {
    connection.close();
    await server.stop();
  }
}

async function connectTo(server: ServerProcess): Promise<Subject> {
  const { kajeet: builder } = await requestBuilders(server.url);
  return { server, builder, connection: await open(server.url) };
}

/** Another sandbox in the server of the large one, for small reads. */
const other = 'other';

const smallReadRequest = (builder: RequestBuilder) => {
  const { headers, ...request } = builder(totalsPath);
  return encode({ ...request, headers: { ...headers, 'x-sandbox': other } });
};

/** Process start to first response, compared with inserting the same rows into the same schema by plain SQL. */
function seeding({ startedIn }: ServerProcess, devices: number, folder: string): Row {
  const seconds = startedIn / 1000;
  const plain = measurePlainSql(join(folder, 'template.sqlite'), tempFolder('plain.sqlite'));
  return {
    'start to first response, s': seconds.toFixed(1),
    'plain SQL, s': plain.toFixed(1),
    'devices/s': Math.round(devices / seconds),
    'plain SQL/s': Math.round(devices / plain),
    ratio: (plain / seconds).toFixed(2),
    goal: '>= 0.5',
  };
}

let writes = 0;

/** Milliseconds of a read that no cached response can serve, because a device is renamed before it. */
async function freshRead({ connection, builder }: Subject, page: Page): Promise<number> {
  await connection.send(encode(nicknameWrite(builder, `Main Office Hotspot ${++writes}`)));
  return connection.send(encode(builder(listPath(page))));
}

/** Median milliseconds of reads from two servers in turn. The first read of each is a warm-up. */
async function readBoth(small: Subject, large: Subject, pages: [Page, Page], turns: number) {
  const times = { small: [] as number[], large: [] as number[] };
  for (let turn = 0; turn <= turns; turn++) {
    const smallMs = await freshRead(small, pages[0]);
    const largeMs = await freshRead(large, pages[1]);
    if (turn === 0) continue;
    times.small.push(smallMs);
    times.large.push(largeMs);
  }
  return { small: median(times.small), large: median(times.large) };
}

const groups = ['NORTHSTAR-BUS', 'NORTHSTAR-HIGH', rootCorp];

async function firstPages(small: Subject, large: Subject): Promise<Row[]> {
  const rows: Row[] = [];
  for (const sort of sortKeys) {
    const medians: { small: number; large: number }[] = [];
    for (const corp of groups) {
      for (const sortDir of ['ASC', 'DESC']) {
        const page = { corp, sort, sortDir };
        medians.push(await readBoth(small, large, [page, page], 21));
      }
    }
    const ratios = medians.map(({ small, large }) => large / small);
    rows.push({
      'sorted by': sort,
      '499, ms': median(medians.map((each) => each.small)).toFixed(2),
      'large, ms': median(medians.map((each) => each.large)).toFixed(2),
      ratio: median(ratios).toFixed(2),
      'worst of group and direction': Math.max(...ratios).toFixed(2),
      goal: '<= 2',
    });
  }
  return rows;
}

async function searches(small: Subject, large: Subject, devices: number): Promise<Row[]> {
  const rare = ['5212671508', '521-267-1508', 'main office hot', '355737360073462'];
  const reads: { title: string; page: (fleet: number) => Page; goal?: string; turns: number }[] = [
    ...rare.map((searchValue) => ({
      title: `search with few matches: ${searchValue}`,
      page: () => ({ searchValue }),
      goal: '<= 5',
      turns: 9,
    })),
    {
      title: 'search that matches a tenth: bus #',
      page: () => ({ searchValue: 'bus #' }),
      turns: 3,
    },
    { title: 'search for two letters: bu', page: () => ({ searchValue: 'bu' }), turns: 3 },
    { title: 'search for one character: 7', page: () => ({ searchValue: '7' }), turns: 3 },
    {
      title: 'last page, by usage',
      page: (fleet) => ({ offset: fleet - 25, sort: 'LAST_30_DAYS_USED', sortDir: 'DESC' }),
      turns: 3,
    },
  ];
  const rows: Row[] = [];
  for (const { title, page, goal = '', turns } of reads) {
    const pages: [Page, Page] = [page(499), page(devices)];
    const medianMs = await readBoth(small, large, pages, turns);
    const latencies = await probeDuring(large.server.url, smallReadRequest(large.builder), () =>
      freshRead(large, pages[1]),
    );
    rows.push({
      read: title,
      '499, ms': medianMs.small.toFixed(2),
      'large, ms': medianMs.large.toFixed(1),
      ratio: (medianMs.large / medianMs.small).toFixed(1),
      goal,
      'other reads p99, ms': quantile(latencies.times, 0.99).toFixed(0),
      'other reads max, ms': formatLongest(latencies),
    });
  }
  return rows;
}

async function csv({ server, builder }: Subject): Promise<Row[]> {
  const small = smallReadRequest(builder);
  const { path, headers } = builder(`${listPath({ sort: 'MDN' })}&export=CSV`);
  const idle = await probeDuring(server.url, small, () => setTimeout(3000));
  const before = server.memory();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, server.memory());
  }, 50);
  const began = performance.now();
  let megabytes = 0;
  const latencies = await probeDuring(server.url, small, async () => {
    const script = new URL('support/download-worker.js', import.meta.url);
    const worker = new Worker(script, { workerData: { url: `${server.url}${path}`, headers } });
    const [bytes] = await once(worker, 'message');
    megabytes = bytes / 1e6;
  });
  clearInterval(watch);
  const seconds = (performance.now() - began) / 1000;
  const p99 = quantile(latencies.times, 0.99);
  const idleP99 = quantile(idle.times, 0.99);
  return [
    { measurement: 'seconds', value: seconds.toFixed(1), goal: '' },
    { measurement: 'MB', value: megabytes.toFixed(0), goal: '' },
    { measurement: 'MB/s', value: (megabytes / seconds).toFixed(1), goal: '' },
    { measurement: 'memory growth, MB', value: (peak - before).toFixed(0), goal: '<= 50' },
    { measurement: 'p99 of other reads, idle, ms', value: idleP99.toFixed(2), goal: '' },
    { measurement: 'p99 of other reads, during the export, ms', value: p99.toFixed(2), goal: '' },
    { measurement: 'ratio of the two', value: (p99 / idleP99).toFixed(1), goal: '<= 5' },
    { measurement: 'max of other reads, ms', value: formatLongest(latencies), goal: '' },
  ];
}
