import {
  type Finding,
  type FindingCode,
  findingCodes,
  type Report,
} from '../../schemas/control/report.js';
import { suggestion } from '../simulator/validation/suggestion.js';

/** The parts of the coverage that a threshold can be about. */
export const coverageParts = ['operations', 'statuses', 'parameters', 'scopes', 'pages'] as const;
type CoveragePart = (typeof coverageParts)[number];

/** How much of one part must be used at least: of one contract, or of all together. */
interface Threshold {
  /** As it was given. */
  readonly text: string;
  readonly contract: string | undefined;
  readonly part: CoveragePart;
  readonly min: number;
  readonly isPercentage: boolean;
}

/** What a run must reach. */
export interface Gate {
  readonly thresholds: readonly Threshold[];
  /** How many findings are allowed; undefined for any number. */
  readonly maxFindings: number | undefined;
  /** How many calls may match no operation; undefined for any number. */
  readonly maxUnmatched?: number | undefined;
  /** Findings that do not count. */
  readonly ignored: readonly FindingCode[];
}

export const openGate: Gate = { thresholds: [], maxFindings: undefined, ignored: [] };

/** Parses `[CONTRACT.]PART=N[%]`. Throws an Error that says what would pass. */
export function parseThreshold(text: string): Threshold {
  const [, contract, part = '', number, percent] =
    /^(?:([a-z0-9]+)\.)?([a-z]+)=(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const known = coverageParts.find((each) => each === part);
  if (!known)
    throw new Error(
      `a threshold is [VENDOR.]PART=N or N%, and PART one of ${coverageParts.join(', ')}, not ${text}${suggestion(part, coverageParts)}`,
    );
  return { text, contract, part: known, min: Number(number), isPercentage: percent === '%' };
}

/** Parses the code of a finding. Throws an Error that lists the codes. */
export function parseFindingCode(text: string): FindingCode {
  const code = findingCodes.find((each) => each === text);
  if (code) return code;
  throw new Error(
    `a finding is one of ${findingCodes.join(', ')}, not ${text}${suggestion(text, findingCodes)}`,
  );
}

/** One condition of a gate, and whether a report fulfils it. */
export interface Check {
  readonly name: string;
  readonly passed: boolean;
  /** What was required and what was found. */
  readonly message: string;
}

/** The findings that count, those that do most damage first. */
export function countedFindings({ findings }: Report, { ignored }: Gate): Finding[] {
  return findings.filter(({ code }) => !ignored.includes(code));
}

/** Why a report without calls is no good news. */
export const noCallsMessage =
  'No call reached Understudy, so that nothing was examined: does the client use the address in UNDERSTUDY_URL?';

/** Checks every condition of a gate. A gate without calls is not passed: nothing was examined. */
export function checkGate(report: Report, gate: Gate): Check[] {
  const checks = gate.thresholds.map((threshold) => checkThreshold(report, threshold));
  const { maxFindings, maxUnmatched } = gate;
  if (maxFindings !== undefined) {
    const count = countedFindings(report, gate).length;
    const advice = `Each finding says what to do instead; --ignore CODE leaves out a kind of finding, and --max-findings ${count} allows as many`;
    const limit = { name: maxFindingsName, what: 'findings', max: maxFindings, advice };
    checks.push(checkLimit(count, limit));
  }
  if (maxUnmatched !== undefined) {
    const advice = `The vendor would answer each with an error; --max-unmatched ${report.unmatched} allows as many`;
    const what = 'calls that match no operation';
    const limit = { name: maxUnmatchedName, what, max: maxUnmatched, advice };
    checks.push(checkLimit(report.unmatched, limit));
  }
  if (checks.length === 0 || report.calls > 0) return checks;
  return [{ name: 'at least one call', passed: false, message: noCallsMessage }, ...checks];
}

/** The name of the condition that limits the findings. */
export const maxFindingsName = 'the allowed number of findings';

interface Limit {
  readonly name: string;
  /** What is limited. */
  readonly what: string;
  readonly max: number;
  /** What to do about more. */
  readonly advice: string;
}

function checkLimit(count: number, { name, what, max, advice }: Limit): Check {
  const passed = count <= max;
  const message = `${what}: ${count}; allowed: ${max}${passed ? '' : `. ${advice}`}`;
  return { name, passed, message };
}

/** The name of the condition that limits the calls that match no operation. */
export const maxUnmatchedName = 'the allowed number of calls that match no operation';

/** What to do about coverage that is too low. */
const coverageAdvice =
  '. Add tests for what the client uses of the others, which are listed under Coverage in report.html, or lower the threshold';

function checkThreshold({ contracts }: Report, threshold: Threshold): Check {
  const { text, contract, part, min, isPercentage } = threshold;
  const selected = contracts.filter((each) => contract === undefined || each.contract === contract);
  const name = `at least ${text}`;
  if (selected.length === 0) {
    const names = contracts.map((each) => each.contract);
    const message = `the report has no vendor ${contract}, only ${names.join(', ') || 'none'}`;
    return { name, passed: false, message };
  }
  const used = selected.reduce((sum, each) => sum + each[part].used, 0);
  const published = selected.reduce((sum, each) => sum + each[part].published, 0);
  const actual = isPercentage ? (published === 0 ? 100 : (100 * used) / published) : used;
  const passed = actual >= min;
  const vendor = contract === undefined ? '' : `${contract}: `;
  const share = `${vendor}${used} of ${published} ${part} were used`;
  // Rounded down, so that a percentage that is missed does not look like the one that is required.
  const found = isPercentage ? `${share} (${(Math.floor(actual * 10) / 10).toFixed(1)} %)` : share;
  const required = `; required: ${min}${isPercentage ? ' %' : ''}`;
  return { name, passed, message: `${found}${required}${passed ? '' : coverageAdvice}` };
}
