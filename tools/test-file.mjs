import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';

/**
 * Runs test files without building the bundle: `npm run test:file -- test/kajeet/devices.test.ts`.
 * Other arguments go to tap. Types are not checked: `npm run types` does that.
 */
await build({
  entryPoints: ['src', 'tools', 'schemas', 'seeds', 'test'].map((folder) => `${folder}/**/*.ts`),
  outbase: '.',
  outdir: 'dist',
  format: 'esm',
  sourcemap: true,
  logLevel: 'warning',
});

const args = process.argv
  .slice(2)
  .map((arg) => arg.replace(/^(?:\.\/)?(test\/.*)\.ts$/, 'dist/$1.js'));
const { status } = spawnSync('tap', args, {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = status ?? 1;
