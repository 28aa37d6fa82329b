import type {
  ContractCoverage,
  Coverage,
  OperationCoverage,
} from '../../../schemas/control/activity.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { documentedStatuses } from '../openapi/document-options.js';
import { activityOf, type CountedSince } from './activity.js';
import { pageParameterOf } from './query-names.js';
import type { CallCounter } from './serialization.js';

export interface CoverageOptions {
  /** `origin` by default. */
  readonly since?: CountedSince;
  /** Leaves out the operations that were not called. */
  readonly onlyUsed?: boolean;
}

/** Compares the calls to some sandboxes with what the contracts publish. */
export function coverageOf(
  sandboxes: readonly Sandbox[],
  contracts: readonly Contract[],
  { since = 'origin', onlyUsed = false }: CoverageOptions = {},
): Coverage {
  const activities = sandboxes.map(activityOf);
  const totals = activities.map((activity) => activity.totalsSince(since));
  return {
    calls: sumOf(totals, ({ calls }) => calls),
    unmatched: sumOf(totals, ({ unmatched }) => unmatched),
    contracts: contracts.map((contract) => {
      const details = contract.operations.flatMap((operation) => {
        const counters = activities.flatMap((activity) =>
          activity.countersOf(contract.name, operation, since),
        );
        return onlyUsed && counters.length === 0
          ? []
          : operationCoverage(contract, operation, counters);
      });
      return withShares(contract.name, details);
    }),
  };
}

/** What the contracts publish, without a call. */
export function publishedCoverage(contracts: readonly Contract[]): ContractCoverage[] {
  return contracts.map((contract) =>
    withShares(
      contract.name,
      contract.operations.map((operation) => operationCoverage(contract, operation, [])),
    ),
  );
}

/** The coverage of a contract: its operations, and what of them was used. */
export function withShares(contract: string, details: OperationCoverage[]): ContractCoverage {
  const statuses = details.flatMap((each) => each.statuses.filter(({ published }) => published));
  const scopes = details.flatMap((each) => each.scopes.filter(({ accepted }) => accepted));
  const pages = details.flatMap((each) => (each.pages ? [{ calls: each.pages.later }] : []));
  return {
    contract,
    operations: share(details),
    statuses: share(statuses),
    parameters: share(details.flatMap(({ parameters }) => parameters)),
    scopes: share(scopes),
    pages: share(pages),
    details,
  };
}

function operationCoverage(
  contract: Contract,
  operation: Operation,
  counters: readonly CallCounter[],
): OperationCoverage {
  const { method, url, schema, config } = operation;
  const count = (matches: (counter: CallCounter) => boolean) =>
    sumOf(counters, (counter) => (matches(counter) ? counter.count : 0));
  const calls = count(() => true);
  const published = documentedStatuses(contract, operation);
  const sent = counters.flatMap(({ status }) => status ?? []);
  const accepted = acceptedScopes(contract, operation);
  const used = counters.flatMap(({ scopes }) => scopes);
  const pagesRead = (isLater: boolean) =>
    count(({ status, isLaterPage }) => (status ?? 500) < 300 && isLaterPage === isLater);
  return {
    operationId: schema.operationId,
    method,
    path: url.replace(/:(\w+)/g, '{$1}'),
    effect: config.effect,
    source: config.evidence?.source ?? null,
    simulated: operation.handler !== undefined,
    calls,
    statuses: distinct([...published, ...sent])
      .sort((one, other) => one - other)
      .map((status) => ({
        status,
        published: published.includes(status),
        calls: count((counter) => counter.status === status),
      })),
    parameters: [
      ...names(schema.params).map((name) => ({ name, in: 'path' as const, calls })),
      ...names(schema.querystring).map((name) => ({
        name,
        in: 'query' as const,
        calls: count(({ parameters }) => parameters.includes(name)),
      })),
    ],
    scopes: distinct([...accepted, ...used]).map((scope) => ({
      scope,
      accepted: accepted.includes(scope),
      calls: count(({ scopes }) => scopes.includes(scope)),
    })),
    pages:
      pageParameterOf(operation) === undefined
        ? null
        : { first: pagesRead(false), later: pagesRead(true) },
  };
}

/** The scopes of a contract that an operation accepts; none for an operation that needs no token. */
export function acceptedScopes({ identity }: Contract, { config }: Operation): readonly string[] {
  const { open, allow, deny = [], inferredDeny = [] } = config.access;
  if (open) return [];
  return (allow ?? identity.scopes).filter(
    (scope) => !deny.includes(scope) && !inferredDeny.includes(scope),
  );
}

function share(parts: readonly { readonly calls: number }[]) {
  return { used: parts.filter(({ calls }) => calls > 0).length, published: parts.length };
}

function sumOf<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0);
}

function names(schema: { readonly properties: object } | undefined): string[] {
  return Object.keys(schema?.properties ?? {});
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
