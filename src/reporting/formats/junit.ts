import { type Finding, findingCodes, type Report } from '../../../schemas/control/report.js';
import { escapeMarkup } from '../escape-markup.js';
import {
  type Check,
  countedFindings,
  type Gate,
  maxFindingsName,
  maxUnmatchedName,
} from '../gate.js';
import { formatCall, unmatchedNote } from '../summary.js';

/** What a viewer shows as a test. */
interface TestCase {
  readonly name: string;
  readonly className: string;
  readonly message: string;
  readonly text: string;
  readonly isFailure: boolean;
}

/**
 * A report as JUnit XML, which fails where `understudy report` does: with more findings than are allowed, each is a failed test.
 * Findings that are allowed are passed tests with the finding as their output. A kind without findings is a passed test, and
 * so is each other condition that is met.
 */
export function renderJunit(report: Report, gate: Gate, checks: readonly Check[]): string {
  const isFailure = checks.some(({ name, passed }) => name === maxFindingsName && !passed);
  const findings = countedFindings(report, gate);
  const audits = findingCodes
    .filter((code) => !gate.ignored.includes(code))
    .flatMap((code) => {
      const found = findings.filter((each) => each.code === code);
      const className = `understudy.findings.${code}`;
      return found.length === 0
        ? [{ name: code, className, message: '', text: '', isFailure: false }]
        : found.map((each) => ({ ...toTestCase(each), className, isFailure }));
    });
  const conditions = checks
    .filter(({ name }) => name !== maxFindingsName)
    .map(({ name, passed, message }) => {
      const className = 'understudy.thresholds';
      const calls = name === maxUnmatchedName ? (unmatchedNote(report)?.calls ?? []) : [];
      return { name, className, message, text: [message, ...calls].join('\n'), isFailure: !passed };
    });
  const suites = [
    { name: 'Understudy findings', cases: audits },
    { name: 'Understudy thresholds', cases: conditions },
  ].filter(({ cases }) => cases.length > 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Understudy" ${counts(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${name}" ${counts(cases)} skipped="0" time="0">`,
      ...cases.map(renderCase),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

/** A finding has the same name in each run, so that viewers show since when it fails. */
function toTestCase(finding: Finding): Pick<TestCase, 'name' | 'message' | 'text'> {
  const { contract, title, description, advice, documentation, calls, reproduce } = finding;
  const text = [
    description,
    `Instead: ${advice}`,
    ...(documentation === null ? [] : [`The vendor's page: ${documentation}`]),
    ...calls.flat().map(formatCall),
    '',
    'To reproduce it:',
    ...reproduce,
  ].join('\n');
  return { name: `${contract}: ${title}`, message: title, text };
}

function counts(cases: readonly TestCase[]): string {
  const failed = cases.filter(({ isFailure }) => isFailure).length;
  return `tests="${cases.length}" failures="${failed}" errors="0"`;
}

function renderCase({ name, className, message, text, isFailure }: TestCase): string {
  const open = `    <testcase classname="${className}" name="${escapeMarkup(name)}" time="0"`;
  if (isFailure)
    return `${open}>\n      <failure type="${className}" message="${escapeMarkup(message)}">${escapeMarkup(text)}</failure>\n    </testcase>`;
  if (text === '') return `${open}/>`;
  const output = message === text ? text : `${message}\n${text}`;
  return `${open}>\n      <system-out>${escapeMarkup(output)}</system-out>\n    </testcase>`;
}
