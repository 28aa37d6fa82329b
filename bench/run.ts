import { arePeersInstalled, benchPeers } from './peers.js';
import { benchRequests } from './requests.js';
import { benchSandboxes } from './sandboxes.js';
import { benchSender } from './sender.js';
import { benchStart } from './start.js';
import { printed } from './table.js';

const programs = {
  sender: benchSender,
  requests: benchRequests,
  sandboxes: benchSandboxes,
  start: benchStart,
  peers: benchPeers,
};

/** `npm run bench` runs all programs, `npm run bench -- requests` one. */
const wanted = process.argv.slice(2);
const isAll = wanted.length === 0;
for (const [name, program] of Object.entries(programs)) {
  if (!isAll && !wanted.includes(name)) continue;
  if (isAll && name === 'peers' && !arePeersInstalled()) {
    console.log('\npeers are not installed and left out; npm run bench -- peers installs them');
    continue;
  }
  console.log(`\n${name}\n\n${printed(await program())}`);
}
process.exit();
