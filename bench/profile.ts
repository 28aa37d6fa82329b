import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, type SelfTime, selfTimes } from './support/cpu-profile.js';
import { load, type Requests, repeat } from './support/load.js';
import type { Row, TitledTable } from './support/measure.js';
import { startUnderstudyUnderNode, tempFolder } from './support/processes.js';
import {
  fetchMdns,
  listPath,
  nicknameWrites,
  type RequestBuilder,
  requestBuilders,
  uniquePages,
} from './support/workloads.js';

type Workload = (builder: RequestBuilder, mdns: readonly string[]) => Requests;

const workloads: Readonly<Record<string, Workload>> = {
  'device list, unique pages': (builder) => uniquePages(builder),
  'device list, repeated': (builder) => repeat(builder(listPath())),
  'nickname write': nicknameWrites,
};

const loadSeconds = 6;
const maxRows = 20;

/** Self times per request from a V8 CPU profile of the server, by part and by function. */
export async function* benchProfile(): AsyncGenerator<TitledTable> {
  for (const [index, [title, requests]] of Object.entries(workloads).entries()) {
    const { times, responses } = await profile(tempFolder(`profile-${index}`), requests);
    yield { title: `${title}, by part`, rows: shares(times, responses, ({ part }) => part) };
    yield { title: `${title}, by function`, rows: shares(times, responses, ({ name }) => name) };
  }
}

async function profile(folder: string, requests: Workload) {
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
  const server = await startUnderstudyUnderNode(flags, '--ephemeral');
  const { kajeet } = await requestBuilders(server.url);
  const next = requests(kajeet, await fetchMdns(server.url, kajeet, 499));
  await load(server.url, next, 2);
  const began = performance.now();
  const { times } = await load(server.url, next, loadSeconds);
  const ended = performance.now();
  await server.stop();
  const stopped = performance.now();
  const [file = ''] = readdirSync(folder);
  const cpuProfile: CpuProfile = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const [from, to] = [stopped - began, stopped - ended].map((ms) => ms * 1000) as [number, number];
  return { times: selfTimes(cpuProfile, from, to), responses: times.length };
}

function shares(
  times: readonly SelfTime[],
  responses: number,
  read: (time: SelfTime) => string,
): Row[] {
  const sums = new Map<string, number>();
  for (const time of times) {
    sums.set(read(time), (sums.get(read(time)) ?? 0) + time.microseconds);
  }
  const total = times.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const row = (where: string, microseconds: number) => ({
    where,
    'share %': ((microseconds / total) * 100).toFixed(1),
    'us per request': (microseconds / responses).toFixed(1),
  });
  const sorted = [...sums].toSorted(([, a], [, b]) => b - a);
  const rest = sorted.slice(maxRows).reduce((sum, [, each]) => sum + each, 0);
  return [...sorted.slice(0, maxRows).map(([where, each]) => row(where, each)), row('other', rest)];
}
