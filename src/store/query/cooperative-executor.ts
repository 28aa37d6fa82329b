import { yieldToEventLoop } from '../../lib/async.js';
import type { Collection, Field, SqlValue, StoredDocument } from '../documents/collection.js';
import type { Prepare } from '../sqlite/connection.js';
import { systemNow } from '../time/clock.js';
import { BitSet } from './bit-set.js';
import { MatchSet, orderKey, type QueryCache, queryKey } from './cache.js';
import {
  cachedPrefix,
  hasFieldConditions,
  isIndexOnly,
  type Page,
  type QueryExecutor,
} from './executor.js';
import { KeysetCursor } from './keyset-cursor.js';
import type { FieldQuery, IndexedCollection, Order, Query } from './query.js';
import { candidateSql, type Sql, scanSql, selectSql } from './sql.js';

/** Smaller tables are always queried synchronously. */
const syncRowLimit = 10_000;

/** A search with at most this many candidates from the trigram index runs synchronously. */
const inlineCandidates = 2000;

/** A search with more candidates than this scans the whole table instead. */
const maxCandidates = 300_000;

/** At most this many row ids are sorted in one statement. */
const maxInlineSort = 3000;

/**
 * The number of rows between two yields of a cursor: when all its rows are used, and when they are filtered by a match
 * set.
 */
const batchSize = { read: 1000, filter: 4000 };

/** The rows per step of a scan: the first step, the minimum, and the duration that the size adapts to. */
const timeSlice = { firstRows: 4000, minRows: 1000, milliseconds: 8 };

/** One page of documents with both of their parts. */
export interface DocumentPage<Wire, Internal> {
  /** The number of all matching documents. */
  readonly total: number;
  readonly documents: readonly StoredDocument<Wire, Internal>[];
}

/**
 * Runs queries on collections of any size. Small and indexed queries return synchronously. Others return a promise and yield
 * to the event loop between batches; each row of the result is as it was when its batch was read. The promise rejects with
 * SandboxReplacedError if the data of the sandbox are replaced in the meantime.
 */
export class CooperativeExecutor<Wire, Internal> {
  readonly #collection: Collection<Wire, Internal> & IndexedCollection;
  readonly #prepare: Prepare;
  readonly #executor: QueryExecutor<Wire, Internal>;
  readonly #cache: QueryCache;

  constructor(
    collection: Collection<Wire, Internal> & IndexedCollection,
    prepare: Prepare,
    {
      executor,
      cache,
    }: { readonly executor: QueryExecutor<Wire, Internal>; readonly cache: QueryCache },
  ) {
    this.#collection = collection;
    this.#prepare = prepare;
    this.#executor = executor;
    this.#cache = cache;
  }

  /** Returns one page of the matching documents. */
  page(query: Query, order: Order, offset: number, limit: number): Page | Promise<Page> {
    const narrowed = this.#narrowed(query);
    if (narrowed) return this.#executor.page(narrowed, order, offset, limit);
    return isIndexOnly(query)
      ? this.#deepPage(query, order, offset, limit)
      : this.#searchPage(query, order, offset, limit);
  }

