/** How many calls a sandbox got since it was created or reset. */
export interface ActivityTotals {
  readonly calls: number;
  /** The calls whose response had a status of 400 or above. */
  readonly refusals: number;
  /** The calls that no operation matched. */
  readonly unmatched: number;
  /** The time of the latest call by the sandbox's clock, in milliseconds since 1970; null without a call. */
  readonly lastCallAt: number | null;
}

/** Calls of one operation that were alike: they had the same client, status, parameters and scopes, and were for a first or a later page. */
export interface CallCounter {
  /** The program that made them, as `clientName` returns it. */
  readonly client: string;
  readonly status: number | null;
  /** The declared parameters of the query. */
  readonly parameters: readonly string[];
  readonly isLaterPage: boolean;
  readonly scopes: readonly string[];
  count: number;
}

/** The counters of one operation. */
export interface OperationCounters {
  readonly contract: string;
  readonly operationId: string;
  readonly counters: readonly CallCounter[];
}

/** The activity of a sandbox as it is saved. */
export interface SavedActivity extends ActivityTotals {
  readonly operations: readonly OperationCounters[];
}

const empty: SavedActivity = {
  calls: 0,
  refusals: 0,
  unmatched: 0,
  lastCallAt: null,
  operations: [],
};

/** Parses a saved activity. Returns an empty one for anything else, because an imported file may contain anything. */
export function parseActivity(text: string | undefined): SavedActivity {
  if (text === undefined) return empty;
  try {
    const saved = JSON.parse(text);
    return isActivity(saved) ? withClients(saved) : empty;
  } catch {
    return empty;
  }
}

/** A saved activity whose counters have a client, which those of earlier versions lack. */
function withClients(saved: SavedActivity): SavedActivity {
  const operations = saved.operations.map((each) => ({
    ...each,
    counters: each.counters.map((counter) => ({ ...counter, client: counter.client ?? '' })),
  }));
  return { ...saved, operations };
}

function isActivity(saved: Partial<SavedActivity> | null): saved is SavedActivity {
  const { calls, refusals, unmatched, lastCallAt, operations } = saved ?? {};
  return (
    [calls, refusals, unmatched].every(isCount) &&
    (lastCallAt === null || isInstant(lastCallAt)) &&
    Array.isArray(operations) &&
    operations.every(areCounters)
  );
}

function areCounters(value: Partial<OperationCounters> | null): boolean {
  const { contract, operationId, counters } = value ?? {};
  return (
    typeof contract === 'string' &&
    typeof operationId === 'string' &&
    Array.isArray(counters) &&
    counters.every(isCounter)
  );
}

function isCounter(value: Partial<CallCounter> | null): boolean {
  const { client = '', status, parameters, isLaterPage, scopes, count } = value ?? {};
  return (
    typeof client === 'string' &&
    (status === null || isCount(status)) &&
    areTexts(parameters) &&
    areTexts(scopes) &&
    typeof isLaterPage === 'boolean' &&
    isCount(count)
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Whether a value is an instant that has an ISO 8601 form. */
function isInstant(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
