import { fetchText, type Request, type Requests, repeat } from './support/load.js';
import { compare, median, type Row, ratios, type Sample } from './support/measure.js';
import {
  type ServerProcess,
  startBaseline,
  startUnderstudy,
  tempFolder,
} from './support/processes.js';
import {
  detailsPath,
  deviceReads,
  fetchMdns,
  interleave,
  listPath,
  nicknameWrite,
  nicknameWrites,
  type RequestBuilder,
  requestBuilders,
  totalsPath,
  uniquePages,
} from './support/workloads.js';

/** A stream of requests, and the goal for its ratio to the bare route. */
interface Workload {
  readonly title: string;
  readonly goal: string;
  /** One of the requests, whose response has the typical length. */
  readonly typical: Request;
  /** A new stream, from its first request on: each server gets its own. */
  requests(): Requests;
}

/**
 * Compares each workload with a bare Fastify route in another process, which gets the same requests and sends a body of the
 * same length, without validation, token or database.
 */
export async function benchRequests(): Promise<Row[]> {
  return [...(await benchInMemory()), ...(await benchInFolder()), ...(await benchLargerFleet())];
}

async function benchInMemory(): Promise<Row[]> {
  const subject = await startUnderstudy('--ephemeral');
  const { kajeet, esper, b2core } = await requestBuilders(subject.url);
  const mdns = await fetchMdns(subject.url, kajeet, 499);
  const list = kajeet(listPath());
  const rows = await compareWithBaseline(subject, [
    {
      title: 'device list, 25 rows, unique pages',
      goal: '>= 0.5',
      typical: list,
      requests: () => uniquePages(kajeet),
    },
    repeated('device list, 25 rows', list),
    repeated('totals', kajeet(totalsPath)),
    repeated('B2CORE profile', b2core('/v1/profiles/6006dda272f002519c3eb505')),
    repeated('Esper user', esper('/api/user/4001/')),
    {
      title: `${mdns.length} devices in turn, one per request`,
      goal: '',
      typical: kajeet(detailsPath(mdns[0] as string)),
      requests: () => deviceReads(kajeet, mdns),
    },
    { title: 'nickname write, in memory', goal: '>= 0.5', ...writes(kajeet, mdns) },
    {
      title: 'unique pages, one write per nine reads',
      goal: '',
      typical: list,
      requests: () => interleave(uniquePages(kajeet), nicknameWrites(kajeet, mdns), 9),
    },
    {
      title: 'unique pages, one write per read',
      goal: '',
      typical: list,
      requests: () => interleave(uniquePages(kajeet), nicknameWrites(kajeet, mdns), 1),
    },
  ]);
  await subject.stop();
  return rows;
}

async function benchInFolder(): Promise<Row[]> {
  const subject = await startUnderstudy('--data', tempFolder('data'));
  const { kajeet } = await requestBuilders(subject.url);
  const mdns = await fetchMdns(subject.url, kajeet, 499);
  const rows = await compareWithBaseline(subject, [
    { title: 'nickname write, in a data folder', goal: '>= 0.3', ...writes(kajeet, mdns) },
  ]);
  await subject.stop();
  return rows;
}

const largerFleet = 50_000;

/** A fleet that does not fit the caches of rows and orders: pages of the part that does, and of all of it. */
async function benchLargerFleet(): Promise<Row[]> {
  const subject = await startUnderstudy('--ephemeral', '--devices', String(largerFleet));
  const { kajeet } = await requestBuilders(subject.url);
  const pages = (title: string, reach: number): Workload => ({
    title: `${largerFleet} devices, 25 rows, unique pages ${title}`,
    goal: '',
    typical: kajeet(listPath()),
    requests: () => uniquePages(kajeet, reach),
  });
  const rows = await compareWithBaseline(subject, [
    pages('of the first 1000 rows', 1000),
    pages('of all rows', largerFleet),
  ]);
  await subject.stop();
  return rows;
}

function repeated(title: string, request: Request): Workload {
  return {
    title: `${title}, repeated`,
    goal: '>= 0.8',
    typical: request,
    requests: () => repeat(request),
  };
}

/** Writes to one device after another, so that no buffered update replaces the one before it. */
function writes(
  builder: RequestBuilder,
  mdns: readonly string[],
): Pick<Workload, 'typical' | 'requests'> {
  return {
    typical: nicknameWrite(builder, 'Main Office Hotspot'),
    requests: () => nicknameWrites(builder, mdns),
  };
}

async function compareWithBaseline(
  subject: ServerProcess,
  workloads: readonly Workload[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { title, goal, typical, requests } of workloads) {
    const baseline = await startBaseline(await fetchText(subject.url, typical));
    const contestants = [subject, baseline].map((server) => ({ server, next: requests() }));
    const samples = await compare(contestants);
    await baseline.stop();
    rows.push(toRow(title, goal, samples as [Sample[], Sample[]]));
  }
  return rows;
}

function toRow(workload: string, goal: string, [subject, baseline]: [Sample[], Sample[]]): Row {
  const rates = (samples: Sample[]) => samples.map(({ rate }) => rate);
  const cpu = (samples: Sample[]) => median(samples.map((sample) => sample.cpu));
  const percent = (samples: Sample[], read: (sample: Sample) => number) =>
    (median(samples.map(read)) * 100).toFixed(0);
  return {
    workload,
    'requests/s': Math.round(median(rates(subject))),
    'bare route/s': Math.round(median(rates(baseline))),
    ...ratios(rates(subject), rates(baseline)),
    goal,
    'by CPU': (cpu(baseline) / cpu(subject)).toFixed(2),
    'CPU us': Math.round(cpu(subject)),
    'bare CPU us': Math.round(cpu(baseline)),
    'busy %': percent(subject, ({ serverBusy }) => serverBusy),
    'bare busy %': percent(baseline, ({ serverBusy }) => serverBusy),
    'generator busy %': percent(baseline, ({ generatorBusy }) => generatorBusy),
  };
}
