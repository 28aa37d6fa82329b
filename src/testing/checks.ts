import type { CleanOptions, UnderstudySandbox } from '../index.js';
import { formatExpected, isEqual } from './equality.js';
import type { CallExpectation, CallPattern } from './options.js';
import { diffSinceStart } from './test-sandbox.js';

/** Whether a statement about a sandbox is true, and what a message says if it is not as expected. */
export interface CheckResult {
  readonly pass: boolean;
  readonly message: string;
}

type Match = Exclude<CallPattern, string>;

/** Whether a call was made this often. */
export async function checkCalled(
  sandbox: UnderstudySandbox,
  pattern: CallPattern,
  { times, within = 0 }: CallExpectation = {},
): Promise<CheckResult> {
  const request = { match: toMatch(pattern), timeoutMs: within };
  try {
    const { count, ids } = await sandbox.journal.verify({
      ...request,
      ...(times !== undefined && { count: times }),
    });
    const listed = ids.length > 0 ? ` (${ids.slice(0, 10).join(', ')})` : '';
    return { pass: true, message: `${count} calls match ${JSON.stringify(pattern)}${listed}` };
  } catch (error) {
    if ((error as Error).name !== 'VerificationError') throw error;
    return { pass: false, message: (error as Error).message };
  }
}

/** Whether calls were made in this order, with any others between them. */
export async function checkCalledInOrder(
  sandbox: UnderstudySandbox,
  patterns: readonly CallPattern[],
): Promise<CheckResult> {
  let last = 0;
  for (const [index, pattern] of patterns.entries()) {
    const { ids } = await sandbox.journal.verify({ match: toMatch(pattern), count: { min: 0 } });
    const next = ids.map(Number).find((id) => id > last);
    if (next === undefined) {
      const place = index === 0 ? '' : ` after call ${last}, which is number ${index} of the order`;
      const elsewhere = ids.length > 0 ? `; it was called as ${ids.join(', ')}` : '';
      const message = `${JSON.stringify(pattern)} was not called${place}${elsewhere}`;
      return { pass: false, message };
    }
    last = next;
  }
  return { pass: true, message: `the calls were made in the order ${JSON.stringify(patterns)}` };
}

/** Whether the vendors refused no call, other than by a fault rule. */
export async function checkNoRefusals(
  { journal, name }: UnderstudySandbox,
  { allow }: Pick<CleanOptions, 'allow'> = {},
): Promise<CheckResult> {
  try {
    await journal.assertClean({ ...(allow && { allow }), ignoreUnknownParameters: true });
    return { pass: true, message: `no call to the sandbox ${name} was refused` };
  } catch (error) {
    if ((error as Error).name !== 'UncleanJournalError') throw error;
    return { pass: false, message: (error as Error).message };
  }
}

/**
 * Whether a document has changed since the start of the test: any field, or those with these values. Null stands for a document
 * that was removed. A document that was added has changed.
 */
export async function checkChanged(
  sandbox: UnderstudySandbox,
  [path, key, fields]: ChangeArguments,
): Promise<CheckResult> {
  const { documents } = await diffSinceStart(sandbox);
  const ofCollection = documents.filter((each) => `${each.contract}/${each.collection}` === path);
  const found = ofCollection.find((each) => isKey(each.key, String(key)));
  const subject = `${path} ${key}`;
  if (!found) {
    const others = ofCollection.slice(0, 10).map((each) => each.key);
    const listed = others.length > 0 ? `; changed were ${others.join(', ')}` : '';
    return { pass: false, message: `${subject} has not changed since the start${listed}` };
  }
  if (fields === null || found.change === 'removed') {
    const isRemoved = found.change === 'removed';
    return {
      pass: isRemoved === (fields === null),
      message: `${subject} was ${found.change}`,
    };
  }
  const differences = await fieldDifferences(sandbox, found, fields ?? {});
  return differences.length > 0
    ? { pass: false, message: `${subject} was ${found.change}, but ${differences.join('; ')}` }
    : { pass: true, message: `${subject} was ${found.change}: ${JSON.stringify(fields ?? {})}` };
}

/** Whether a stored key is the one that a test names. Keys that are numbers are stored with zeros in front, so that they sort. */
function isKey(stored: string, named: string): boolean {
  const areNumbers = /^\d+$/.test(stored) && /^\d+$/.test(named);
  return stored === named || (areNumbers && BigInt(stored) === BigInt(named));
}

/** A collection as `contract/name`, the key of a document, and the values that its fields have now. */
export type ChangeArguments = readonly [
  collection: string,
  key: string | number,
  fields?: Readonly<Record<string, unknown>> | null,
];

/** How the current version of a document is read. */
interface DocumentReader {
  get(key: string): Promise<{ readonly wire: object; readonly internal: object }>;
}

type Difference = Awaited<ReturnType<typeof diffSinceStart>>['documents'][number];

/** What is wrong with each of the expected fields. */
async function fieldDifferences(
  sandbox: UnderstudySandbox,
  { contract, collection, key, change, fields }: Difference,
  expected: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  // The names come from the server, and not all of them are known when this is compiled.
  const read = sandbox.data as (contract: string, collection: string) => DocumentReader;
  const { wire, internal } = await read(contract, collection).get(key);
  const current: Readonly<Record<string, unknown>> = { ...wire, ...internal };
  return Object.entries(expected).flatMap(([name, value]) => {
    const isTouched =
      change === 'added' ||
      fields.some(({ field }) => field === name || field.startsWith(`${name}.`));
    const actual = JSON.stringify(current[name]);
    if (!isEqual(current[name], value))
      return [`${name} is ${actual}, not ${formatExpected(value)}`];
    return isTouched ? [] : [`${name} was ${actual} from the start`];
  });
}

/** The conditions of a pattern that is given as text. */
function toMatch(pattern: CallPattern): Match {
  if (typeof pattern !== 'string') return pattern;
  const [, method, path] = /^([A-Za-z]+) +(\/\S*)$/.exec(pattern) ?? [];
  if (method !== undefined && path !== undefined) return { method, path };
  return (pattern.startsWith('/') ? { path: pattern } : { operationId: pattern }) as Match;
}
