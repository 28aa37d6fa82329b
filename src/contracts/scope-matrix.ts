import { type Access, scopeRefusal } from '../simulator/access.js';
import type { Contract, Operation } from '../simulator/contract.js';

/** A contract's operations by scope as a page of Markdown: who is let in, who is refused, and by which rule. */
export function scopeMatrix({ title, operations, identity: { scopes } }: Contract): string {
  const rows = operations.map((operation) => row(operation, scopes));
  const head = ['operation', ...scopes.map((scope) => `\`${scope}\``), 'conditions', 'evidence'];
  return [
    `# ${title}: who may call what`,
    '',
    'Generated from the declarations by `npm run openapi`; the conformance test proves it cell by cell.',
    '',
    '| cell | meaning |',
    '|---|---|',
    '| yes | let in |',
    '| - | refused: the vendor allows other scopes only |',
    '| no | refused: the vendor denies this scope |',
    "| (no) | refused: Understudy's choice, where the vendor is silent |",
    '| open | no token is needed |',
    '',
    'A scope written `aux_...` comes beside another one; its column shows what it adds to `org_tech`.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    '## Conditions',
    '',
    ...conditions(operations),
    '',
  ].join('\n');
}

/** The scopes of a token that a column stands for. */
export function scopesOf(column: string): string[] {
  return column.startsWith('aux_') ? ['org_tech', column] : [column];
}

function row({ method, url, config }: Operation, scopes: readonly string[]): string[] {
  const { access, evidence } = config;
  const named = access.conditions.map(({ name }) => name).join(', ');
  return [
    `\`${method} ${url}\``,
    ...scopes.map((scope) => cell(access, scope)),
    named,
    evidence?.kind ?? '',
  ];
}

function cell(access: Access, column: string): string {
  if (access.open) return 'open';
  const scopes = scopesOf(column);
  if (!scopeRefusal(access, scopes)) return 'yes';
  if (scopes.some((scope) => access.deny?.includes(scope))) return 'no';
  return scopes.some((scope) => access.chosenDeny?.includes(scope)) ? '(no)' : '-';
}

/** Each condition once: its rule, and whether the vendor states it. */
function conditions(operations: readonly Operation[]): string[] {
  const all = operations.flatMap(({ config }) => config.access.conditions);
  const once = new Map(all.map((condition) => [condition.name, condition]));
  return [...once.values()].map(
    ({ name, rule, evidence }) => `- \`${name}\`: ${rule}. (${evidence})`,
  );
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
