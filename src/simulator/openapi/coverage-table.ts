import type { TSchema } from '@sinclair/typebox';
import { collectModels } from '../../../schemas/annotations.js';
import type { Contract } from '../contract/contract.js';
import type { MediaResponse, Operation } from '../contract/operation.js';
import { loadPathOnly } from '../resources/path-only.js';

/** A Markdown page with every operation of all contracts: whether it is simulated, and what is known of it. */
export async function coverageTable(contracts: readonly Contract[]): Promise<string> {
  const tables = await Promise.all(
    contracts.map(async (each) => [...contractTable(each), ...(await pathOnlyTable(each))]),
  );
  return [
    '# Every operation and its evidence',
    '',
    'Generated from the declarations by `npm run openapi`.',
    '',
    '| column | meaning |',
    '|---|---|',
    '| simulated | whether the operation works; others answer 501 |',
    '| operation | how it is known: `documented` by the vendor, `observed` in public client code, or `inferred` by Understudy |',
    '| body, response | how many of the fields are documented; `inferred` where the vendor shows none, `-` where there is none |',
    '| source | the page |',
    ...tables.flat(),
    '',
  ].join('\n');
}

function contractTable({ title, mount, operations }: Contract): string[] {
  const simulated = operations.filter(({ handler }) => handler).length;
  return [
    '',
    `## ${title}`,
    '',
    `${operations.length} operations below \`${mount}\`, of which ${simulated} are simulated.`,
    '',
    '| endpoint | operationId | simulated | operation | body | response | source |',
    '|---|---|---|---|---|---|---|',
    ...operations.map(row),
  ];
}

/** The operations of which only method and path are known; nothing for a vendor without them. */
async function pathOnlyTable(contract: Contract): Promise<string[]> {
  const resources = await loadPathOnly(contract);
  const [first] = resources;
  if (!first) return [];
  const operations = resources.flatMap(({ path, methods }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `\`${method} ${path}\``),
  );
  return [
    '',
    `### ${contract.title}: known by path only`,
    '',
    `The vendor lists ${operations.length} more operations below \`${contract.mount}\` ([${first.source.split('/').at(-1)}](${first.source})), of which Understudy knows method and path only. They are not published, and answer 501.`,
    '',
    ...operations.map((operation) => `- ${operation}`),
  ];
}

function row({ method, url, schema, config: { evidence }, handler }: Operation): string {
  const cells = [
    `\`${method} ${url.replace(/:(\w+)/g, '{$1}')}\``,
    `\`${schema.operationId}\``,
    handler ? 'yes' : 'no',
    evidence?.kind ?? '-',
    knowledge(schema.body),
    knowledge(successSchema(schema.response)),
    evidence ? sourceLink(evidence.source) : '-',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** How many fields of a schema are documented. The fields of a list are those of its items. */
function knowledge(schema: TSchema | undefined): string {
  if (!schema || schema.type === 'null') return '-';
  const item = schema.type === 'array' ? (schema.items as TSchema) : schema;
  const model = item.$ref === undefined ? item : (collectModels(item)[0] ?? item);
  if (isInferred(schema) || isInferred(model)) return 'inferred';
  const fields = Object.values(model.properties ?? {}) as TSchema[];
  const documented = fields.filter((field) => !isInferred(field)).length;
  if (documented === fields.length) return 'documented';
  return documented === 0 ? 'inferred' : `${documented} of ${fields.length} fields`;
}

function isInferred(schema: TSchema): boolean {
  return schema['x-evidence'] === 'inferred';
}

/** The schema of the first success; for several media types the one of JSON. */
function successSchema(responses: Operation['schema']['response']): TSchema | undefined {
  const [, declared] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  if (!declared || !('content' in declared)) return declared;
  const { content } = declared as MediaResponse;
  return (content['application/json'] ?? Object.values(content)[0])?.schema;
}

/** A link to a page; other sources are texts. */
function sourceLink(source: string): string {
  const [, name] = /^https?:\/\/\S*?([^/#]+)\/?(?:#\S*)?$/.exec(source) ?? [];
  return name ? `[${name}](${source})` : source;
}
