import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { collectModels } from '../schemas/annotations.js';
import { buildApp } from '../src/app.js';
import { resolveConfig, type Setting, settingsOf } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { collectionFormats } from '../src/simulator/collections/formats.js';
import { sampleCollection } from '../src/simulator/collections/sample-requests.js';
import { scenarios } from '../src/simulator/faults/scenarios.js';
import { coverageTable } from '../src/simulator/openapi/coverage-table.js';
import { scopeMatrix } from '../src/simulator/openapi/scope-matrix.js';
import { defaultSandbox } from '../src/store/sandbox/registry.js';
import { consoleTypesFile, renderConsoleTypes } from './console-types.js';
import { renderSdkTypes } from './sdk-types.js';

/** The file with the generated types of the SDK. */
export const sdkTypesFile = 'src/sdk/generated.ts';

/** All source files that this program generates. */
export const generatedSources: readonly string[] = [sdkTypesFile, consoleTypesFile];

/** The published OpenAPI documents as files: name and content, the same in every run. */
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

/** The address at which a server listens by default. */
const defaultOrigin = 'http://127.0.0.1:4010';

/** The folder of the collections of requests. */
export const collectionsFolder = 'openapi/collections';

/** The collections of requests as files: name and content. They have the default address, and no tokens. */
export async function renderCollectionFiles(): Promise<Map<string, string>> {
  const options = resolveConfig({ ephemeral: true, logLevel: 'silent' }, contracts);
  const { fastify, sandboxes, signer } = await buildApp(options, { contracts });
  const sandbox = sandboxes.open(defaultSandbox);
  if (!sandbox) throw new Error('a new server has no default sandbox');
  const files = contracts.flatMap((contract) => {
    const source = { contract, sandbox, signer, baseUrl: defaultOrigin };
    const collection = sampleCollection(source);
    return collectionFormats.map(
      ({ extension, render }) => [`${contract.name}${extension}`, render(collection)] as const,
    );
  });
  await fastify.close();
  return new Map(files);
}

/** The generated section of each hand-written page, by its path: the name in its markers, and what renders its lines. */
const generatedSections: Readonly<Record<string, { name: string; render: () => string[] }>> = {
  'README.md': { name: 'operations', render: operationCountRows },
  'docs/control-plane.md': { name: 'scenarios', render: scenarioTable },
  'docs/example-bodies.md': { name: 'bodies', render: exampleBodyTables },
  'docs/settings.md': { name: 'settings', render: settingTables },
};

/** Paths of the hand-written pages that have a generated section. */
export const generatedPages: readonly string[] = Object.keys(generatedSections);

/** The text of a page with its generated section brought up to date. Throws an Error when the page has no such section. */
export function updateGeneratedSection(path: string, text: string): string {
  const section = generatedSections[path];
  const [begin, end] = [`<!-- ${section?.name} -->`, `<!-- /${section?.name} -->`];
  const pattern = new RegExp(`${begin}.*${end}`, 's');
  if (!section || !pattern.test(text))
    throw new Error(`${path} has no section ${begin} ... ${end}`);
  return text.replace(pattern, () => [begin, ...section.render(), end].join('\n'));
}

function operationCountRows(): string[] {
  const rows = contracts.map(({ title, mount, aliases, operations }) => {
    const simulated = operations.filter(({ handler }) => handler).length;
    const servesWithoutMount = operations.every(({ url }) =>
      Object.entries(aliases).some(
        ([path, target]) => url.startsWith(path) && target === `${mount}${path}`,
      ),
    );
    const others = servesWithoutMount
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

function scenarioTable(): string[] {
  const rows = scenarios.map(({ name, description }) => `| \`${name}\` | ${description} |`);
  return ['| scenario | what happens |', '|---|---|', ...rows];
}

function exampleBodyTables(): string[] {
  return contracts.flatMap(({ title, mount, operations }) => {
    const rows = operations
      .filter(({ handler, config, schema }) => handler && schema.body && config.effect !== 'read')
      .map(({ method, url, schema, config }) => {
        const model = collectModels(schema.body)[0] ?? schema.body;
        const path = url.replace(/:(\w+)/g, '{$1}');
        const body = config.acceptsFile
          ? `a multipart form with the file as its part \`${config.acceptsFile.part}\``
          : `\`${JSON.stringify(model?.examples?.[0])}\``;
        return `| \`${method} ${path}\` | ${body} |`;
      });
    return [
      '',
      `## ${title}`,
      '',
      `Paths below \`${mount}\`:`,
      '',
      '| write | valid body |',
      '|---|---|',
      ...rows,
    ];
  });
}

function settingTables(): string[] {
  const settings = settingsOf(contracts);
  const groups = [
    { title: 'Server', listed: settings.filter(({ path }) => path.length === 1) },
    ...contracts.map(({ name, title }) => ({
      title,
      listed: settings.filter(({ path }) => path.length > 1 && path[0] === name),
    })),
  ];
  return groups.flatMap(({ title, listed }) => [
    '',
    `## ${title}`,
    '',
    '| flag | environment variable | default | meaning |',
    '|---|---|---|---|',
    ...listed.map(settingRow),
  ]);
}

function settingRow({ flag, variable, schema }: Setting): string {
  const choices = schema.enum ? ` (${schema.enum.join(', ')})` : '';
  const meaning = `${schema.description}${choices}`.replaceAll('|', '\\|');
  const flags = schema.default === true ? `\`--${flag}\`, \`--no-${flag}\`` : `\`--${flag}\``;
  return `| ${flags} | \`${variable}\` | ${formatDefault(schema)} | ${meaning} |`;
}

function formatDefault(schema: Setting['schema']): string {
  if (schema.type === 'boolean') return schema.default ? 'on' : 'off';
  return schema.default === undefined ? 'none' : `\`${schema.default}\``;
}

/** The generated files of `docs/`, name and content: the coverage, and the scope matrices of vendors with scopes or roles. */
export async function generatedDocs(): Promise<Map<string, string>> {
  const scoped = contracts.filter(({ identity }) => identity.scopes.length > 0);
  return new Map([
    ['coverage.md', await coverageTable(contracts)],
    ...scoped.map((each) => [`scopes-${each.name}.md`, scopeMatrix(each)] as const),
  ]);
}

/** Writes the OpenAPI documents, the collections of requests, the types of the SDK and the console, the generated docs and the generated sections below the project's folder. */
async function writeDocs(project: string): Promise<void> {
  for (const [name, content] of await generatedDocs())
    writeFileSync(join(project, 'docs', name), content);
  mkdirSync(join(project, collectionsFolder), { recursive: true });
  const documents = await renderOpenapiFiles();
  for (const [name, content] of documents) writeFileSync(join(project, 'openapi', name), content);
  for (const [name, content] of await renderCollectionFiles())
    writeFileSync(join(project, collectionsFolder, name), content);
  const control = JSON.parse(documents.get('sim.json') ?? '{}');
  writeFileSync(join(project, sdkTypesFile), await renderSdkTypes(control));
  writeFileSync(join(project, consoleTypesFile), await renderConsoleTypes(control));
  for (const path of generatedPages) {
    const file = join(project, path);
    writeFileSync(file, updateGeneratedSection(path, readFileSync(file, 'utf8')));
  }
}

if (process.argv[1]?.endsWith('publish-docs.js')) await writeDocs('.');
