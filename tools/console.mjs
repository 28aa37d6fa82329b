import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const browsers = ['chrome111', 'firefox115', 'safari16.4'];

/**
 * Bundles the console for the browser: scripts and one style sheet whose names contain a hash of their content, the page
 * that loads them, and `meta.json`, which lists what they were built from. A page of the console is a script of its own
 * that is loaded on first use.
 */
export async function writeConsole(source, target) {
  rmSync(target, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [join(source, 'main.tsx')],
    outdir: join(target, 'assets'),
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: browsers,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: join(source, 'tsconfig.json'),
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const [script, output] = Object.entries(metafile.outputs).find(([, each]) =>
    each.entryPoint?.endsWith('main.tsx'),
  );
  const names = { SCRIPT: script, STYLE: output.cssBundle };
  const page = readFileSync(join(source, 'index.html'), 'utf8').replace(
    /(?:SCRIPT|STYLE)(?=")/g,
    (name) => names[name].slice(target.length + 1),
  );
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'index.html'), page);
  cpSync(join(source, 'icon.svg'), join(target, 'icon.svg'));
  writeFileSync(join(target, 'meta.json'), JSON.stringify(metafile));
}

/**
 * Bundles the scripts and the style of the documentation pages, which contains that of Swagger UI, and writes `meta.json`. The names
 * are fixed, because the server writes the pages.
 */
export async function writeDocs(source, target) {
  rmSync(target, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: ['page.ts', 'downloads.ts', 'appearance.ts', 'styles/page.css'].map((file) =>
      join(source, 'docs', file),
    ),
    outdir: target,
    entryNames: '[name]',
    bundle: true,
    minify: true,
    format: 'iife',
    target: browsers,
    tsconfig: join(source, 'tsconfig.json'),
    charset: 'utf8',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(target, 'meta.json'), JSON.stringify(metafile));
}
