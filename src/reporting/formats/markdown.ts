import type { Finding, Report } from '../../../schemas/control/report.js';
import { type Check, countedFindings, type Gate } from '../gate.js';
import {
  count,
  coverageHeadings,
  coverageLegend,
  coverageRows,
  formatCall,
  formatRefusals,
  maxFirstFindings,
  occurrenceText,
  refusalsNote,
  runSummary,
  unexaminedNote,
  unmatchedNote,
} from '../summary.js';
import { verdictOf } from '../verdict.js';

/** A comment shows so many reasons of refusals. */
const maxRefusals = 20;

/** GitHub refuses a comment of more than 65,536 characters. */
const maxLength = 60_000;

/** A report as Markdown for a pull request: the result, then the findings, as many as a comment has room for. */
export function renderMarkdown(report: Report, gate: Gate, checks: readonly Check[]): string {
  const findings = countedFindings(report, gate);
  const head = [...renderVerdict(report, gate, checks), ...renderNotes(report)].join('\n');
  const coverage = renderCoverage(report).join('\n');
  const shown = renderFindings(findings, maxLength - head.length - coverage.length);
  return `${[head, shown, coverage].join('\n')}\n`;
}

function renderVerdict(report: Report, gate: Gate, checks: readonly Check[]): string[] {
  const { result, headline, reasons } = verdictOf(report, gate, checks);
  const items =
    checks.length > 0
      ? checks.map(
          ({ passed, message }) => `${passed ? 'met' : '**missed**'}: ${escapeMarkdown(message)}`,
        )
      : reasons.map(escapeMarkdown);
  const sign = { passed: ':white_check_mark: ', failed: ':x: ', open: '' }[result];
  return [
    '## Understudy report',
    '',
    `**${sign}${escapeMarkdown(headline)}**`,
    '',
    runSummary(report),
    '',
    ...items.map((item) => `- ${item}`),
    '',
  ];
}

function renderNotes(report: Report): string[] {
  const note = unexaminedNote(report);
  const unmatched = unmatchedNote(report);
  const refused = refusalsNote(report);
  return [
    ...(note === undefined ? [] : [`> ${note}`, '']),
    ...(unmatched
      ? [escapeMarkdown(unmatched.heading), '', ...codeBlock('text', unmatched.calls)]
      : []),
    ...(refused
      ? [
          `<details><summary>${escapeMarkdown(refused.heading)}</summary>`,
          '',
          ...codeBlock('text', refused.refusals.slice(0, maxRefusals).map(formatRefusals)),
          '</details>',
          '',
        ]
      : []),
  ];
}

/** The first findings, and the others folded, up to a length. */
function renderFindings(findings: readonly Finding[], length: number): string {
  const sections: string[] = [];
  for (const finding of findings) {
    const section = renderFinding(finding).join('\n');
    length -= section.length + 1;
    if (length < 0) break;
    sections.push(section);
  }
  const folded = sections.slice(maxFirstFindings);
  const missing = findings.length - sections.length;
  return [
    ...(findings.length > 0 ? ['### Findings', ''] : []),
    ...sections.slice(0, maxFirstFindings),
    ...(folded.length > 0
      ? [
          `<details><summary>${count(folded.length, 'more finding')}</summary>`,
          '',
          ...folded,
          '</details>',
          '',
        ]
      : []),
    ...(missing > 0 ? [`${count(missing, 'more finding')} in report.html.`, ''] : []),
  ].join('\n');
}

function renderFinding(finding: Finding): string[] {
  const { severity, title, code, contract, description, advice } = finding;
  const { documentation, calls, reproduce } = finding;
  const link = documentation?.startsWith('https://')
    ? ` [The vendor's page](${documentation.replace(/[()<>\s]/g, encodeCharacter)}).`
    : '';
  const place = [`\`${code}\``, contract, occurrenceText(finding)].filter((part) => part !== '');
  return [
    `#### ${severity}: ${escapeMarkdown(title)}`,
    '',
    place.join(', '),
    '',
    escapeMarkdown(description),
    '',
    `**Instead:** ${escapeMarkdown(advice)}${link}`,
    '',
    ...codeBlock('text', calls.flat().map(formatCall)),
    '<details><summary>How to reproduce it</summary>',
    '',
    ...codeBlock('sh', reproduce),
    '</details>',
    '',
  ];
}

function renderCoverage(report: Report): string[] {
  return [
    '### Coverage',
    '',
    coverageLegend,
    '',
    `| ${coverageHeadings.join(' | ')} |`,
    `|${coverageHeadings.map(() => '---').join('|')}|`,
    ...coverageRows(report).map((row) => `| ${row.map(escapeMarkdown).join(' | ')} |`),
  ];
}

/** Lines as a block of code, in a fence that none of them can end. */
function codeBlock(language: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const text = lines.map((line) => line.replace(/[\r\n]/g, ' '));
  const longest = Math.max(
    2,
    ...text.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...text, fence, ''];
}

/** A text that Markdown and HTML show as it is. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\r\n]/g, ' ')
    .replace(/[\\`*_{}[\]<>()#+!|~&@-]/g, '\\$&')
    .replace(/\\-/g, '-');
}

function encodeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
