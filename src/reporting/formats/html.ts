import type { ContractCoverage, OperationCoverage } from '../../../schemas/control/activity.js';
import type { AuditedCall, Finding, Refusals, Report } from '../../../schemas/control/report.js';
import { escapeMarkup as text } from '../escape-markup.js';
import { type Check, countedFindings, type Gate } from '../gate.js';
import {
  count,
  coverageHeadings,
  coverageLegend,
  coverageRows,
  formatShare,
  maxFirstFindings,
  occurrenceText,
  refusalsNote,
  requestText,
  responseText,
  runSummary,
  unexaminedNote,
  unmatchedNote,
  usedContracts,
} from '../summary.js';
import { verdictOf } from '../verdict.js';
import { style } from './html-style.js';

/** A report as one HTML file without scripts, which loads nothing. It begins with the result and a list of the findings. */
export function renderHtml(report: Report, gate: Gate, checks: readonly Check[]): string {
  const findings = countedFindings(report, gate);
  const [first, others] = [findings.slice(0, maxFirstFindings), findings.slice(maxFirstFindings)];
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
<p class="meta">What clients sent to the simulated vendor APIs in this run, and what only the vendor sees of it. A sandbox is the data of one test, and is named after it.</p>
${renderVerdict(report, gate, checks)}
${findings.length > 0 ? renderIndex(findings) : ''}
${note === undefined ? '' : `<p class="notice">${text(note)}</p>`}
${renderUnmatched(report)}
${first.map((finding, index) => renderFinding(finding, index + 1)).join('\n')}
${renderRefusals(report)}
<h2>Coverage</h2>
<p class="meta">${text(coverageLegend)}</p>
${table(coverageHeadings, coverageRows(report).map(cells))}
${usedContracts(report).map(renderContract).join('\n')}
${others.length > 0 ? `<h2>More findings</h2>\n${others.map((finding, index) => renderFinding(finding, first.length + index + 1)).join('\n')}` : ''}
</main>
</body>
</html>
`;
}

function renderVerdict(report: Report, gate: Gate, checks: readonly Check[]): string {
  const { result, headline, reasons } = verdictOf(report, gate, checks);
  const items =
    checks.length > 0
      ? checks.map(
          ({ passed, message }) =>
            `<li><span class="badge ${passed ? 'passed' : 'error'}">${passed ? 'met' : 'missed'}</span> ${text(message)}</li>`,
        )
      : reasons.map((reason) => `<li>${text(reason)}</li>`);
  return `<section class="verdict ${result}" aria-label="Result">
<h2>${text(headline)}</h2>
<p>${text(runSummary(report))}</p>
<ul class="checks">${items.join('')}</ul>
</section>`;
}

/** All findings in a list, with links to what is said of them. */
function renderIndex(findings: readonly Finding[]): string {
  const items = findings.map((finding, index) => {
    const place = [finding.contract, occurrenceText(finding)].filter((part) => part !== '');
    return `<li>${badge(finding)} <a href="#finding-${index + 1}">${text(finding.title)}</a> <span class="meta">${text(place.join(', '))}</span></li>`;
  });
  return `<h2>Findings</h2>\n<ol class="index">${items.join('')}</ol>`;
}

function renderUnmatched(report: Report): string {
  const unmatched = unmatchedNote(report);
  if (!unmatched) return '';
  const lines = unmatched.calls.map((call) => `<li><code>${text(call)}</code></li>`);
  return `<div class="notice"><p>${text(unmatched.heading)}</p><ul class="checks">${lines.join('')}</ul></div>`;
}

/** The page shows so many reasons of refusals, and folds the others. */
const maxFirstRefusals = 20;

function renderRefusals(report: Report): string {
  const refused = refusalsNote(report);
  if (!refused) return '';
  const { heading, refusals } = refused;
  const [first, others] = [refusals.slice(0, maxFirstRefusals), refusals.slice(maxFirstRefusals)];
  const headings = ['operation', 'status', 'times', 'reason', 'first call'];
  const folded = `<details><summary>${count(others.length, 'more reason')}</summary>${table(headings, others.map(refusalCells))}</details>`;
  return `<h2>Refused calls</h2>
<p class="meta">${text(heading)}.</p>
${table(headings, first.map(refusalCells))}
${others.length > 0 ? folded : ''}`;
}

function refusalCells({ contract, operationId, ...refusals }: Refusals): string[] {
  const { status, occurrences, reason, calls } = refusals;
  const [first] = calls;
  const call = first
    ? `<code>${text(requestText(first))}</code><br><small>call ${text(first.id)} in ${text(first.sandbox)}</small>`
    : '';
  return [
    text(`${contract} ${operationId}`),
    String(status),
    String(occurrences),
    wrapped(text(reason)),
    wrapped(call),
  ];
}

function renderFinding(finding: Finding, number: number): string {
  const { severity, code, contract, title, description, advice, documentation } = finding;
  const { calls, reproduce } = finding;
  const place = [code, contract, occurrenceText(finding)].filter((part) => part !== '');
  return `<section class="finding ${severity}" id="finding-${number}">
<h3>${badge(finding)} ${text(title)}</h3>
<p class="meta">${text(place.join(', '))}</p>
<p>${text(description)}</p>
<p><strong>Instead:</strong> ${text(advice)}</p>
${documentation === null ? '' : `<p class="source">${link(documentation, "The vendor's page about the operation")}</p>`}
${calls.length > 0 ? `<h4>${calls.length < finding.occurrences ? 'The first calls' : 'The calls'}</h4>\n${calls.map(renderCalls).join('\n')}` : ''}
<details><summary>How to reproduce it</summary><pre>${text(reproduce.join('\n'))}</pre></details>
</section>`;
}

/** The calls of one occurrence, which are all in one sandbox. */
function renderCalls(calls: readonly AuditedCall[]): string {
  const lines = calls.map(
    (call) =>
      `<li><code>${text(requestText(call))}</code> <span>&rarr; ${text(responseText(call))}</span></li>`,
  );
  const ids = calls.map(({ id }) => id);
  const place = `${ids.length === 1 ? 'call' : 'calls'} ${ids.join(' and ')} in the sandbox ${calls[0]?.sandbox}`;
  return `<ol class="calls">${lines.join('')}</ol>
<p class="meta">${text(place)}</p>`;
}

function badge({ severity }: Finding): string {
  return `<span class="badge ${severity}">${severity}</span>`;
}

/** A link to a page on the web; any other text is shown as it is. */
function link(target: string, label: string): string {
  return isWebPage(target)
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
  const { calls, parameters, pages } = operation;
  const statuses = operation.statuses.filter(({ published }) => published);
  const scopes = operation.scopes.filter(({ accepted }) => accepted);
  const used = (parts: readonly { calls: number }[]) =>
    formatShare({ used: parts.filter((each) => each.calls > 0).length, published: parts.length });
  const seen = operation.statuses
    .filter((each) => each.calls > 0)
    .map(({ status, published }) => (published ? String(status) : `${status} (not published)`));
  return [
    `${operationName(operation)}${renderUnused({ ...operation, statuses, scopes })}`,
    String(calls),
    `${text(seen.join(', ') || '-')}<br><small>of ${statuses.length} published</small>`,
    used(parameters),
    used(scopes),
    pages === null ? '-' : String(pages.later),
  ];
}

/** What was not used of an operation that was called. */
function renderUnused({ statuses, parameters, scopes, pages }: OperationCoverage): string {
  const isUnused = ({ calls }: { readonly calls: number }) => calls === 0;
  const lines = [
    ['statuses', statuses.filter(isUnused).map(({ status }) => status)],
    ['parameters', parameters.filter(isUnused).map(({ name }) => name)],
    ['scopes', scopes.filter(isUnused).map(({ scope }) => scope)],
    ['pages', pages?.later === 0 ? ['any after the first'] : []],
  ] as const;
  const unused = lines.filter(([, names]) => names.length > 0);
  if (unused.length === 0) return '';
  const items = unused.map(([part, names]) => `<li>${part}: ${text(names.join(', '))}</li>`);
  return `<details><summary>not used</summary><ul>${items.join('')}</ul></details>`;
}

function operationName({ operationId, method, path, source }: OperationCoverage): string {
  const name = isWebPage(source) ? link(source, text(operationId)) : text(operationId);
  return `${name}<br><code>${text(`${method} ${path}`)}</code>`;
}

function isWebPage(target: string | null): target is string {
  return /^https?:\/\//.test(target ?? '');
}

/** What is too long for one line of a table. */
function wrapped(content: string): string {
  return `<div class="wrapped">${content}</div>`;
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
  return `<div class="scroll" role="region" tabindex="0" aria-label="${text(headings.join(', '))}"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
