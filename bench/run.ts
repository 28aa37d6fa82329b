import { parseArgs } from 'node:util';
import { benchEmbedded } from './embedded.js';
import { benchLarge } from './large.js';
import { arePeersInstalled, benchPeers } from './peers.js';
import { benchProfile } from './profile.js';
import { benchRequests } from './requests.js';
import { benchSandboxes } from './sandboxes.js';
import { benchStart } from './start.js';
import { benchSender } from './support/load-generator-check.js';
import type { Row, Titled } from './support/measure.js';
import { printed, write } from './table.js';

/** What a program gives: one table, or one after another as they are made. */
type Tables = Promise<readonly Row[]> | AsyncIterable<Titled>;

interface Program {
  /** `isWhole` in a run of all programs, which has ten minutes. */
  run(isWhole: boolean): Tables;
  /** Why it is no part of the whole run; nothing when it is. */
  leftOut?(): string | undefined;
}

const programs: Readonly<Record<string, Program>> = {
  sender: { run: benchSender },
  requests: { run: benchRequests },
  sandboxes: { run: benchSandboxes },
  start: { run: benchStart },
  embedded: { run: benchEmbedded },
  large: { run: benchLarge },
  peers: {
    run: benchPeers,
    leftOut: () => (arePeersInstalled() ? undefined : 'it installs other servers first'),
  },
  profile: { run: benchProfile, leftOut: () => 'it is no measurement' },
};

/** `npm run bench` runs all programs, `npm run bench -- requests` one; `--write` puts what they print into docs/performance.md. */
const {
  values: { write: isWritten },
  positionals: wanted,
} = parseArgs({ options: { write: { type: 'boolean' } }, allowPositionals: true });
const isWhole = wanted.length === 0;
const unknown = wanted.filter((name) => !(name in programs));
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join()}; there are ${Object.keys(programs).join(', ')}`);
  process.exit(2);
}
for (const [name, { run, leftOut }] of Object.entries(programs)) {
  if (!isWhole && !wanted.includes(name)) continue;
  const why = isWhole && leftOut?.();
  console.log(why ? `${name} is left out: ${why}; npm run bench -- ${name}\n` : `${name}\n`);
  if (why) continue;
  try {
    const texts: string[] = [];
    for await (const text of textsOf(run(isWhole))) {
      console.log(`${text}\n`);
      texts.push(text);
    }
    if (isWritten) write(name, texts.join('\n\n'));
  } catch (error) {
    // The others may well be measured.
    console.error(error);
    process.exitCode = 1;
  }
}
process.exit();

async function* textsOf(tables: Tables): AsyncGenerator<string> {
  if ('then' in tables) yield printed(await tables);
  else for await (const { title, rows } of tables) yield `${title}:\n\n${printed(rows)}`;
}
