import type { Model } from '../../api/client.js';
import type { Column } from '../../components/table/columns.js';
import { KeepEnd } from '../../components/text/keep-end.js';
import { wordsOf } from '../../lib/names.js';
import { setQuery } from '../../state/router.js';
import {
  type AccessMatrix,
  isAllowed,
  type OperationAccess,
  reasonOf,
  type Verdict,
  verdictTexts,
} from './verdicts.js';

/** What the columns of the matrix are. */
export type Mode = 'scope' | 'persona';

/** A column of the matrix: a scope, or a persona of the sandbox. */
export interface Caller {
  readonly name: string;
  readonly description: string;
  readonly persona?: Model<'Persona'>;
}

/** The columns of the matrix. */
export function callersOf(
  mode: Mode,
  {
    matrix,
    personas,
  }: { readonly matrix: AccessMatrix; readonly personas: readonly Model<'Persona'>[] },
): Caller[] {
  if (mode === 'persona')
    return personas.map((persona) => ({
      name: persona.name,
      description: [persona.displayName, persona.corpId, persona.purpose]
        .filter(Boolean)
        .join(', '),
      persona,
    }));
  return matrix.scopes.map(({ name, base }) => ({
    name,
    description: base === null ? name : `${name}, which a token has only together with ${base}`,
  }));
}

/** The verdict on a caller. */
export function verdictOf(operation: OperationAccess, mode: Mode, name: string): Verdict {
  const verdicts = mode === 'scope' ? operation.scopes : operation.personas;
  return verdicts[name] ?? { verdict: 'refused', reason: null };
}

interface OperationFilter {
  readonly search?: string;
  readonly effect?: string;
  readonly may?: string;
  /** The verdict on the chosen caller; undefined without one. */
  readonly verdictOf: ((operation: OperationAccess) => Verdict) | undefined;
}

/** The operations that match what is chosen above the matrix. */
export function filterOperations(
  operations: readonly OperationAccess[],
  { search = '', effect, may, verdictOf: verdict }: OperationFilter,
): OperationAccess[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((operation) => {
    const { method, path, operationId, summary, tag } = operation;
    const text = `${method} ${path} ${operationId} ${summary} ${tag}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (!effect || operation.effect === effect) &&
      (!may || !verdict || isAllowed(verdict(operation)) === (may === 'yes'))
    );
  });
}

/** The columns of the table: the operation, and a cell for each caller. */
export function columnsOf(mode: Mode, callers: readonly Caller[]): Column<OperationAccess>[] {
  return [
    {
      key: 'operation',
      title: 'Operation',
      isMono: true,
      width: callers.length > 1 ? 'min(350px, 45vw)' : '50%',
      sortBy: ({ path }) => path,
      render: ({ method, path, summary, conditions }) => (
        <span class="operation" title={summary}>
          <span class={`method ${method.toLowerCase()}`}>{method}</span>{' '}
          <KeepEnd text={path} hint={`${path}: ${summary}`} />{' '}
          {conditions.length > 0 && <span class="tag wide-only">{conditions.join(', ')}</span>}
        </span>
      ),
    },
    ...callers.map(
      ({ name }): Column<OperationAccess> => ({
        key: `caller ${name}`,
        title: name,
        ...(callers.length > 1 && { width: headingWidth(name) }),
        render: (operation) => {
          const verdict = verdictOf(operation, mode, name);
          const isOnly = callers.length === 1;
          return <Cell operation={operation} name={name} verdict={verdict} isLong={isOnly} />;
        },
      }),
    ),
  ];
}

/** The width of a column whose heading has its words in full. */
function headingWidth(name: string): string {
  const longest = Math.max(...wordsOf(name).map(({ length }) => length));
  return `max(80px, calc(${longest}ch + 20px))`;
}

interface CellProps {
  readonly operation: OperationAccess;
  readonly name: string;
  readonly verdict: Verdict;
  /** Whether there is room for the reason. */
  readonly isLong: boolean;
}

/** A cell opens the operation at its caller. The keyboard opens the row instead, which lists all callers. */
function Cell({ operation, name, verdict, isLong }: CellProps) {
  const { sign, title, kind } = verdictTexts[verdict.verdict];
  const reason = reasonOf(verdict, operation);
  return (
    <button
      type="button"
      tabIndex={-1}
      class={`verdict ${kind}`}
      title={`${name}: ${title}. ${reason}`}
      onClick={() => setQuery({ op: operation.operationId, as: name }, { replaces: false })}
    >
      <span aria-hidden="true">{sign}</span>
      <span class="visually-hidden">
        {name}: {title}
      </span>
      {isLong && <span class="muted"> {reason}</span>}
    </button>
  );
}
