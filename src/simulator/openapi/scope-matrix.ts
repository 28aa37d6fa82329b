import type { FastifyRequest } from 'fastify';
import type { Access } from '../contract/access.js';
import type { Contract } from '../contract/contract.js';
import type { Identity } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { scopeDenial } from '../pipeline/authorize.js';

/** A contract's operations by scope as a page of Markdown: who is let in, who is refused, and by which rule. */
export function scopeMatrix(contract: Contract): string {
  const { title, operations, identity } = contract;
  const { scopes } = identity;
  const rows = operations.map((operation) => row(operation, identity));
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
    ...supplementaryNote(identity),
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
    '## By account',
    '',
    'Operations that ask what the account is; all others take any.',
    '',
    ...accountTable(contract).map(line),
    '',
    '## Conditions',
    '',
    ...conditions(operations),
    '',
  ].join('\n');
}

/** The scopes of a token that a column of the matrix stands for. */
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

function row({ method, url, config }: Operation, identity: Identity): string[] {
  const { access, evidence } = config;
  const named = access.conditions.map(({ name }) => name).join(', ');
  return [
    `\`${method} ${url}\``,
    ...identity.scopes.map((scope) => cell(access, scopesForColumn(identity, scope))),
    named,
    evidence?.kind ?? '',
  ];
}

function cell(access: Access, scopes: readonly string[]): string {
  if (access.open) return 'open';
  if (!scopeDenial(access, scopes)) return 'yes';
  if (scopes.some((scope) => access.deny?.includes(scope))) return 'no';
  return scopes.some((scope) => access.inferredDeny?.includes(scope)) ? '(no)' : '-';
}

/** The operations whose conditions tell accounts apart, and the name of the condition that refuses each. */
function accountTable({ operations, identity: { accounts = {} } }: Contract): string[][] {
  const kinds = Object.entries(accounts);
  const asking = operations.filter(({ config }) =>
    config.access.conditions.some(({ isAccountCondition }) => isAccountCondition),
  );
  const rows = asking.map(({ method, url, config }) => [
    `\`${method} ${url}\``,
    ...kinds.map(([, caller]) => {
      const asked = config.access.conditions.filter(({ isAccountCondition }) => isAccountCondition);
      const broken = asked.find((condition) =>
        condition.violation(caller, { caller } as FastifyRequest),
      );
      return broken ? `no: ${broken.name}` : 'yes';
    }),
  ]);
  const head = ['operation', ...kinds.map(([kind]) => kind)];
  return [head, head.map(() => '---'), ...rows];
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