  /** Returns one page of the matching documents with both of their parts. */
  async documentPage(
    query: FieldQuery,
    order: Order,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<DocumentPage<Wire, Internal>> {
    const page = (total: number, rowIds: readonly number[]) => ({
      total,
      documents: this.#executor.documentsOf(rowIds),
    });
    const narrowed = this.#narrowed(query);
    if (narrowed) {
      const rowIds = this.#executor.rowIds(narrowed, order);
      return page(rowIds.length, rowIds.slice(offset, offset + limit));
    }
    if (isIndexOnly(query)) {
      const cursor = this.#cursor(query, order);
      await cursor.skip(offset);
      return page(this.#executor.count(query), await take(cursor.batches(limit), limit));
    }
    const matchSet = hasFieldConditions(query)
      ? await this.#scanMatches(query)
      : await this.#matchSet(query);
    const rowIds = await take(this.#sorted(matchSet, query, order), offset + limit);
    return page(matchSet.rows.size, rowIds.slice(offset));
  }

  /** Counts the matching documents by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> | Promise<Record<string, number>> {
    const narrowed = isIndexOnly(query) ? query : this.#narrowed(query);
    return narrowed ? this.#executor.countBy(column, narrowed) : this.#scanCounts(column, query);
  }

  /**
   * Returns some fields of the matching documents in order, in slices of at most `size`. No document comes twice, even if
   * documents are written between slices.
   */
  async *slices(
    query: Query,
    order: Order,
    fields: readonly Field<Wire, Internal>[],
    size: number,
  ): AsyncGenerator<unknown[][]> {
    for await (const rowIds of this.#orderedRowIds(query, order)) {
      for (let start = 0; start < rowIds.length; start += size) {
        const values = this.#executor.project(rowIds.slice(start, start + size), fields);
        if (values.length > 0) yield values;
        await yieldToEventLoop();
      }
    }
  }

  /** Returns the keys of the matching documents, in batches. */
  async *keyBatches(query: Query): AsyncGenerator<readonly string[]> {
    for await (const rowIds of this.#rowIdBatches(query)) {
      yield this.#executor.keysOf(rowIds);
      await yieldToEventLoop();
    }
  }

  /** The row ids of the matching documents in ascending order, in batches: neighbours are changed faster one after another. */
  async *#rowIdBatches(query: Query): AsyncGenerator<readonly number[]> {
    const { rows } = await this.#matchSet(query);
    let batch: number[] = [];
    for (const rowId of rows) {
      if (batch.push(rowId) < batchSize.read) continue;
      yield batch;
      batch = [];
    }
    yield batch;
  }

  /** Returns the query, with its candidates if it needs them, when it can run synchronously; otherwise undefined. */
  #narrowed(query: Query): Query | undefined {
    if (this.#maxRowId() < syncRowLimit) return query;
    if (isIndexOnly(query)) return undefined;
    const candidates = this.#cache
      .partition(query)
      .candidates.getOrCompute(
        queryKey(query),
        () => this.#candidates(query, inlineCandidates) ?? null,
      );
    return candidates ? { ...query, candidates } : undefined;
  }

  #maxRowId(): number {
    const last = this.#prepare(`SELECT max(seq) FROM ${this.#collection.name}`).pluck().get();
    return (last as number | null) ?? 0;
  }

  /** Row ids from the trigram index; undefined without an index, or above `limit`. */
  #candidates(query: Query, limit: number): readonly number[] | undefined {
    const selection = candidateSql(this.#collection, query);
    if (!selection) return undefined;
    const { text, values } = selection;
    const rowIds = this.#prepare(`${text} LIMIT ?`)
      .pluck()
      .all(...values, limit + 1) as number[];
    return rowIds.length > limit ? undefined : rowIds;
  }

  /** Returns a page beyond the cached prefix, read from the nearer end of the order. */
  async #deepPage(query: Query, order: Order, offset: number, limit: number): Promise<Page> {
    const total = this.#executor.count(query);
    const size = Math.min(limit, total - offset);
    if (size <= 0) return { total, rows: [] };
    const fromEnd = offset > total / 2;
    const cursor = new KeysetCursor(this.#collection, this.#prepare, query, { order, fromEnd });
    await cursor.skip(fromEnd ? total - offset - size : offset);
    const rowIds = await take(cursor.batches(size), size);
    return { total, rows: this.#executor.jsonOf(fromEnd ? rowIds.reverse() : rowIds) };
  }

  async #searchPage(query: Query, order: Order, offset: number, limit: number): Promise<Page> {
    const matchSet = await this.#matchSet(query);
    const { size } = matchSet.rows;
    const end = Math.min(offset + limit, size);
    const firstRowIds = (count: number) => take(this.#sorted(matchSet, query, order), count);
    const rowIds = await (end <= cachedPrefix
      ? matchSet.orders.getOrCompute(orderKey(order), () => firstRowIds(cachedPrefix))
      : firstRowIds(end));
    return { total: size, rows: this.#executor.jsonOf(rowIds.slice(offset, end)) };
  }

  /** The row ids of the matching documents in order, in batches. */
  async *#orderedRowIds(query: Query, order: Order): AsyncGenerator<readonly number[]> {
    const narrowed = this.#narrowed(query);
    if (narrowed) yield this.#executor.rowIds(narrowed, order);
    else if (isIndexOnly(query)) yield* this.#cursor(query, order).batches(batchSize.read);
    else yield* this.#sorted(await this.#matchSet(query), query, order);
  }

  /** The row ids of a match set in order, in batches. */
  async *#sorted(
    { rows }: MatchSet,
    { where = {} }: Query,
    order: Order,
  ): AsyncGenerator<readonly number[]> {
    if (rows.size <= maxInlineSort) return yield this.#executor.sortRowIds([...rows], order);
    const batches = this.#cursor({ where }, order).batches(batchSize.filter);
    for await (const rowIds of batches) yield rowIds.filter((rowId) => rows.has(rowId));
  }

  #cursor(query: Query, order: Order): KeysetCursor {
    return new KeysetCursor(this.#collection, this.#prepare, query, { order });
  }

  /** Scans for all rows that match. Concurrent requests for the same query share one scan. */
  #matchSet(query: Query): Promise<MatchSet> {
    const { matchSets } = this.#cache.partition(query);
    return matchSets.getOrCompute(queryKey(query), () => this.#scanMatches(query));
  }

  async #scanMatches(query: Query): Promise<MatchSet> {
    const rows = new BitSet();
    await this.#scan({ columns: 'seq', query }, ([rowId]) => rows.add(rowId as number));
    return new MatchSet(rows);
  }

