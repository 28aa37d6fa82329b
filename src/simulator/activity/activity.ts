import type { AttachmentKind, SandboxAttachment } from '../../store/sandbox/attachments.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { systemNow } from '../../store/time/clock.js';
import type { Operation } from '../contract/operation.js';
import type { PendingEntry } from '../journal/recorded-call.js';
import { clientName } from './client-name.js';
import { declaredNames, type PageSelection, pageSelectionOf } from './query-names.js';
import { RecentCalls, type RecentCallsView, recentStepMs } from './recent-calls.js';
import {
  type ActivityTotals,
  type CallCounter,
  type OperationCounters,
  parseActivity,
  type SavedActivity,
} from './serialization.js';

/** An operation has at most this many counters. Calls with further combinations are counted without their parameters and clients. */
const maxCounters = 500;

/**
 * Which calls: all since the sandbox was created or reset, or only those that it got itself since it was opened. The others are
 * those of an earlier process, or of the sandbox that it is a copy of.
 */
export type CountedSince = 'origin' | 'opening';

/** The counters of one operation, and the latest call, because the next one is often like it. */
interface OperationUse {
  readonly operation: Operation;
  readonly contract: string;
  readonly pages: PageSelection | undefined;
  readonly counters: Map<string, CallCounter>;
  latestQuery: string;
  latestUserAgent: unknown;
  latest: CallCounter | undefined;
}

/**
 * Counts the calls to a sandbox as they are made, because the journal drops old entries. A call costs a comparison with the latest
 * one of its operation; only another query is looked at more closely.
 */
export class Activity implements SandboxAttachment {
  #calls = 0;
  #refusals = 0;
  #unmatched = 0;
  #lastCallAt: number | null = null;
  #uses = new Map<Operation, OperationUse>();
  /** The restored counters of operations that were not called since, by contract and operation. */
  #saved = new Map<string, OperationCounters>();
  /** The calls that were restored, in all and by counter. */
  #restoredTotals: Pick<ActivityTotals, 'calls' | 'unmatched'> = { calls: 0, unmatched: 0 };
  #restoredCounts = new Map<CallCounter, number>();
  /** The calls of the steps before the current one; undefined until there is one. */
  #recent: RecentCalls | undefined;
  /** The current step of real time, and the totals when it began. */
  #step = 0;
  #before = { calls: 0, refusals: 0 };
  #latest: PendingEntry | undefined;

  get totals(): ActivityTotals {
    return {
      calls: this.#calls,
      refusals: this.#refusals,
      unmatched: this.#unmatched,
      lastCallAt: this.#lastCallAt,
    };
  }

