import { spawnSync } from 'node:child_process';
import { buildConsole, compile } from './build.mjs';

/**
 * Runs test files without building the bundle: `npm run test:file -- test/kajeet/devices/fields.test.ts`.
 * Other arguments go to tap. Types are not checked: `npm run types` does that.
 */
await compile();
await buildConsole();

const args = process.argv
  .slice(2)
  .map((arg) => arg.replace(/^(?:\.\/)?(test\/.*)\.ts$/, 'dist/$1.js'));
const { status } = spawnSync('tap', args, {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = status ?? 1;
