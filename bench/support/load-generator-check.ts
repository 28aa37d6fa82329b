import { spawnSync } from 'node:child_process';
import autocannon from 'autocannon';
import { load, repeat } from './load.js';
import { median, type Row, rounds, seconds } from './measure.js';
import { type ServerProcess, startBaseline, startRawSocketServer } from './processes.js';

/** Loads a server and returns the responses per second. */
type LoadGenerator = (url: string) => Promise<number>;

/** Written in C, so the upper bound; used only where it is installed. */
const wrk: LoadGenerator = async (url) => {
  const flags = ['-t1', '-c32', `-d${Math.ceil(seconds)}`];
  const { stdout, stderr } = spawnSync('wrk', [...flags, url], { encoding: 'utf8' });
  const [, rate] = /Requests\/sec: *([\d.]+)/.exec(stdout) ?? [];
  if (rate === undefined) throw new Error(`wrk printed no rate: ${stdout}${stderr}`);
  return Number(rate);
};

const generators: Readonly<Record<string, LoadGenerator>> = {
  'bench/load.ts': async (url) =>
    (await load(url, repeat({ method: 'GET', path: '/', headers: {} }), seconds)).rate,
  autocannon: async (url) =>
    (await autocannon({ url, connections: 32, duration: seconds })).requests.average,
  ...(spawnSync('wrk', ['-v']).error ? {} : { wrk }),
};

/**
 * Compares the load generator with others, against a server that does almost nothing and against the bare route. A slow
 * load generator makes every server look as fast as the bare route.
 */
export async function benchLoadGenerator(): Promise<Row[]> {
  const body = 'x'.repeat(10_000);
  const servers = [await startRawSocketServer(body), await startBaseline(body)];
  const runs = Object.values(generators).map((run) => ({
    run,
    measured: servers.map(() => [] as Measurement[]),
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { run, measured } of runs) {
      for (const [at, server] of servers.entries()) measured[at]?.push(await measure(server, run));
    }
  }
  for (const server of servers) await server.stop();
  return Object.keys(generators).map((generator, at) => {
    const [rawRate, rawBusy, bareRate, bareBusy] = (runs[at]?.measured ?? []).flatMap(
      (measured) => [
        Math.round(median(measured.map(({ rate }) => rate))),
        Math.round(median(measured.map(({ busy }) => busy)) * 100),
      ],
    ) as [number, number, number, number];
    return {
      generator,
      'raw socket/s': rawRate,
      'busy %': rawBusy,
      'bare route/s': bareRate,
      'bare busy %': bareBusy,
    };
  });
}

interface Measurement {
  readonly rate: number;
  /** The share of the time that the server was on a processor. */
  readonly busy: number;
}

async function measure(server: ServerProcess, run: LoadGenerator): Promise<Measurement> {
  const before = { cpu: server.cpu(), time: performance.now() };
  const rate = await run(server.url);
  const passed = (performance.now() - before.time) / 1000;
  return { rate, busy: (server.cpu() - before.cpu) / passed };
}
