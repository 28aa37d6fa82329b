import type { ContractCoverage, OperationCoverage } from '../../../schemas/control/activity.js';
import type { Finding, Report } from '../../../schemas/control/report.js';
import { escapeMarkup as text } from '../escape-markup.js';
import { type Check, countedFindings, type Gate } from '../gate.js';
import {
  count,
  coverageHeadings,
  coverageRows,
  formatCall,
  formatShare,
  maxFirstFindings,
  occurrenceText,
  runSummary,
  unexaminedNote,
  usedContracts,
} from '../summary.js';
import { style } from './html-style.js';

/** A report as one HTML file without scripts, which loads nothing. */
export function renderHtml(report: Report, gate: Gate, checks: readonly Check[]): string {
  const findings = countedFindings(report, gate);
  const others = findings.slice(maxFirstFindings);
  const note = unexaminedNote(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Understudy report</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Understudy report</h1>
<p>${text(runSummary(report))}</p>
${checks.length > 0 ? renderChecks(checks) : ''}
<h2>${findings.length === 0 ? 'No findings' : count(findings.length, 'finding')}</h2>
${findings.length === 0 ? '<p>No defect of the client was found in these calls.</p>' : ''}
${findings.slice(0, maxFirstFindings).map(renderFinding).join('\n')}
${note === undefined ? '' : `<p class="notice">${text(note)}</p>`}
<h2>Coverage</h2>
${table(coverageHeadings, coverageRows(report).map(cells))}
${usedContracts(report).map(renderContract).join('\n')}
${others.length > 0 ? `<h2>More findings</h2>\n${others.map(renderFinding).join('\n')}` : ''}
</main>
</body>
</html>
`;
}

function renderChecks(checks: readonly Check[]): string {
  const items = checks.map(
    ({ passed, message }) =>
      `<li><span class="badge ${passed ? 'passed' : 'error'}">${passed ? 'passed' : 'failed'}</span> ${text(message)}</li>`,
  );
  return `<h2>Thresholds</h2>\n<ul class="checks">${items.join('')}</ul>`;
}

function renderFinding(finding: Finding): string {
  const { severity, code, title, description, advice, documentation, calls, reproduce } = finding;
  const sequences = calls.map((each) => `<pre>${text(each.map(formatCall).join('\n'))}</pre>`);
  return `<section class="finding ${severity}">
<h3><span class="badge ${severity}">${severity}</span> ${text(title)}</h3>
<p class="meta">${text(code)} at ${text(finding.contract)}, ${occurrenceText(finding)}</p>
<p>${text(description)}</p>
<p><strong>Instead:</strong> ${text(advice)}</p>
${documentation === null ? '' : `<p>${link(documentation, "The vendor's page")}</p>`}
${sequences.length > 0 ? `<h4>Calls</h4>\n${sequences.join('\n')}` : ''}
<details><summary>Reproduce it</summary><pre>${text(reproduce.join('\n'))}</pre></details>
</section>`;
}

/** A link to a page on the web; any other text is shown as it is. */
function link(target: string, label: string): string {
  return /^https?:\/\//.test(target)
    ? `<a href="${text(target)}" rel="noreferrer">${label}</a>`
    : text(target);
}

function renderContract({ contract, details }: ContractCoverage): string {
  const used = details.filter(({ calls }) => calls > 0);
  const unused = details.filter(({ calls }) => calls === 0);
  const headings = ['operation', 'calls', 'statuses', 'parameters', 'scopes', 'later pages'];
  return `<h3>${text(contract)}</h3>
${table(headings, used.map(operationCells))}
<details><summary>${count(unused.length, 'operation')} without a call</summary>
<ul class="unused">${unused.map((each) => `<li>${operationName(each)}</li>`).join('')}</ul>
</details>`;
}

function operationCells(operation: OperationCoverage): string[] {
  const { calls, statuses, parameters, scopes, pages } = operation;
  const used = (parts: readonly { calls: number }[]) =>
    formatShare({ used: parts.filter((each) => each.calls > 0).length, published: parts.length });
  const seen = statuses.filter((each) => each.calls > 0).map(({ status }) => status);
  return [
    operationName(operation),
    String(calls),
    `${text(seen.join(', ') || '-')}<br><small>of ${statuses.length}</small>`,
    used(parameters),
    used(scopes),
    pages === null ? '-' : String(pages.later),
  ];
}

function operationName({ operationId, method, path, source }: OperationCoverage): string {
  const name = source === null ? text(operationId) : link(source, text(operationId));
  return `${/^https?:/.test(source ?? '') ? name : text(operationId)}<br><code>${text(`${method} ${path}`)}</code>`;
}

function cells(row: readonly string[]): string[] {
  return row.map(text);
}

/** A table that scrolls by itself where the page is narrow. Cells are HTML. */
function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = headings.map((each) => `<th scope="col">${text(each)}</th>`).join('');
  const body = rows.map(
    ([first = '', ...others]) =>
      `<tr><th scope="row">${first}</th>${others.map((each) => `<td>${each}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll" role="region" tabindex="0" aria-label="${text(headings[0] ?? '')} table"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
