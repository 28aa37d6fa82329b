import type { Finding, Report } from '../../../schemas/control/report.js';
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

/** A report as Markdown for a pull request. */
export function renderMarkdown(report: Report, gate: Gate, checks: readonly Check[]): string {
  const findings = countedFindings(report, gate);
  const first = findings.slice(0, maxFirstFindings);
  const others = findings.slice(maxFirstFindings);
  const note = unexaminedNote(report);
  return [
    '## Understudy report',
    '',
    runSummary(report),
    '',
    ...checks.map(
      ({ passed, message }) => `- ${passed ? 'passed' : '**failed**'}: ${escapeMarkdown(message)}`,
    ),
    ...(checks.length > 0 ? [''] : []),
    findings.length === 0 ? 'No findings.' : `### ${count(findings.length, 'finding')}`,
    '',
    ...first.flatMap(renderFinding),
    ...(others.length > 0
      ? [
          '<details><summary>More findings</summary>',
          '',
          ...others.flatMap(renderFinding),
          '</details>',
          '',
        ]
      : []),
    ...(note === undefined ? [] : [`> ${note}`, '']),
    '### Coverage',
    '',
    `| ${coverageHeadings.join(' | ')} |`,
    `|${coverageHeadings.map(() => '---').join('|')}|`,
    ...coverageRows(report).map((row) => `| ${row.map(escapeMarkdown).join(' | ')} |`),
    '',
  ].join('\n');
}

function renderFinding(finding: Finding): string[] {
  const { severity, title, code, description, advice, documentation, calls, reproduce } = finding;
  const link = documentation?.startsWith('https://')
    ? ` [The vendor's page](${documentation.replace(/[()<>\s]/g, encodeCharacter)}).`
    : '';
  return [
    `**${severity}: ${escapeMarkdown(title)}** (${occurrenceText(finding)}, \`${code}\`)`,
    '',
    `${escapeMarkdown(description)} ${escapeMarkdown(advice)}${link}`,
    '',
    ...codeBlock('text', calls.flat().map(formatCall)),
    ...codeBlock('sh', reproduce),
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
