import { benchEmbedded } from './embedded.js';
import type { Row } from './measure.js';
import { arePeersInstalled, benchPeers } from './peers.js';
import { benchProfile } from './profile.js';
import { benchRequests } from './requests.js';
import { benchSandboxes } from './sandboxes.js';
import { benchSender } from './sender.js';
import { benchStart } from './start.js';
import { printed } from './table.js';

/** What a program gives: one table, or several with a title each. */
type Tables = Row[] | Record<string, Row[]>;

interface Program {
  run(): Promise<Tables>;
  /** Why it is no part of the whole run; nothing when it is. */
  leftOut?(): string | undefined;
}

const programs: Readonly<Record<string, Program>> = {
  sender: { run: benchSender },
  requests: { run: benchRequests },
  sandboxes: { run: benchSandboxes },
  start: { run: benchStart },
  embedded: { run: benchEmbedded },
  peers: {
    run: benchPeers,
    leftOut: () => (arePeersInstalled() ? undefined : 'it installs other servers first'),
  },
  profile: { run: benchProfile, leftOut: () => 'it is no measurement' },
};

/** `npm run bench` runs all programs, `npm run bench -- requests` one. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in programs));
if (unknown.length > 0) {
  console.error(`there is no ${unknown.join()}; there are ${Object.keys(programs).join(', ')}`);
  process.exit(2);
}
for (const [name, { run, leftOut }] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const why = wanted.length === 0 && leftOut?.();
  console.log(why ? `\n${name} is left out: ${why}; npm run bench -- ${name}` : `\n${name}`);
  if (!why) print(await run());
}
process.exit();

function print(tables: Tables): void {
  if (Array.isArray(tables)) console.log(`\n${printed(tables)}`);
  else
    for (const [title, rows] of Object.entries(tables))
      console.log(`\n${title}\n\n${printed(rows)}`);
}
