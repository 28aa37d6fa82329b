import { readFileSync } from 'node:fs';
import t from 'tap';
import { projectFile } from '../../support/project-file.js';
import { Comparison } from './comparison.js';
import { accepted } from './differences.js';
import {
  type Note,
  noteOf,
  type OperationNotes,
  operationNotes,
  type PublishedDocument,
} from './notation.js';

/**
 * The vendor's Swagger of 62 operations: names, types, enums, limits and required fields, without its prose. A name with a star
 * is required. Source: `openapi/_original/esper-manage-openapi-original.yml` of api-evangelist/esper at commit 0f94d47.
 */
interface Swagger {
  readonly operations: Readonly<Record<string, OperationNotes>>;
  readonly definitions: Readonly<Record<string, Note>>;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(projectFile(file), 'utf8'));
const swagger = read<Swagger>('test/facts/esper-swagger.json');
const published = read<PublishedDocument>('openapi/esper.json');

/** Compares what is one value of an operation. */
function compareFlags(
  comparison: Comparison,
  key: string,
  { vendor, ours }: Readonly<Record<'vendor' | 'ours', OperationNotes>>,
): void {
  for (const name of ['operationId', 'isBodyOptional'] as const)
    if (ours[name] !== vendor[name])
      comparison.add(`${key}: ${name} ${vendor[name]} -> ${ours[name]}`);
}

/** Compares an operation of the Swagger with the published one. */
function compareOperation(comparison: Comparison, key: string, vendor: OperationNotes): void {
  const [method = '', path = ''] = key.split(' ');
  const operation = published.paths[path]?.[method.toLowerCase()];
  if (!operation) {
    comparison.add(`${key}: not declared`);
    return;
  }
  const ours = operationNotes(operation);
  compareFlags(comparison, key, { vendor, ours });
  for (const part of ['path', 'query', 'formData', 'body'] as const) {
    const [theirs, own] = [vendor[part] ?? {}, ours[part] ?? {}];
    comparison.compare('request', { place: `${key} ${part}`, vendor: theirs, ours: own });
  }
  for (const [status, note] of Object.entries(vendor.responses)) {
    const own = ours.responses[status];
    if (own === undefined) comparison.add(`${key} ${status}: only in the Swagger`);
    else if (note)
      comparison.compare('response', { place: `${key} ${status}`, vendor: note, ours: own });
  }
  for (const status of Object.keys(ours.responses))
    if (status < '300' && !(status in vendor.responses))
      comparison.add(`${key} ${status}: only here`);
}

/** All differences between the vendor's Swagger and the published document. */
function differences(): string[] {
  const comparison = new Comparison({
    vendor: (name) => swagger.definitions[name],
    ours: (name) => {
      const schema = published.components.schemas[name];
      return schema && noteOf(schema);
    },
  });
  for (const [key, vendor] of Object.entries(swagger.operations))
    compareOperation(comparison, key, vendor);
  return comparison.found;
}

t.test('the fixture has the 62 operations of the Swagger', async (t) => {
  t.equal(Object.keys(swagger.operations).length, 62);
});

t.test(
  'the published document differs from the Swagger only where a reason says why',
  async (t) => {
    const found = differences();
    const excuses = accepted.flatMap(({ reason, differences: all }) =>
      all.map((each) => ({ reason, each })),
    );
    const matches = (each: string | RegExp, difference: string) =>
      typeof each === 'string' ? each === difference : each.test(difference);
    t.strictSame(
      found.filter((difference) => !excuses.some(({ each }) => matches(each, difference))),
      [],
      'differences without a reason',
    );
    t.strictSame(
      excuses.filter(({ each }) => !found.some((difference) => matches(each, difference))),
      [],
      'reasons for differences that do not exist any more',
    );
  },
);
