import { compareServers } from '../../test/support/fuzz/compare.js';
import type { Row } from '../support/measure.js';
import { startUnderstudy, tempFolder } from '../support/processes.js';
import type { BenchOptions } from './options.js';

const signingKey = ['--signing-key', 'of all servers'];
const common = ['--clock', 'frozen', ...signingKey];

/** The pairs of servers, which differ in one thing, and the members of bodies that may differ too. */
const pairs = {
  'response cache on and off': {
    settings: [['--ephemeral'], ['--ephemeral', '--response-cache', 'off']],
    ignoredMembers: [],
  },
  'memory and data folder': {
    settings: [['--ephemeral'], ['--data', tempFolder('differential')]],
    ignoredMembers: ['bytes'],
  },
};

/** Sends the same random requests to two servers and compares every response. Throws an Error at the first difference. */
export async function benchDifferential({
  count = 100_000,
  seed = 1,
}: BenchOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [servers, { settings, ignoredMembers }] of Object.entries(pairs)) {
    const started = [];
    for (const args of settings) started.push(await startUnderstudy(...common, ...args));
    const [one, other] = started.map(({ url }) => url);
    const comparison = { seed, count, ignoredMembers };
    const result = await compareServers([one ?? '', other ?? ''], comparison);
    for (const server of started) await server.stop();
    if (result.difference) throw new Error(`${servers}: ${result.difference}`);
    rows.push({
      servers,
      seed,
      responses: result.responses,
      differences: 0,
      ...classes(result.statuses),
    });
  }
  return rows;
}

/** How many responses had a status of each class. */
export function classes(statuses: Readonly<Record<string, number>>): Record<string, number> {
  const counts: Record<string, number> = { '2xx': 0, '4xx': 0, '5xx': 0, closed: 0 };
  for (const [status, count] of Object.entries(statuses)) {
    const name = status === '0' ? 'closed' : `${status[0]}xx`;
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}
