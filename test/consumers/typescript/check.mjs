import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';

/** How consumers compile: the module kind, how packages resolve, and the file whose extension says its format. */
const projects = [
  ['nodenext', 'nodenext', 'devices.mts', 'devices.mjs'],
  ['nodenext', 'nodenext', 'devices.cts', 'devices.cjs'],
  ['node16', 'node16', 'devices.ts', 'devices.js'],
  ['node16', 'node16', 'devices.cts', 'devices.cjs'],
  ['esnext', 'bundler', 'devices.mts', 'devices.mjs'],
];

// The same program as a module of each format.
for (const copy of ['devices.mts', 'devices.cts']) copyFileSync('devices.ts', copy);

const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
};

for (const [module, moduleResolution, source, output] of projects) {
  console.log(`${module}, ${moduleResolution}, ${source}`);
  run(
    ...['node_modules/typescript/bin/tsc', source, '--module', module],
    ...['--moduleResolution', moduleResolution, '--target', 'es2022', '--lib', 'es2022'],
    ...['--strict', '--skipLibCheck', 'false', '--types', 'node', '--outDir', 'out'],
  );
  run(`out/${output}`);
}
