import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, type SelfTime, selfTimes } from './support/cpu-profile.js';
import { load, type Requests, repeat } from './support/load.js';
import type { Row, Titled } from './support/measure.js';
import { scratchFolder, understudyUnder } from './support/processes.js';
import {
  callersOf,
  listPath,
  mdnsOf,
  nicknameWrites,
  type RequestBuilder,
  uniquePages,
} from './support/workloads.js';

type Kind = (caller: RequestBuilder, mdns: readonly string[]) => Requests;

const kinds: Readonly<Record<string, Kind>> = {
  'device list, never the same': uniquePages,
  'device list, again and again': (caller) => repeat(caller(listPath())),
  'a nickname written': nicknameWrites,
};

const loaded = 6;
const shown = 20;

/** Where the time of a request goes, from a profile of the process that V8 samples: by part, and by function. */
export async function* benchProfile(): AsyncGenerator<Titled> {
  for (const [index, [what, requests]] of Object.entries(kinds).entries()) {
    const { times, answers } = await profiled(scratchFolder(`profile-${index}`), requests);
    yield { title: `${what}, by part`, rows: shares(times, answers, ({ part }) => part) };
    yield { title: `${what}, by function`, rows: shares(times, answers, ({ name }) => name) };
  }
}

async function profiled(folder: string, requests: Kind) {
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
  const server = await understudyUnder(flags, '--ephemeral');
  const { kajeet } = await callersOf(server.url);
  const next = requests(kajeet, await mdnsOf(server.url, kajeet, 499));
  await load(server.url, next, 2);
  const began = performance.now();
  const { times } = await load(server.url, next, loaded);
  const ended = performance.now();
  await server.stop();
  const stopped = performance.now();
  const [file = ''] = readdirSync(folder);
  const profile: CpuProfile = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const [from, to] = [stopped - began, stopped - ended].map((ms) => ms * 1000) as [number, number];
  return { times: selfTimes(profile, from, to), answers: times.length };
}

function shares(
  times: readonly SelfTime[],
  answers: number,
  read: (time: SelfTime) => string,
): Row[] {
  const sums = new Map<string, number>();
  for (const time of times) {
    sums.set(read(time), (sums.get(read(time)) ?? 0) + time.microseconds);
  }
  const all = times.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const row = (where: string, microseconds: number) => ({
    where,
    'share %': ((microseconds / all) * 100).toFixed(1),
    'us a request': (microseconds / answers).toFixed(1),
  });
  const sorted = [...sums].toSorted(([, a], [, b]) => b - a);
  const rest = sorted.slice(shown).reduce((sum, [, each]) => sum + each, 0);
  return [
    ...sorted.slice(0, shown).map(([where, each]) => row(where, each)),
    row('the rest', rest),
  ];
}
