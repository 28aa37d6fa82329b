import type { ContractCoverage, OperationCoverage } from '../../../../schemas/control/activity.js';
import type { CallerUse, ReportFacts } from '../../../../schemas/control/report.js';
import type { FindingSubject } from './finding-subject.js';

/**
 * Scopes with which a client could change more than it needs: of several that a token has, those without which all of its calls
 * are allowed; instead of a single one, others that allow all of its calls and fewer changes.
 */
export function findUnneededScopes({ contracts, callers }: ReportFacts): FindingSubject[] {
  return callers.flatMap((use) => {
    const coverage = contracts.find(({ contract }) => contract === use.contract);
    if (!coverage) return [];
    const needed = coverage.details.filter(
      ({ operationId, scopes }) => use.operations.includes(operationId) && scopes.some(isAccepted),
    );
    if (needed.length === 0) return [];
    return use.scopes.length > 1
      ? unneededOfSeveral(use, needed)
      : replaceable(use, coverage, needed);
  });
}

function unneededOfSeveral(use: CallerUse, needed: readonly OperationCoverage[]): FindingSubject[] {
  const { contract, scopes } = use;
  // The last remaining scope is needed, so each is judged without those that were found before it.
  const required = scopes.reduce((remaining, scope) => {
    const others = remaining.filter((each) => each !== scope);
    const isAllowed = needed.every((operation) => others.some((each) => accepts(operation, each)));
    return others.length > 0 && isAllowed ? others : remaining;
  }, scopes);
  return scopes
    .filter((scope) => !required.includes(scope))
    .map((subject) => ({
      code: 'unneeded-scope',
      contract,
      operation: undefined,
      subject,
      occurrences: 1,
      calls: [],
      details: [required.join(' ')],
      usedFor: needed,
    }));
}

function replaceable(
  { contract, scopes: [held = ''] }: CallerUse,
  { details }: ContractCoverage,
  needed: readonly OperationCoverage[],
): FindingSubject[] {
  const changes = (scope: string) =>
    details.filter(({ effect, ...each }) => effect !== 'read' && accepts(each, scope)).length;
  const isNarrower = (scope: string) =>
    changes(scope) < changes(held) &&
    details.every((each) => !accepts(each, scope) || accepts(each, held));
  const known = new Set(details.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)));
  const enough = [...known]
    .filter((scope) => scope !== held && isNarrower(scope))
    .filter((scope) => needed.every((each) => accepts(each, scope)));
  if (enough.length === 0) return [];
  const fewest = Math.min(...enough.map(changes));
  return [
    {
      code: 'unneeded-scope',
      contract,
      operation: undefined,
      subject: held,
      occurrences: 1,
      calls: [],
      usedFor: needed,
      details: enough.filter((scope) => changes(scope) === fewest).sort(),
    },
  ];
}

function accepts({ scopes }: Pick<OperationCoverage, 'scopes'>, scope: string): boolean {
  return scopes.some((each) => each.scope === scope && each.accepted);
}

function isAccepted({ accepted }: { readonly accepted: boolean }): boolean {
  return accepted;
}
