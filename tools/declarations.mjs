import { mkdirSync, writeFileSync } from 'node:fs';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

/*
 * Writes the declarations of the package as one file that imports nothing, and a copy for `require`: TypeScript reads a
 * `.d.cts` file as CommonJS, where imports would resolve differently.
 */

const folder = 'dist/bundle';

const bundle = await rollup({
  input: 'src/index.ts',
  plugins: [dts()],
  external: (name) => !/^[./]/.test(name),
});
const { output } = await bundle.generate({ format: 'es' });
const [{ code, imports }] = output;
mkdirSync(folder, { recursive: true });
for (const extension of ['.d.ts', '.d.cts']) writeFileSync(`${folder}/index${extension}`, code);

const packages = imports.filter((name) => !name.startsWith('node:'));
if (packages.length > 0)
  throw new Error(
    `the declarations import ${packages.join(', ')}, which consumers do not have: declare plain types in src/sdk`,
  );
