import { parseArgs } from 'node:util';
import { noBrowserReason } from './console/browser.js';
import { benchConsole } from './console/console.js';
import { benchEmbedded } from './embedding/embedded.js';
import { benchTestKit } from './embedding/test-kit.js';
import { benchLarge } from './large.js';
import { benchLongWrites } from './long-writes.js';
import { arePeersInstalled, benchPeers } from './peers.js';
import { benchProfile } from './profile.js';
import { benchDifferential } from './reliability/differential.js';
import { benchHostile } from './reliability/hostile.js';
import type { BenchOptions } from './reliability/options.js';
import { benchSoak } from './reliability/soak.js';
import { benchRequests } from './requests.js';
import { benchSandboxes } from './sandboxes.js';
import { benchStart } from './start.js';
import { benchLoadGenerator } from './support/load-generator-check.js';
import type { Row, TitledTable } from './support/measure.js';
import { formatTable, writeTables } from './table.js';

/** The result of a bench: one table, or several, each as soon as it is complete. */
type Tables = Promise<readonly Row[]> | AsyncIterable<TitledTable>;

interface Bench {
  /** `isFullRun` is set in a run of all benches, which should end within ten minutes. */
  run(isFullRun: boolean, options: BenchOptions): Tables;
  /** Why a full run skips it; undefined when it does not. */
  skipReason?(): string | undefined;
}

const longRun = 'it tests reliability and takes long';

const benches: Readonly<Record<string, Bench>> = {
  'load-generator': { run: benchLoadGenerator },
  requests: { run: benchRequests },
  sandboxes: { run: benchSandboxes },
  start: { run: benchStart },
  embedded: { run: benchEmbedded },
  'test-kit': { run: benchTestKit },
  console: { run: benchConsole, skipReason: noBrowserReason },
  large: { run: benchLarge },
  'long-writes': { run: benchLongWrites },
  peers: {
    run: benchPeers,
    skipReason: () => (arePeersInstalled() ? undefined : 'it installs other servers first'),
  },
  profile: { run: benchProfile, skipReason: () => 'it measures nothing' },
  differential: { run: (_, options) => benchDifferential(options), skipReason: () => longRun },
  hostile: { run: (_, options) => benchHostile(options), skipReason: () => longRun },
  soak: { run: (_, options) => benchSoak(options), skipReason: () => longRun },
};

/**
 * `npm run bench` runs all benches, `npm run bench -- requests` one; `--write` puts the tables into docs/performance.md. The
 * benches of reliability take `--count`, `--seed` or `--minutes`.
 */
const {
  values: { write: writesTables, count, seed, minutes },
  positionals: names,
} = parseArgs({
  options: {
    write: { type: 'boolean' },
    count: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
  allowPositionals: true,
});
const toNumber = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const options = { count: toNumber(count), seed: toNumber(seed), minutes: toNumber(minutes) };
const isFullRun = names.length === 0;
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `unknown bench ${unknown.join()}; the benches are ${Object.keys(benches).join(', ')}`,
  );
  process.exit(2);
}
for (const [name, { run, skipReason }] of Object.entries(benches)) {
  if (!isFullRun && !names.includes(name)) continue;
  const reason = isFullRun && skipReason?.();
  console.log(reason ? `${name} is skipped: ${reason}; npm run bench -- ${name}\n` : `${name}\n`);
  if (reason) continue;
  try {
    const texts: string[] = [];
    for await (const text of renderTables(run(isFullRun, options))) {
      console.log(`${text}\n`);
      texts.push(text);
    }
    if (writesTables) writeTables(name, texts.join('\n\n'));
  } catch (error) {
    // The remaining benches are independent of this one.
    console.error(error);
    process.exitCode = 1;
  }
}
process.exit();

async function* renderTables(tables: Tables): AsyncGenerator<string> {
  if ('then' in tables) yield formatTable(await tables);
  else for await (const { title, rows } of tables) yield `${title}:\n\n${formatTable(rows)}`;
}
