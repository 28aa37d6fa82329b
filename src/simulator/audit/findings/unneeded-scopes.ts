import type { ContractCoverage, OperationCoverage } from '../../../../schemas/control/activity.js';
import type { CallerUse, ReportFacts } from '../../../../schemas/control/report.js';
import { firstSequences } from '../call-order.js';
import type { FindingSubject, Subjects } from './finding-subject.js';

/**
 * Tokens with which a client could change more than it needs: all calls of this client with the token are allowed without some of
 * its scopes, or with another one that allows fewer changes.
 */
export function* unneededScopes({ contracts, callers }: ReportFacts): Subjects {
  for (const use of callers) {
    const coverage = contracts.find(({ contract }) => contract === use.contract);
    yield coverage && unneededScopesOf(use, coverage);
  }
}

function unneededScopesOf(use: CallerUse, coverage: ContractCoverage): FindingSubject | undefined {
  const { contract, client, scopes, operations, occurrences, calls } = use;
  const needed = coverage.details.filter(
    (each) => operations.includes(each.operationId) && each.scopes.some(isAccepted),
  );
  if (scopes.length === 0 || needed.length === 0) return undefined;
  const details =
    scopes.length > 1 ? requiredOfSeveral(use, needed) : narrowerScopes(use, coverage, needed);
  if (details.length === 0) return undefined;
  return {
    code: 'unneeded-scope',
    contract,
    operation: undefined,
    subject: scopes.join(' '),
    clients: [client],
    occurrences,
    calls: firstSequences(calls.map((call) => [call])),
    details,
    usedFor: needed,
  };
}

/** Those of several scopes that are enough, as one text; nothing if all are needed. */
function requiredOfSeveral({ scopes }: CallerUse, needed: readonly OperationCoverage[]): string[] {
  // The last remaining scope is needed, so each is judged without those that were found before it.
  const required = scopes.reduce((remaining, scope) => {
    const others = remaining.filter((each) => each !== scope);
    const isAllowed = needed.every((operation) => others.some((each) => accepts(operation, each)));
    return others.length > 0 && isAllowed ? others : remaining;
  }, scopes);
  return required.length < scopes.length ? [required.join(' ')] : [];
}

/** The scopes that are enough in place of a single one and allow the fewest changes. */
function narrowerScopes(
  { scopes: [held = ''] }: CallerUse,
  { details }: ContractCoverage,
  needed: readonly OperationCoverage[],
): string[] {
  const changes = (scope: string) =>
    details.filter(({ effect, ...each }) => effect !== 'read' && accepts(each, scope)).length;
  const isNarrower = (scope: string) =>
    changes(scope) < changes(held) &&
    details.every((each) => !accepts(each, scope) || accepts(each, held));
  const known = new Set(details.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)));
  const enough = [...known]
    .filter((scope) => scope !== held && isNarrower(scope))
    .filter((scope) => needed.every((each) => accepts(each, scope)));
  const fewest = Math.min(...enough.map(changes));
  return enough.filter((scope) => changes(scope) === fewest).sort();
}

function accepts({ scopes }: Pick<OperationCoverage, 'scopes'>, scope: string): boolean {
  return scopes.some((each) => each.scope === scope && each.accepted);
}

function isAccepted({ accepted }: { readonly accepted: boolean }): boolean {
  return accepted;
}
