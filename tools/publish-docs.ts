import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { collectModels } from '../schemas/annotations.js';
import { buildApp } from '../src/app.js';
import { resolveConfig } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { scopeMatrix } from '../src/simulator/openapi/scope-matrix.js';

/** The published documents as files: name and content, the same in every run. */
export async function renderOpenapiFiles(): Promise<Map<string, string>> {
  const options = resolveConfig({ ephemeral: true, devices: 0, logLevel: 'silent' }, contracts);
  const app = await buildApp(options, { contracts });
  const files = new Map<string, string>();
  for (const name of [...contracts.map((contract) => contract.name), 'sim']) {
    const document = await app.document(name);
    files.set(`${name}.json`, `${JSON.stringify(document, null, 2)}\n`);
    files.set(`${name}.yaml`, stringify(document, { aliasDuplicateObjects: false }));
  }
  await app.fastify.close();
  return files;
}

/** A README with its tables brought up to date: how much there is of each vendor, and a body for each write. */
export function updateReadmeTables(readme: string): string {
  return replaceSection(
    replaceSection(readme, 'operations', operationCountRows()),
    'bodies',
    exampleBodyRows(),
  );
}

function operationCountRows(): string[] {
  const rows = contracts.map(({ title, mount, aliases, operations }) => {
    const simulated = operations.filter(({ handler }) => handler).length;
    const without = (path: string, leadsTo: string) => leadsTo === `${mount}${path}`;
    const isBare = operations.every(({ url }) =>
      Object.entries(aliases).some(
        ([path, leadsTo]) => url.startsWith(path) && without(path, leadsTo),
      ),
    );
    const others = isBare
      ? [`the same without \`${mount}\``]
      : Object.keys(aliases).map((path) => `\`${path}/...\``);
    const paths = [`\`${mount}/...\``, ...others];
    return `| ${title} | ${paths.join(', ')} | ${operations.length} | ${simulated} |`;
  });
  return [
    '| vendor API | served at | operations known | simulated |',
    '|---|---|---|---|',
    ...rows,
  ];
}

function exampleBodyRows(): string[] {
  return contracts.flatMap(({ title, mount, operations }) => {
    const rows = operations
      .filter(({ handler, config, schema }) => handler && schema.body && config.effect !== 'read')
      .map(({ method, url, schema }) => {
        const model = collectModels(schema.body)[0] ?? schema.body;
        const path = url.replace(/:(\w+)/g, '{$1}');
        return `| \`${method} ${path}\` | \`${JSON.stringify(model?.examples?.[0])}\` |`;
      });
    return [
      '',
      `${title}, below \`${mount}\`:`,
      '',
      '| write | a body that works |',
      '|---|---|',
      ...rows,
    ];
  });
}

function replaceSection(text: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  return text.replace(new RegExp(`${begin}.*${end}`, 's'), () => [begin, ...lines, end].join('\n'));
}

/** The scope matrices, of the vendors that know scopes or roles, as files of `docs/`: name and content. */
export function scopeMatrixFiles(): Map<string, string> {
  return new Map(
    contracts
      .filter(({ identity }) => identity.scopes.length > 0)
      .map((contract) => [`scopes-${contract.name}.md`, scopeMatrix(contract)]),
  );
}

/** Writes the documents, the matrices, and what the README says of them, to the folder of the project. */
async function writeDocs(project: string): Promise<void> {
  mkdirSync(join(project, 'docs'), { recursive: true });
  for (const [name, content] of scopeMatrixFiles())
    writeFileSync(join(project, 'docs', name), content);
  mkdirSync(join(project, 'openapi'), { recursive: true });
  for (const [name, content] of await renderOpenapiFiles()) {
    writeFileSync(join(project, 'openapi', name), content);
  }
  const readme = join(project, 'README.md');
  writeFileSync(readme, updateReadmeTables(readFileSync(readme, 'utf8')));
}

if (process.argv[1]?.endsWith('publish-docs.js')) await writeDocs('.');
