import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { buildApp } from './app.js';
import { contracts } from './contracts/index.js';
import { scopeMatrix } from './contracts/scope-matrix.js';
import { completeSettings } from './settings.js';

/** The published documents as files: name and content, the same in every run. */
export async function openapiFiles(): Promise<Map<string, string>> {
  const options = completeSettings({ ephemeral: true, devices: 0, logLevel: 'silent' });
  const app = await buildApp(options, { contracts });
  await app.fastify.ready();
  const files = new Map<string, string>();
  for (const name of [...contracts.map((contract) => contract.name), 'sim']) {
    const document = app.document(name);
    files.set(`${name}.json`, `${JSON.stringify(document, null, 2)}\n`);
    files.set(`${name}.yaml`, stringify(document, { aliasDuplicateObjects: false }));
  }
  await app.fastify.close();
  return files;
}

/** A README with its table of operations brought up to date. */
export function withCounts(readme: string): string {
  const rows = contracts.map(({ title, mount, aliases, operations }) => {
    const simulated = operations.filter(({ handler }) => handler).length;
    const paths = [mount, ...aliases].map((path) => `\`${path}/...\``).join(', ');
    return `| ${title} | ${paths} | ${operations.length} | ${simulated} |`;
  });
  const head = ['| vendor API | served at | operations known | simulated |', '|---|---|---|---|'];
  const [begin, end] = ['<!-- operations -->', '<!-- /operations -->'];
  const table = [begin, ...head, ...rows, end].join('\n');
  return readme.replace(new RegExp(`${begin}.*${end}`, 's'), table);
}

/** The scope matrices as files of `docs/`: name and content. */
export function matrixFiles(): Map<string, string> {
  return new Map(
    contracts.map((contract) => [`scopes-${contract.name}.md`, scopeMatrix(contract)]),
  );
}

/** Writes the documents, the matrices, and what the README says of them, to the folder of the project. */
async function publish(project: string): Promise<void> {
  mkdirSync(join(project, 'docs'), { recursive: true });
  for (const [name, content] of matrixFiles()) writeFileSync(join(project, 'docs', name), content);
  mkdirSync(join(project, 'openapi'), { recursive: true });
  for (const [name, content] of await openapiFiles()) {
    writeFileSync(join(project, 'openapi', name), content);
  }
  const readme = join(project, 'README.md');
  writeFileSync(readme, withCounts(readFileSync(readme, 'utf8')));
}

if (process.argv[1]?.endsWith('openapi.js')) await publish('.');
