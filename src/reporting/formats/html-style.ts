/** The style of the HTML report, in a light and a dark theme. */
export const style = `
:root { --text: #1d2126; --muted: #59636e; --page: #ffffff; --panel: #f5f6f8; --line: #d5d9de; --link: #0b57b7;
  --error: #b3261e; --warning: #8a5300; --note: #3d5a80; --passed: #1a6b35; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e4e7eb; --muted: #a3adb8; --page: #16191d; --panel: #1f242a; --line: #3a424b; --link: #7fb4ff;
    --error: #ff8f87; --warning: #f2b45c; --note: #9dbde6; --passed: #7fd497; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 0.5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.75rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.5rem; overflow-wrap: anywhere; }
h4 { font-size: 0.85rem; margin: 0.75rem 0 0.25rem; color: var(--muted); }
p { margin: 0.4rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { color: var(--muted); overflow-wrap: anywhere; }
pre { margin: 0.25rem 0 0.75rem; padding: 0.6rem 0.75rem; background: var(--page); border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; color: var(--link); }
.meta { color: var(--muted); font-size: 0.85rem; margin-top: 0; }
.finding { background: var(--panel); border: 1px solid var(--line); border-left: 4px solid var(--note); padding: 0.75rem 1rem; margin: 0.75rem 0; }
.finding h3 { margin-top: 0; }
.finding.error { border-left-color: var(--error); }
.finding.warning { border-left-color: var(--warning); }
.badge { display: inline-block; font-size: 0.75rem; font-weight: 600; padding: 0 0.4rem; border: 1px solid currentColor; }
.badge.error { color: var(--error); }
.badge.warning { color: var(--warning); }
.badge.note { color: var(--note); }
.badge.passed { color: var(--passed); }
.verdict { border: 1px solid var(--line); border-left: 6px solid var(--note); background: var(--panel); padding: 0.75rem 1rem; margin: 1rem 0; }
.verdict h2 { margin: 0 0 0.25rem; }
.verdict.failed { border-left-color: var(--error); }
.verdict.failed h2 { color: var(--error); }
.verdict.passed { border-left-color: var(--passed); }
.verdict.passed h2 { color: var(--passed); }
.index { padding-left: 1.5rem; }
.index li { margin: 0.4rem 0; overflow-wrap: anywhere; }
.calls { margin: 0.25rem 0; padding-left: 1.5rem; }
.calls li { overflow-wrap: anywhere; margin: 0.15rem 0; }
.calls code { color: var(--text); }
.notice { border-left: 4px solid var(--warning); padding: 0.5rem 0.75rem; background: var(--panel); }
.checks, .unused { padding-left: 0; list-style: none; }
.checks li { margin: 0.3rem 0; }
.unused { columns: 20rem; }
.unused li { break-inside: avoid; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 0.5rem 0; }
.scroll:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
tbody th { font-weight: 400; }
tbody ul { margin: 0.25rem 0; padding-left: 1rem; max-width: 40rem; white-space: normal; overflow-wrap: anywhere; }
td .wrapped { min-width: 14rem; white-space: normal; overflow-wrap: anywhere; }
thead th { color: var(--muted); font-size: 0.85rem; font-weight: 600; }
@media (max-width: 600px) { tbody th { white-space: normal; min-width: 11rem; overflow-wrap: anywhere; } }
@media print {
  :root { font-size: 11px; }
  body, code, pre { font-size: 1rem; }
  main { max-width: none; padding: 0; }
  .finding, .verdict, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td { white-space: normal; overflow-wrap: anywhere; }
  .finding details::details-content { content-visibility: visible; display: block; height: auto; }
  .source a::after { content: " (" attr(href) ")"; }
}
`;
