import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { collectModels, ref } from '../../schemas/annotations.js';
import { Report, type ReportFacts, reportFormat } from '../../schemas/control/report.js';
import { mergeFacts, toReport } from '../simulator/audit/merge.js';
import { Validator } from '../simulator/validation/validator.js';
import { renderHtml } from './formats/html.js';
import { renderJunit } from './formats/junit.js';
import { renderMarkdown } from './formats/markdown.js';
import { renderTerminal } from './formats/terminal.js';
import { type Check, checkGate, type Gate, openGate } from './gate.js';

/** The folder of reports, by default. */
export const reportFolder = 'understudy-report';

const schema = ref(Report);

/** What a server leaves: each run has a file, so that parallel processes can write to one folder. */
const runFile = /^run-.+\.json$/;

/** The report as data, which can be merged again. */
const mergedFile = 'report.json';

/** The other files of a report, by name. */
const formats = {
  'report.html': renderHtml,
  'report.xml': renderJunit,
  'report.md': renderMarkdown,
} as const;

/** Leaves what clients did in the run of a server in a folder, to be merged with other runs. */
export function writeRun(facts: ReportFacts, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const name = `run-${process.pid}-${randomBytes(6).toString('hex')}.json`;
  writeFileSync(join(folder, name), `${JSON.stringify(toReport(facts))}\n`);
}

/** Deletes the runs and the report that an earlier command left in a folder, so that they are not counted again. */
export function clearReport(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (runFile.test(name) || name === mergedFile || Object.hasOwn(formats, name))
      rmSync(join(folder, name));
}

/** Merges the runs in a folder and writes the report there. Call it when the servers have stopped. */
export function finishReport(folder: string, gate: Gate = openGate): WrittenReport {
  return writeReport(readReports([folder]), folder, gate);
}

/** A report that was written, with the conditions of the gate. */
export interface WrittenReport {
  readonly report: Report;
  readonly checks: readonly Check[];
  /** The report as text for a terminal. */
  readonly text: string;
}

/**
 * Writes a report to a folder: `report.json`, one HTML file, JUnit XML and Markdown. Returns it as text, with the conditions of
 * the gate.
 */
export function writeReport(report: Report, folder: string, gate: Gate = openGate): WrittenReport {
  const checks = checkGate(report, gate);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, mergedFile), `${JSON.stringify(report)}\n`);
  for (const [name, render] of Object.entries(formats))
    writeFileSync(join(folder, name), render(report, gate, checks));
  const page = join(folder, 'report.html');
  return { report, checks, text: renderTerminal(report, gate, checks, page) };
}

/**
 * Merges the runs that servers left in files and folders. Of a folder without runs its `report.json` is taken. Throws an Error
 * for a path without a report, and for a file that is none.
 */
export function readReports(paths: readonly string[]): Report {
  const files = new Set(paths.flatMap(reportFilesAt));
  return toReport(mergeFacts([...files].map(readReport)));
}

function reportFilesAt(path: string): string[] {
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  if (!statSync(path).isDirectory()) return [path];
  const found = reportFilesIn(path);
  if (found.length > 0) return found;
  // Artifacts that are downloaded together have a folder each.
  const folders = pathsIn(path).filter((each) => statSync(each).isDirectory());
  const nested = folders.flatMap(reportFilesIn);
  if (nested.length === 0)
    throw new Error(
      `${path} has no report: no run-*.json and no ${mergedFile}, neither in its folders`,
    );
  return nested;
}

/** The runs in a folder, or its merged report without any. */
function reportFilesIn(folder: string): string[] {
  const paths = pathsIn(folder);
  const runs = paths.filter((path) => runFile.test(basename(path)));
  return runs.length > 0 ? runs : paths.filter((path) => basename(path) === mergedFile);
}

function pathsIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

function readReport(file: string): Report {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  const { format } = (content ?? {}) as { format?: unknown };
  if (format !== undefined && format !== reportFormat)
    throw new Error(`${file} has the format ${format}, and this version reads ${reportFormat}`);
  const [first] = new Validator(() => collectModels(schema)).validate(schema, content, 'body');
  if (first)
    throw new Error(`${file} is not a report: ${first.at || 'its content'} ${first.message}`);
  return content as Report;
}
