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
};

/** `npm run bench` runs all programs, `npm run bench -- requests` one. */
const wanted = process.argv.slice(2);
for (const [name, program] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}\n\n${printed(await program())}`);
}
process.exit();