  async #scanCounts(column: string, query: Query): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const columns = `${column} AS value, count(*) AS n`;
    await this.#scan({ columns, query, groupBy: ' GROUP BY value' }, ([value, n]) => {
      counts[String(value)] = (counts[String(value)] ?? 0) + Number(n);
    });
    return counts;
  }

  /**
   * Reads all candidates, or the whole table without candidates, step by step, and calls `onRow` for each selected row.
   */
  async #scan(
    {
      columns,
      query,
      groupBy = '',
    }: { readonly columns: string; readonly query: Query; readonly groupBy?: string },
    onRow: (row: readonly SqlValue[]) => void,
  ): Promise<void> {
    // The estimates are loaded on the first search, and reading all candidates takes as long as several steps.
    this.#collection.trigramCount?.('');
    await yieldToEventLoop();
    const candidates = this.#candidates(query, maxCandidates);
    await yieldToEventLoop();
    const stepSql = (from: number, to: number): Sql =>
      candidates
        ? selectSql(this.#collection, columns, { ...query, candidates: candidates.slice(from, to) })
        : scanSql(this.#collection, columns, query, { from, to: to - 1 });
    const end = candidates?.length ?? this.#maxRowId() + 1;
    let size = timeSlice.firstRows;
    for (let from = 0; from < end; ) {
      const startedAt = systemNow();
      const { text, values } = stepSql(from, from + size);
      const statement = this.#prepare(`${text}${groupBy}`).raw();
      for (const row of statement.all(...values) as unknown as SqlValue[][]) onRow(row);
      from += size;
      const ratio = timeSlice.milliseconds / (systemNow() - startedAt);
      size = Math.max(Math.ceil(size * Math.min(Math.max(ratio, 1 / 2), 4)), timeSlice.minRows);
      await yieldToEventLoop();
    }
  }
}

/** Returns the first `count` row ids from batches. */
async function take(batches: AsyncIterable<readonly number[]>, count: number): Promise<number[]> {
  const rowIds: number[] = [];
  for await (const batch of batches) {
    for (const rowId of batch) rowIds.push(rowId);
    if (rowIds.length >= count) break;
  }
  return rowIds.slice(0, count);
}
