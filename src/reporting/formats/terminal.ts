import type { Finding, Report } from '../../../schemas/control/report.js';
import { type Check, countedFindings, type Gate } from '../gate.js';
import {
  count,
  coverageHeadings,
  coverageRows,
  formatCall,
  formatRefusals,
  maxFirstFindings,
  occurrenceText,
  type RefusalsNote,
  refusalsNote,
  runSummary,
  unexaminedNote,
  unmatchedNote,
} from '../summary.js';
import { verdictOf } from '../verdict.js';

/** The terminal shows so many reasons of refusals. */
const maxFirstRefusals = 5;

/** Control characters, which would act on the terminal. */
const controlCharacters = /(?!\n)\p{Cc}/gu;

/** A report as text for a terminal. The result comes last, where it is seen; `page` is where the whole report is. */
export function renderTerminal(
  report: Report,
  gate: Gate,
  checks: readonly Check[],
  page?: string,
): string {
  const findings = countedFindings(report, gate);
  const others = findings.length - Math.min(findings.length, maxFirstFindings);
  const note = unexaminedNote(report);
  const unmatched = unmatchedNote(report);
  const refused = refusalsNote(report);
  const { headline, reasons } = verdictOf(report, gate, checks);
  return [
    'Understudy report',
    runSummary(report),
    '',
    'How much of what each vendor publishes was used:',
    ...alignRows([coverageHeadings, ...coverageRows(report)]),
    '',
    ...findings.slice(0, maxFirstFindings).flatMap(renderFinding),
    ...(others > 0
      ? [`${count(others, 'more finding')} in the other files of the report.`, '']
      : []),
    ...(unmatched ? [unmatched.heading, ...unmatched.calls.map((call) => `   ${call}`), ''] : []),
    ...(refused ? renderRefusals(refused) : []),
    ...(note === undefined ? [] : [note, '']),
    headline,
    ...reasons.map((reason) => `   ${reason}`),
    ...(page === undefined
      ? []
      : [`   The whole report, with how to reproduce each finding: ${page}`]),
  ]
    .join('\n')
    .replace(controlCharacters, '?')
    .trimEnd();
}

function renderFinding(finding: Finding, index: number): string[] {
  const { severity, title, code, advice, documentation, calls } = finding;
  const occurrence = occurrenceText(finding);
  return [
    `${index + 1}. ${severity}: ${title}${occurrence && ` (${occurrence})`} [${code}]`,
    ...(calls[0] ?? []).map((call) => `   ${formatCall(call)}`),
    `   ${advice}`,
    ...(documentation === null ? [] : [`   ${documentation}`]),
    '',
  ];
}

function renderRefusals({ heading, refusals }: RefusalsNote): string[] {
  const others = refusals.length - maxFirstRefusals;
  return [
    `${heading}:`,
    ...refusals.slice(0, maxFirstRefusals).map((each) => `   ${formatRefusals(each)}`),
    ...(others > 0 ? [`   ${count(others, 'more reason')} in the other files of the report.`] : []),
    '',
  ];
}

function alignRows(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
