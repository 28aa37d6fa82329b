import type { Report } from '../../schemas/control/report.js';
import { type Check, countedFindings, type Gate, noCallsMessage } from './gate.js';
import { count } from './summary.js';

/** Whether a run passed, and why: the first thing that every format of a report says. */
export interface Verdict {
  /** `open`: there is no threshold, so that nothing passes or fails. */
  readonly result: 'passed' | 'failed' | 'open';
  readonly headline: string;
  readonly reasons: readonly string[];
}

/** The result of a report. It is the same in all formats, and that of the exit code of `understudy report`. */
export function verdictOf(report: Report, gate: Gate, checks: readonly Check[]): Verdict {
  const found = findingsText(report, gate);
  const missed = checks.filter(({ passed }) => !passed);
  if (missed.length > 0)
    return {
      result: 'failed',
      headline: `Failed: ${count(missed.length, 'threshold')} of ${checks.length} missed, ${found}`,
      reasons: missed.map(({ message }) => message),
    };
  if (checks.length > 0)
    return {
      result: 'passed',
      headline: `Passed: ${checks.length === 1 ? 'the threshold is' : `all ${checks.length} thresholds are`} met, ${found}`,
      reasons: checks.map(({ message }) => message),
    };
  return {
    result: 'open',
    headline: report.calls === 0 ? 'No calls' : sentence(found),
    reasons: [
      ...(report.calls === 0 ? [noCallsMessage] : []),
      'No threshold was set, so that nothing passes or fails here. npx api-understudy report --max-findings 0 fails if there is a finding.',
    ],
  };
}

/** How many findings count, and how many --ignore leaves out. */
function findingsText(report: Report, gate: Gate): string {
  const counted = countedFindings(report, gate).length;
  const ignored = report.findings.length - counted;
  const found = counted === 0 ? 'no findings' : count(counted, 'finding');
  return ignored === 0 ? found : `${found}, ${ignored} ignored (${gate.ignored.join(', ')})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
