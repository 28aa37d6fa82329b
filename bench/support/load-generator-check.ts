import { spawnSync } from 'node:child_process';
import autocannon from 'autocannon';
import { load, repeat } from './load.js';
import { median, type Row, rounds, seconds } from './measure.js';
import { bare, canned, type ServerProcess } from './processes.js';

/** Loads a server and answers how many requests a second it saw answered. */
type Sender = (url: string) => Promise<number>;

/** C, and so what can be seen at all; it is only there where somebody installed it. */
const wrk: Sender = async (url) => {
  const flags = ['-t1', '-c32', `-d${Math.ceil(seconds)}`];
  const { stdout, stderr } = spawnSync('wrk', [...flags, url], { encoding: 'utf8' });
  const [, rate] = /Requests\/sec: *([\d.]+)/.exec(stdout) ?? [];
  if (rate === undefined) throw new Error(`wrk says no rate: ${stdout}${stderr}`);
  return Number(rate);
};

const senders: Readonly<Record<string, Sender>> = {
  'bench/load.ts': async (url) =>
    (await load(url, repeat({ method: 'GET', path: '/', headers: {} }), seconds)).rate,
  autocannon: async (url) =>
    (await autocannon({ url, connections: 32, duration: seconds })).requests.average,
  ...(spawnSync('wrk', ['-v']).error ? {} : { wrk }),
};

/**
 * Whether the load generator is the limit of what it measures: what it sees of a server that does next to nothing, and of the
 * bare route, beside what others see. A slow one makes every server look as fast as the ceiling.
 */
export async function benchSender(): Promise<Row[]> {
  const body = 'x'.repeat(10_000);
  const servers = [await canned(body), await bare(body)];
  const seen = Object.values(senders).map((send) => ({
    send,
    looks: servers.map(() => [] as Look[]),
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { send, looks } of seen) {
      for (const [at, server] of servers.entries()) looks[at]?.push(await look(server, send));
    }
  }
  for (const server of servers) await server.stop();
  return Object.keys(senders).map((sender, at) => {
    const [cannedRate, cannedBusy, bareRate, bareBusy] = (seen[at]?.looks ?? []).flatMap(
      (looks) => [
        Math.round(median(looks.map(({ rate }) => rate))),
        Math.round(median(looks.map(({ busy }) => busy)) * 100),
      ],
    ) as [number, number, number, number];
    return {
      sender,
      'canned bytes/s': cannedRate,
      'busy %': cannedBusy,
      'bare route/s': bareRate,
      'its busy %': bareBusy,
    };
  });
}

interface Look {
  readonly rate: number;
  /** The part of the time in which the server was on a processor. */
  readonly busy: number;
}

async function look(server: ServerProcess, send: Sender): Promise<Look> {
  const before = { cpu: server.cpu(), time: performance.now() };
  const rate = await send(server.url);
  const passed = (performance.now() - before.time) / 1000;
  return { rate, busy: (server.cpu() - before.cpu) / passed };
}
