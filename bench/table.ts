import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './support/measure.js';

const page = new URL('../../docs/performance.md', import.meta.url);

/** Replaces the section of a bench in docs/performance.md, between its markers. Throws an Error when it has none. */
export function writeTables(bench: string, text: string): void {
  const [begin, end] = [`<!-- ${bench} -->`, `<!-- /${bench} -->`];
  const [before, rest = ''] = readFileSync(page, 'utf8').split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`docs/performance.md has no section ${begin}`);
  writeFileSync(page, `${before}${begin}\n${text}\n${end}${after}`);
}

/** Rows as a Markdown table with padded columns, readable on a terminal too. */
export function formatTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) => line.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [lines[0] ?? [], rule, ...lines.slice(1)]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}
