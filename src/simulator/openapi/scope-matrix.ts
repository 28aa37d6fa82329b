import type { FastifyRequest } from 'fastify';
import type { Contract } from '../contract/contract.js';
import type { Identity } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { type ScopeVerdict, scopeVerdict } from './access-verdict.js';

/** A Markdown page with the access of each scope to each operation, and the rules that decide it. */
export function scopeMatrix(contract: Contract): string {
  const { title, operations, identity } = contract;
  const { scopes } = identity;
  const rows = operations.map((operation) => row(operation, identity));
  const head = ['operation', ...scopes.map((scope) => `\`${scope}\``), 'conditions', 'evidence'];
  return [
    `# ${title}: who may call what`,
    '',
    'Generated from the declarations by `npm run openapi`; the conformance test checks every cell.',
    '',
    '| cell | meaning |',
    '|---|---|',
    '| yes | allowed |',
    '| - | denied: the vendor allows only other scopes |',
    '| no | denied: the vendor denies this scope |',
    "| (no) | denied: Understudy's choice, because the vendor does not mention this scope |",
    '| open | no token is needed |',
    '',
    ...supplementaryNote(identity),
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    '## By account',
    '',
    'Operations that depend on the kind of account; all others accept any.',
    '',
    ...accountTable(contract).map(line),
    '',
    '## Conditions',
    '',
    ...conditions(operations),
    '',
  ].join('\n');
}

/** The scopes of the token that a column of the matrix shows. */
export function scopesForColumn(
  { supplementaryScopes }: Pick<Identity, 'supplementaryScopes'>,
  column: string,
): string[] {
  return supplementaryScopes?.scopes.includes(column)
    ? [supplementaryScopes.base, column]
    : [column];
}

function supplementaryNote({ supplementaryScopes }: Identity): string[] {
  if (!supplementaryScopes) return [];
  const names = supplementaryScopes.scopes.map((scope) => `\`${scope}\``).join(' and ');
  return [
    `A token has ${names} only together with another scope; their columns show a token that also has \`${supplementaryScopes.base}\`.`,
    '',
  ];
}

/** How the page shows a verdict. */
const cells: Readonly<Record<ScopeVerdict, string>> = {
  open: 'open',
  allowed: 'yes',
  denied: 'no',
  chosen: '(no)',
  'not-allowed': '-',
};

function row({ method, url, config }: Operation, identity: Identity): string[] {
  const { access, evidence } = config;
  const named = access.conditions.map(({ name }) => name).join(', ');
  return [
    `\`${method} ${url}\``,
    ...identity.scopes.map(
      (scope) => cells[scopeVerdict(access, scopesForColumn(identity, scope))],
    ),
    named,
    evidence?.kind ?? '',
  ];
}

/** The operations with conditions on the account, and the condition that each kind of account violates. */
function accountTable({ operations, identity: { accounts = {} } }: Contract): string[][] {
  const kinds = Object.entries(accounts);
  const restricted = operations.filter(({ config }) =>
    config.access.conditions.some(({ isAccountCondition }) => isAccountCondition),
  );
  const rows = restricted.map(({ method, url, config }) => [
    `\`${method} ${url}\``,
    ...kinds.map(([, caller]) => {
      const accountConditions = config.access.conditions.filter(
        ({ isAccountCondition }) => isAccountCondition,
      );
      const violated = accountConditions.find((condition) =>
        condition.violation(caller, { caller } as FastifyRequest),
      );
      return violated ? `no: ${violated.name}` : 'yes';
    }),
  ]);
  const head = ['operation', ...kinds.map(([kind]) => kind)];
  return [head, head.map(() => '---'), ...rows];
}

/** Each condition once: its rule, and whether the vendor documents it. */
function conditions(operations: readonly Operation[]): string[] {
  const declared = operations.flatMap(({ config }) => config.access.conditions);
  const byName = new Map(declared.map((condition) => [condition.name, condition]));
  return [...byName.values()].map(
    ({ name, rule, evidence }) => `- \`${name}\`: ${rule}. (${evidence})`,
  );
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
