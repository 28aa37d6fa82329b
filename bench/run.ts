import { benchDevices } from './devices.js';
import { benchSandboxes } from './sandboxes.js';
import { benchStart } from './start.js';

const programs = { devices: benchDevices, sandboxes: benchSandboxes, start: benchStart };

/** `npm run bench` runs all programs, `npm run bench -- devices` one. */
const wanted = process.argv.slice(2);
for (const [name, program] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  console.table(await program());
}
process.exit();
