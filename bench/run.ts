import { parseArgs } from 'node:util';
import { benchEmbedded } from './embedded.js';
import { benchLarge } from './large.js';
import { arePeersInstalled, benchPeers } from './peers.js';
import { benchProfile } from './profile.js';
import { benchRequests } from './requests.js';
import { benchSandboxes } from './sandboxes.js';
import { benchSender } from './sender.js';
import { benchStart } from './start.js';
import { printed, type Tables, write } from './table.js';

interface Program {
  /** `isWhole` in a run of all programs, which has ten minutes. */
  run(isWhole: boolean): Promise<Tables>;
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
  console.log(why ? `\n${name} is left out: ${why}; npm run bench -- ${name}` : `\n${name}\n`);
  if (why) continue;
  try {
    const text = printed(await run(isWhole));
    console.log(text);
    if (isWritten) write(name, text);
  } catch (error) {
    // The others may well be measured.
    console.error(error);
    process.exitCode = 1;
  }
}
process.exit();
