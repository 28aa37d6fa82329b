import { mkdirSync, writeFileSync } from 'node:fs';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';

/*
 * Writes the declarations of each entry point of the package as one file, and a copy for `require`: TypeScript reads a `.d.cts`
 * file as CommonJS, where imports would resolve differently. Those of the test runners import that of the package, and the runner.
 */

const folder = 'dist/bundle';

/** The entry points, and the packages that their declarations may import: each consumer of them has these. */
const entries = [
  { name: 'index', source: 'src/index.ts', packages: [] },
  { name: 'vitest', source: 'src/testing/runners/vitest.ts', packages: ['vitest'] },
  {
    name: 'playwright',
    source: 'src/testing/runners/playwright.ts',
    packages: ['@playwright/test'],
  },
  { name: 'jest', source: 'src/testing/runners/jest.ts', packages: [] },
  { name: 'node-test', source: 'src/testing/runners/node-test.ts', packages: [] },
];

const entryOf = (name) => name === '../index.js' || /\/src\/index\.[jt]s$/.test(name);

mkdirSync(folder, { recursive: true });
for (const { name, source, packages } of entries) {
  const isIndex = name === 'index';
  const bundle = await rollup({
    input: source,
    plugins: [dts()],
    external: (id) => !/^[./]/.test(id) || (!isIndex && entryOf(id)),
  });
  const { output } = await bundle.generate({
    format: 'es',
    paths: (id) => (entryOf(id) ? './index.js' : id),
  });
  const [{ code, imports }] = output;
  const others = imports.filter(
    (each) => !/^node:/.test(each) && each !== './index.js' && !packages.includes(each),
  );
  if (others.length > 0)
    throw new Error(
      `the declarations of ${name} import ${others.join(', ')}, which consumers do not have: declare plain types`,
    );
  for (const [extension, index] of [
    ['.d.ts', './index.js'],
    ['.d.cts', './index.cjs'],
  ])
    writeFileSync(`${folder}/${name}${extension}`, code.replaceAll("'./index.js'", `'${index}'`));
}
