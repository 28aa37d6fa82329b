import type { Report } from '../../../schemas/control/report.js';
import { type Check, countedFindings, type Gate } from '../gate.js';
import {
  count,
  coverageHeadings,
  coverageRows,
  formatCall,
  maxFirstFindings,
  occurrenceText,
  runSummary,
  unexaminedNote,
} from '../summary.js';

/** Control characters, which would act on the terminal. */
const controlCharacters = /(?!\n)\p{Cc}/gu;

/** A report as text for a terminal. */
export function renderTerminal(report: Report, gate: Gate, checks: readonly Check[]): string {
  const findings = countedFindings(report, gate);
  const first = findings
    .slice(0, maxFirstFindings)
    .flatMap((finding, index) => [
      `${index + 1}. ${finding.severity}: ${finding.title} (${occurrenceText(finding)}) [${finding.code}]`,
      ...(finding.calls[0] ?? []).map((call) => `   ${formatCall(call)}`),
      `   ${finding.advice}`,
      ...(finding.documentation === null ? [] : [`   ${finding.documentation}`]),
      '',
    ]);
  const others = findings.length - Math.min(findings.length, maxFirstFindings);
  const failed = checks.filter(({ passed }) => !passed);
  const note = unexaminedNote(report);
  return [
    runSummary(report),
    '',
    ...alignRows([coverageHeadings, ...coverageRows(report)]),
    '',
    findings.length === 0 ? 'No findings.' : `${count(findings.length, 'finding')}:`,
    '',
    ...first,
    ...(others > 0
      ? [`${count(others, 'more finding')} in the other files of the report.`, '']
      : []),
    ...(note === undefined ? [] : [note, '']),
    ...failed.map(({ message }) => `FAILED: ${message}`),
  ]
    .join('\n')
    .replace(controlCharacters, '?')
    .trimEnd();
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
