import { startMonitored } from './reliability/monitored-server.js';
import { formatLongest, type LatencySamples, probeDuring } from './support/latency-probe.js';
import { encode, fetchText, open } from './support/load.js';
import { quantile, type Row, type TitledTable } from './support/measure.js';
import { tempFolder } from './support/processes.js';
import { rootCorp, totalsPath } from './support/workloads.js';

/** The fleet of a full run, which has no time for a million devices. */
const fullRunDevices = 150_000;

/** Another sandbox in the server of the large one. */
const other = 'other';

/** A write of many devices. */
interface LongWrite {
  readonly write: string;
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
}

/**
 * How long other requests wait while every device of a large fleet changes: reads of the same sandbox and of another one. A wait
 * may be due to another process that has the core, so the time that the main thread is on a core between two turns counts too.
 */
export async function* benchLongWrites(isFullRun: boolean): AsyncGenerator<TitledTable> {
  const devices = Number(process.env.BENCH_DEVICES ?? (isFullRun ? fullRunDevices : 1_000_000));
  const server = await startMonitored(
    '--devices',
    String(devices),
    '--data',
    tempFolder('long-writes'),
    '--clock',
    'frozen',
  );
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ name: other, devices: 499 });
  await fetchText(server.url, { method: 'POST', path: '/_sim/sandboxes', headers: json, body });
  const token = await permanentToken(server.url);
  const devicesPath = totalsPath.slice(0, totalsPath.lastIndexOf(rootCorp) + rootCorp.length);
  const selection = (bulkSelection: object, value: object) => ({ bulkSelection, ...value });
  const writes: LongWrite[] = [
    {
      write: 'advance by a day',
      method: 'POST',
      path: '/_sim/clock/advance',
      body: { seconds: 86_400 },
    },
    {
      write: 'note of a tenth, selected by a search',
      method: 'PUT',
      path: `${devicesPath}/note`,
      body: selection({ searchValue: 'bus #' }, { note: 'searched' }),
    },
    {
      write: 'status of all',
      method: 'PUT',
      path: `${devicesPath}/status`,
      body: selection({ selectAll: true }, { status: 'SUSPENDED' }),
    },
  ];
  for (const { write, method, path, body } of writes) {
    const headers = { authorization: `Bearer ${token}` };
    const read = { method: 'GET', path: totalsPath, headers } as const;
    const sameSandbox = encode(read);
    const otherSandbox = encode({ ...read, headers: { ...headers, 'x-sandbox': other } });
    // fetch() would time out after five minutes.
    const connection = await open(server.url);
    await server.sample();
    const startedAt = performance.now();
    let same: LatencySamples | undefined;
    const others = await probeDuring(server.url, otherSandbox, async () => {
      same = await probeDuring(server.url, sameSandbox, () =>
        connection.send(
          encode({ method, path, headers: { ...headers, ...json }, body: JSON.stringify(body) }),
        ),
      );
    });
    const seconds = (performance.now() - startedAt) / 1000;
    connection.close();
    const { maxTurnMs } = await server.sample();
    const row: Row = {
      seconds: seconds.toFixed(1),
      'reads of another sandbox max, ms': formatLongest(others),
      'p99, ms': quantile(others.times, 0.99).toFixed(0),
      'reads of the same sandbox max, ms': same ? formatLongest(same) : '',
      'main thread max, ms': maxTurnMs.toFixed(0),
      goal: '<= 50',
    };
    yield { title: `${devices} devices: ${write}`, rows: [row] };
  }
  await server.stop();
}

/** A token that remains valid when the clock is advanced. */
async function permanentToken(url: string): Promise<string> {
  const text = await fetchText(url, {
    method: 'POST',
    path: '/_sim/tokens',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ contract: 'kajeet', expiresIn: null }),
  });
  return JSON.parse(text).token;
}