  totalsSince(since: CountedSince): Pick<ActivityTotals, 'calls' | 'unmatched'> {
    const { calls, unmatched } = this.#restoredTotals;
    return since === 'origin'
      ? this.totals
      : { calls: this.#calls - calls, unmatched: this.#unmatched - unmatched };
  }

  /** The calls of the last minutes; undefined without a call since the sandbox was opened or reset. */
  get recentCalls(): RecentCallsView | undefined {
    if (!this.#latest) return undefined;
    const recent = this.#endStep(recentStepAt(systemNow()));
    return recent.view(this.#step, this.#latest);
  }

  /** Counts a completed call. */
  count(record: PendingEntry): void {
    const { at, startedAt, status = null, call } = record;
    const { operation, query, scopes = noScopes } = call;
    const step = recentStepAt(startedAt);
    if (step > this.#step) this.#endStep(step);
    this.#calls++;
    this.#lastCallAt = at;
    this.#latest = record;
    if (status !== null && status >= 400) this.#refusals++;
    if (!operation) {
      this.#unmatched++;
      return;
    }
    const use = this.#uses.get(operation) ?? this.#addUse(operation, call.contract);
    const { latest } = use;
    const userAgent = call.headers['user-agent'];
    const isLikeLatest =
      latest?.status === status &&
      userAgent === use.latestUserAgent &&
      areEqual(latest.scopes, scopes) &&
      isLike(use, query);
    if (isLikeLatest) {
      latest.count++;
      return;
    }
    use.latest = counterOf(use, { status, query, scopes, userAgent });
    use.latestQuery = query;
    use.latestUserAgent = userAgent;
    use.latest.count++;
  }

  /** The counters of an operation; none if it was not called. */
  countersOf(
    contract: string,
    operation: Operation,
    since: CountedSince = 'origin',
  ): readonly CallCounter[] {
    const use = this.#uses.get(operation);
    if (!use && this.#saved.size === 0) return [];
    const saved = this.#saved.get(savedKey(contract, operation.schema.operationId));
    const counters = use ? [...use.counters.values()] : (saved?.counters ?? []);
    if (since === 'origin') return counters;
    return counters
      .map((each) => ({ ...each, count: each.count - (this.#restoredCounts.get(each) ?? 0) }))
      .filter(({ count }) => count > 0);
  }

  serialize(): string | undefined {
    if (this.#calls === 0) return undefined;
    const uses = [...this.#uses.values()].map(({ contract, operation, counters }) => ({
      contract,
      operationId: operation.schema.operationId,
      counters: [...counters.values()],
    }));
    const operations = [...this.#saved.values(), ...uses];
    return JSON.stringify({ ...this.totals, operations } satisfies SavedActivity);
  }

  restore(saved: string | undefined): void {
    this.#recent = undefined;
    this.#latest = undefined;
    const { calls, refusals, unmatched, lastCallAt, operations } = parseActivity(saved);
    this.#calls = calls;
    this.#refusals = refusals;
    this.#before = { calls, refusals };
    this.#unmatched = unmatched;
    this.#lastCallAt = lastCallAt;
    this.#uses = new Map();
    this.#saved = new Map(
      operations.map((each) => [savedKey(each.contract, each.operationId), each] as const),
    );
    this.#restoredTotals = { calls, unmatched };
    this.#restoredCounts = new Map(
      operations.flatMap(({ counters }) => counters.map((each) => [each, each.count] as const)),
    );
  }

  /** Adds the calls of the current step to the recent ones, so that a call costs nothing but the totals, and goes on to a later step. */
  #endStep(next: number): RecentCalls {
    const [calls, refusals] = [this.#calls, this.#refusals];
    this.#recent ??= new RecentCalls();
    this.#recent.add(this.#step, calls - this.#before.calls, refusals - this.#before.refusals);
    this.#before = { calls, refusals };
    this.#step = Math.max(this.#step, next);
    return this.#recent;
  }

  #addUse(operation: Operation, contract: string): OperationUse {
    const key = savedKey(contract, operation.schema.operationId);
    const restored = this.#saved.get(key)?.counters ?? [];
    this.#saved.delete(key);
    const use: OperationUse = {
      operation,
      contract,
      pages: pageSelectionOf(operation),
      counters: new Map(
        restored.map((each) => [counterKey({ ...each, names: each.parameters.join('&') }), each]),
      ),
      latestQuery: '',
      latestUserAgent: undefined,
      latest: undefined,
    };
    this.#uses.set(operation, use);
    return use;
  }
}

const noScopes: readonly string[] = [];

/** The number of the step that an instant of real time belongs to. */
function recentStepAt(instant: number): number {
  return Math.floor(instant / recentStepMs);
}

/** What decides which counter a call belongs to. */
interface CountedCall {
  readonly status: number | null;
  readonly query: string;
  readonly scopes: readonly string[];
  readonly userAgent: unknown;
}

/** Whether a query belongs to the same counter as the latest one, which is found without a new text. */
function isLike({ latest, latestQuery, pages }: OperationUse, query: string): boolean {
  if (query === latestQuery) return true;
  if (!haveSameNames(query, latestQuery)) return false;
  return !pages || selectsLaterPage(query, pages) === latest?.isLaterPage;
}

const equalsSign = 0x3d;

/** Whether two queries differ in values only. */
function haveSameNames(one: string, other: string): boolean {
  let [at, otherAt] = [0, 0];
  while (true) {
    if (one.charCodeAt(at) === equalsSign) at = valueEnd(one, at);
    if (other.charCodeAt(otherAt) === equalsSign) otherAt = valueEnd(other, otherAt);
    if (at === one.length || otherAt === other.length)
      return at === one.length && otherAt === other.length;
    if (one.charCodeAt(at) !== other.charCodeAt(otherAt)) return false;
    at++;
    otherAt++;
  }
}

function valueEnd(query: string, start: number): number {
  const end = query.indexOf('&', start);
  return end < 0 ? query.length : end;
}

/** Whether a query selects another page than the first. */
function selectsLaterPage(
  query: string,
  { texts: [first, later], firstPage }: PageSelection,
): boolean {
  let start = first.length;
  if (!query.startsWith(first)) {
    const before = query.indexOf(later);
    if (before < 0) return false;
    start = before + later.length;
  }
  return Number.parseInt(query.slice(start), 10) > firstPage;
}

/** The counter of a call that is not like the latest one. */
function counterOf(use: OperationUse, call: CountedCall): CallCounter {
  const { status, query, scopes, userAgent } = call;
  const { counters, pages } = use;
  const isLaterPage = pages !== undefined && selectsLaterPage(query, pages);
  // Only the names count, so that queries that differ in their values need not be parsed.
  const hasRoom = counters.size < maxCounters;
  const names = hasRoom ? query.replace(/=[^&]*/g, '') : '';
  const client = hasRoom ? clientName(userAgent) : '';
  const key = counterKey({ client, status, isLaterPage, names, scopes });
  const known = counters.get(key);
  if (known) return known;
  const parameters = names === '' ? [] : declaredNames(use.operation, names);
  const created: CallCounter = { client, status, parameters, isLaterPage, scopes, count: 0 };
  counters.set(key, created);
  return created;
}

function counterKey({
  client,
  status,
  isLaterPage,
  names,
  scopes,
}: Omit<CallCounter, 'parameters' | 'count'> & { readonly names: string }): string {
  return `${client} ${status} ${isLaterPage} ${scopes.join('&')} ${names}`;
}

function savedKey(contract: string, operationId: string): string {
  return `${contract} ${operationId}`;
}

function areEqual(one: readonly string[], other: readonly string[]): boolean {
  if (one === other) return true;
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

/** Where a sandbox keeps its activity. */
export const activity: AttachmentKind<Sandbox, Activity> = {
  name: 'activity',
  create: () => new Activity(),
};

/** The activity of a sandbox. */
export function activityOf(sandbox: Sandbox): Activity {
  return sandbox.attachment(activity);
}
