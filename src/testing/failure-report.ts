import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataDiff, JournalEntry } from '../index.js';
import type { KitOptions } from './options.js';
import { diffSinceStart, type TestSandbox } from './test-sandbox.js';

/** What happened in the sandbox of a test that failed. */
export interface FailureReport {
  readonly journal: readonly JournalEntry[];
  readonly diff: DataDiff;
  /** The file that `understudy open` reads; undefined if none was written. */
  readonly file: string | undefined;
  /** All of this for people, in lines. */
  readonly text: string;
}

/** How many calls and documents the text lists. */
const maxListed = 20;

const defaultFolder = 'understudy-report/failures';

/** Deletes the sandbox of a test that passed. Of one that failed, keeps it and reports what happened in it. */
export async function endTest(
  test: TestSandbox,
  hasFailed: boolean,
  { failures }: KitOptions,
): Promise<FailureReport | undefined> {
  if (hasFailed) return reportFailure(test, failures);
  await test.sandbox.delete();
  return undefined;
}

/** Reports the calls to a sandbox and its changes, and leaves it as a file in a folder. */
async function reportFailure(
  test: TestSandbox,
  folder: string | false = defaultFolder,
): Promise<FailureReport> {
  const { sandbox } = test;
  const journal = await sandbox.journal.entries();
  const diff = await diffSinceStart(sandbox);
  const file = folder === false ? undefined : await writeSandbox(test, folder);
  const lines = [
    `Understudy keeps the sandbox ${sandbox.name} (${sandbox.url}) as it was when the test failed, until its server stops.`,
    ...callLines(journal),
    ...changeLines(diff),
    ...(file === undefined ? [] : [`To look at it: npx api-understudy open ${file}`]),
  ];
  return { journal, diff, file, text: lines.join('\n') };
}

/** Adds the text of a report to the message of an error, which the runner then shows. Returns an Error for any other value. */
export function addToError(thrown: unknown, { text }: Pick<FailureReport, 'text'>): unknown {
  const error = isErrorLike(thrown) ? thrown : new Error(String(thrown));
  const before = error.message;
  const after = `${before}\n\n${text}`;
  const { stack } = error;
  error.message = after;
  // The stack begins with the message as it was when the error was made.
  if (stack?.includes(before))
    error.stack = stack.replace(before === '' ? /^\w+/ : before, (found) =>
      before === '' ? `${found}: ${after}` : after,
    );
  return error;
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'message' in value;
}

async function writeSandbox({ sandbox }: TestSandbox, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${sandbox.name}.sqlite`);
  writeFileSync(file, await sandbox.export());
  return file;
}

function callLines(journal: readonly JournalEntry[]): string[] {
  const listed = journal.slice(-maxListed);
  const omitted = journal.length - listed.length;
  return [
    `Calls: ${journal.length}${omitted > 0 ? `, of which the last ${listed.length}` : ''}`,
    ...listed.map(callLine),
  ];
}

function callLine(entry: JournalEntry): string {
  const { id, method, path, status, operationId, persona, fault, operationStatus } = entry;
  const query = new URLSearchParams(entry.request.query as Record<string, string>).toString();
  const notes = [
    operationId ?? 'no operation',
    ...(persona === null ? [] : [`as ${persona}`]),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
    ...(operationStatus === undefined ? [] : [`done with ${operationStatus}`]),
  ];
  const outcome = status ?? 'connection closed';
  return `  ${id}: ${method} ${path}${query && `?${query}`} -> ${outcome} (${notes.join(', ')})`;
}

function changeLines({ total, documents }: DataDiff): string[] {
  const { added, changed, removed } = total;
  const omitted = Math.max(0, documents.length - maxListed);
  return [
    `Changes since the start: ${added} added, ${changed} changed, ${removed} removed`,
    ...documents.slice(0, maxListed).map(({ contract, collection, key, change, fields }) => {
      const listed = fields.map(
        ({ field, from, to }) => `${field} ${JSON.stringify(from)} -> ${JSON.stringify(to)}`,
      );
      return `  ${contract}/${collection} ${key} ${change}${listed.length > 0 ? `: ${listed.join(', ')}` : ''}`;
    }),
    ...(omitted > 0 ? [`  and ${omitted} more`] : []),
  ];
}
