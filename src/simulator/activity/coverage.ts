import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { documentedStatuses } from '../openapi/document-options.js';
import { activityOf, pageParameterOf } from './activity.js';
import type { CallCounter } from './serialization.js';

/** How many of the published parts callers used. */
interface Share {
  readonly used: number;
  readonly published: number;
}

interface OperationCoverage {
  readonly operationId: string;
  readonly method: string;
  /** Below the mount, with parameters in braces. */
  readonly path: string;
  readonly simulated: boolean;
  readonly calls: number;
  /** Published statuses, and those that were sent all the same. */
  readonly statuses: readonly {
    readonly status: number;
    readonly published: boolean;
    readonly calls: number;
  }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query';
    readonly calls: number;
  }[];
  /** The scopes that the operation accepts, and those that callers had all the same. */
  readonly scopes: readonly {
    readonly scope: string;
    readonly accepted: boolean;
    readonly calls: number;
  }[];
  /** The successful calls for the first and for later pages; null for an operation without pages. */
  readonly pages: { readonly first: number; readonly later: number } | null;
}

interface ContractCoverage {
  readonly contract: string;
  readonly operations: Share;
  readonly statuses: Share;
  readonly parameters: Share;
  /** Combinations of an operation and a scope that it accepts. */
  readonly scopes: Share;
  /** Operations with pages, used where a later page was read. */
  readonly pages: Share;
  readonly details: readonly OperationCoverage[];
}

/** What callers used of the vendor APIs in one sandbox. */
export interface Coverage {
  readonly calls: number;
  /** The calls that no operation matched. */
  readonly unmatched: number;
  readonly contracts: readonly ContractCoverage[];
}

/** Compares the calls to a sandbox since it was created or reset with what the contracts publish. */
export function coverageOf(sandbox: Sandbox, contracts: readonly Contract[]): Coverage {
  const { calls, unmatched } = activityOf(sandbox).totals;
  return {
    calls,
    unmatched,
    contracts: contracts.map((contract) => contractCoverage(sandbox, contract)),
  };
}

function contractCoverage(sandbox: Sandbox, contract: Contract): ContractCoverage {
  const activity = activityOf(sandbox);
  const details = contract.operations.map((operation) =>
    operationCoverage(contract, operation, activity.countersOf(contract.name, operation)),
  );
  const statuses = details.flatMap((each) => each.statuses.filter(({ published }) => published));
  const scopes = details.flatMap((each) => each.scopes.filter(({ accepted }) => accepted));
  const pages = details.flatMap((each) => (each.pages ? [{ calls: each.pages.later }] : []));
  return {
    contract: contract.name,
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
  const { method, url, schema } = operation;
  const count = (matches: (counter: CallCounter) => boolean) =>
    counters.reduce((sum, counter) => sum + (matches(counter) ? counter.count : 0), 0);
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
function acceptedScopes({ identity }: Contract, { config }: Operation): readonly string[] {
  const { open, allow, deny = [], inferredDeny = [] } = config.access;
  if (open) return [];
  return (allow ?? identity.scopes).filter(
    (scope) => !deny.includes(scope) && !inferredDeny.includes(scope),
  );
}

function share(parts: readonly { readonly calls: number }[]): Share {
  return { used: parts.filter(({ calls }) => calls > 0).length, published: parts.length };
}

function names(schema: { readonly properties: object } | undefined): string[] {
  return Object.keys(schema?.properties ?? {});
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
