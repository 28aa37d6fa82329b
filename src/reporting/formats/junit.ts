import { findingCodes, type Report } from '../../../schemas/control/report.js';
import { escapeMarkup } from '../escape-markup.js';
import { type Check, countedFindings, type Gate } from '../gate.js';
import { formatCall } from '../summary.js';

/** A report as JUnit XML: a test case for each kind of finding that counts, and for each condition of the gate. */
export function renderJunit(report: Report, gate: Gate, checks: readonly Check[]): string {
  const findings = countedFindings(report, gate);
  const audits = findingCodes
    .filter((code) => !gate.ignored.includes(code))
    .map((code) => {
      const found = findings.filter((each) => each.code === code);
      const failures = found.map(({ title, description, advice, calls }) => ({
        message: title,
        text: [description, advice, ...calls.flat().map(formatCall)].join('\n'),
      }));
      return { name: code, className: 'understudy.findings', failures };
    });
  const conditions = checks.map(({ name, passed, message }) => ({
    name,
    className: 'understudy.thresholds',
    failures: passed ? [] : [{ message, text: message }],
  }));
  const cases = [...audits, ...conditions];
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const counts = `tests="${cases.length}" failures="${failed}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Understudy" ${counts}>`,
    `  <testsuite name="Understudy" ${counts} errors="0" skipped="0">`,
    ...cases.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly failures: readonly { readonly message: string; readonly text: string }[];
}

/** A test case has one failure at most, which names all. */
function renderCase({ name, className, failures }: TestCase): string {
  const open = `    <testcase classname="${className}" name="${escapeMarkup(name)}"`;
  if (failures.length === 0) return `${open}/>`;
  const message = escapeMarkup(failures.map((each) => each.message).join('; '));
  const text = escapeMarkup(failures.map((each) => each.text).join('\n\n'));
  return `${open}>\n      <failure message="${message}">${text}</failure>\n    </testcase>`;
}
