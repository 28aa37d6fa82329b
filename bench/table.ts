import { readFileSync, writeFileSync } from 'node:fs';
import type { Row } from './support/measure.js';

const document = new URL('../../docs/performance.md', import.meta.url);

/** Puts what a program printed in place of what docs/performance.md has of it, between its marks. */
export function write(program: string, text: string): void {
  const [from, to] = [`<!-- ${program} -->`, `<!-- /${program} -->`];
  const [before, rest = ''] = readFileSync(document, 'utf8').split(from);
  const [, after] = rest.split(to);
  if (after !== undefined) writeFileSync(document, `${before}${from}\n${text}\n${to}${after}`);
}

/** Rows as a table in Markdown, to be read on a terminal and in a document alike. */
export function printed(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  const lines = cells.map((line) => line.map((cell, at) => cell.padEnd(widths[at] ?? 0)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [lines[0] ?? [], rule, ...lines.slice(1)]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}
