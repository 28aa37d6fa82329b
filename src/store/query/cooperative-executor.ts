import { yieldToEventLoop } from '../../lib/yield.js';
import type { Collection, Field, SqlValue } from '../documents/collection.js';
import { systemNow } from '../sandbox/clock.js';
import type { Prepare } from '../sqlite/connection.js';
import { BitSet } from './bit-set.js';
import { MatchSet, orderKey, type QueryCache, queryKey } from './cache.js';
import { cachedPrefix, type Page, type QueryExecutor } from './executor.js';
import { KeysetCursor } from './keyset-cursor.js';
import {
  candidateSql,
  type IndexedCollection,
  isIndexOnly,
  type Order,
  type Query,
  type Sql,
  scanSql,
  selectSql,
} from './query.js';

/** Fewer rows than this are looked at so fast that nobody waits for it. */
const syncRowLimit = 10_000;

/** So many rows that an index names are looked at at once. */
const inlineCandidates = 2000;

/** More than so many tell little: all rows are looked at then, a stretch at a time. */
const maxCandidates = 300_000;

/** So many rows are put in order at once. */
const fewToSort = 3000;

/** So many rows are walked along at once: by those who read them, and by those who look for the matching ones. */
const batchSize = { reading: 1000, looking: 4000 };

/** How many rows of a scan are looked at before others have their turn: at first, at least, and else as many as this time allows. */
const timeSlice = { first: 4000, least: 1000, milliseconds: 8 };

/**
 * What queries find in a collection that may be large. What takes long is done a part at a time, and others have their turn
 * in between: such an answer is a promise, and each row in it is as it was when it was looked at. It is refused when its
 * sandbox becomes another meanwhile.
 */
export class CooperativeExecutor<Wire, Internal> {
  readonly #collection: Collection<Wire, Internal> & IndexedCollection;
  readonly #prepare: Prepare;
  readonly #executor: QueryExecutor<Wire, Internal>;
  readonly #cache: QueryCache;

  constructor(
    of: Collection<Wire, Internal> & IndexedCollection,
    prepare: Prepare,
    finder: QueryExecutor<Wire, Internal>,
    found: QueryCache,
  ) {
    this.#collection = of;
    this.#prepare = prepare;
    this.#executor = finder;
    this.#cache = found;
  }

  /** One page of the matching documents. */
  page(query: Query, order: Order, offset: number, limit: number): Page | Promise<Page> {
    const isPlainQuery = isIndexOnly(query);
    if (isPlainQuery && offset + limit <= cachedPrefix)
      return this.#executor.page(query, order, offset, limit);
    const few = this.#narrowed(query);
    if (few) return this.#executor.page(few, order, offset, limit);
    return isPlainQuery
      ? this.#deepPage(query, order, offset, limit)
      : this.#searchedPage(query, order, offset, limit);
  }

  /** How many documents match, by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> | Promise<Record<string, number>> {
    const few = isIndexOnly(query) ? query : this.#narrowed(query);
    return few ? this.#executor.countBy(column, few) : this.#countedBy(column, query);
  }

  /** Some fields of the matching documents in order, so many at a time. None comes twice, whatever is written meanwhile. */
  async *slices(
    query: Query,
    order: Order,
    fields: readonly Field<Wire, Internal>[],
    size: number,
  ): AsyncGenerator<unknown[][]> {
    for await (const rowIds of this.#inOrder(query, order)) {
      for (let at = 0; at < rowIds.length; at += size) {
        const values = this.#executor.project(rowIds.slice(at, at + size), fields);
        if (values.length > 0) yield values;
        await yieldToEventLoop();
      }
    }
  }

  /** The same query where what it finds can be looked for at once. */
  #narrowed(query: Query): Query | undefined {
    if (this.#maxRowId() < syncRowLimit) return query;
    if (isIndexOnly(query)) return undefined;
    const known = this.#cache.by(query).candidates;
    const few = known.getOrCompute(
      queryKey(query),
      () => this.#candidates(query, inlineCandidates) ?? null,
    );
    return few ? { ...query, candidates: few } : undefined;
  }

  /** The number of the last row. */
  #maxRowId(): number {
    const last = this.#prepare(`SELECT max(seq) FROM ${this.#collection.name}`).pluck().get();
    return (last as number | null) ?? 0;
  }

  /** The rows that the index names for a search, and all that match among them; undefined where it names none, or more than so many. */
  #candidates(query: Query, limit: number): readonly number[] | undefined {
    const asked = candidateSql(this.#collection, query);
    if (!asked) return undefined;
    const { text, values } = asked;
    const rowIds = this.#prepare(`${text} LIMIT ?`)
      .pluck()
      .all(...values, limit + 1) as number[];
    return rowIds.length > limit ? undefined : rowIds;
  }

  /** A page to which the way is long; from the end where that is nearer. */
  async #deepPage(query: Query, order: Order, offset: number, limit: number): Promise<Page> {
    const total = this.#executor.count(query);
    const size = Math.min(limit, total - offset);
    if (size <= 0) return { total, rows: [] };
    const isFromEnd = offset > total / 2;
    const walk = new KeysetCursor(this.#collection, this.#prepare, query, order, isFromEnd);
    await walk.skip(isFromEnd ? total - offset - size : offset);
    const rowIds = await firstOf(walk.batches(size), size);
    return { total, rows: this.#executor.jsonOf(isFromEnd ? rowIds.reverse() : rowIds) };
  }

  async #searchedPage(query: Query, order: Order, offset: number, limit: number): Promise<Page> {
    const matching = await this.#matching(query);
    const { size } = matching.rows;
    const end = Math.min(offset + limit, size);
    const ordered = (limit: number) => firstOf(this.#ordered(matching, query, order), limit);
    const rowIds = await (end <= cachedPrefix
      ? matching.orders.getOrCompute(orderKey(order), () => ordered(cachedPrefix))
      : ordered(end));
    return { total: size, rows: this.#executor.jsonOf(rowIds.slice(offset, end)) };
  }

  /** The numbers of the matching rows in order, some at a time. */
  async *#inOrder(query: Query, order: Order): AsyncGenerator<readonly number[]> {
    const few = this.#narrowed(query);
    if (few) yield this.#executor.rowIds(few, order);
    else if (isIndexOnly(query))
      yield* new KeysetCursor(this.#collection, this.#prepare, query, order).batches(
        batchSize.reading,
      );
    else yield* this.#ordered(await this.#matching(query), query, order);
  }

  async *#ordered(
    { rows }: MatchSet,
    { where }: Query,
    order: Order,
  ): AsyncGenerator<readonly number[]> {
    if (rows.size <= fewToSort) return yield this.#executor.sortRowIds([...rows], order);
    const steps = new KeysetCursor(
      this.#collection,
      this.#prepare,
      { where: where ?? {} },
      order,
    ).batches(batchSize.looking);
    for await (const rowIds of steps) yield rowIds.filter((seq) => rows.has(seq));
  }

  /** All rows that a query finds; those who ask for them meanwhile wait for the same. */
  #matching(query: Query): Promise<MatchSet> {
    return this.#cache.by(query).matching.getOrCompute(queryKey(query), async () => {
      const rows = new BitSet();
      await this.#scan('seq', query, '', ([seq]) => rows.add(seq as number));
      return new MatchSet(rows);
    });
  }

  async #countedBy(column: string, query: Query): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const columns = `${column} AS value, count(*) AS n`;
    await this.#scan(columns, query, ' GROUP BY value', ([value, n]) => {
      counts[String(value)] = (counts[String(value)] ?? 0) + Number(n);
    });
    return counts;
  }

  /** Looks at all rows that may match, a stretch at a time, and gives what is selected of each stretch to `take`. */
  async #scan(
    columns: string,
    query: Query,
    grouping: string,
    onRow: (row: readonly SqlValue[]) => void,
  ): Promise<void> {
    const candidates = this.#candidates(query, maxCandidates);
    const part = (from: number, to: number): Sql =>
      candidates
        ? selectSql(this.#collection, columns, { ...query, candidates: candidates.slice(from, to) })
        : scanSql(this.#collection, columns, query, { from, to: to - 1 });
    const end = candidates?.length ?? this.#maxRowId() + 1;
    let length = timeSlice.first;
    for (let from = 0; from < end; ) {
      const began = systemNow();
      const { text, values } = part(from, from + length);
      const read = this.#prepare(`${text}${grouping}`).raw();
      for (const row of read.all(...values) as unknown as SqlValue[][]) onRow(row);
      from += length;
      const ratio = timeSlice.milliseconds / (systemNow() - began);
      length = Math.max(Math.ceil(length * Math.min(Math.max(ratio, 1 / 2), 4)), timeSlice.least);
      await yieldToEventLoop();
    }
  }
}

/** The first of what comes some at a time. */
async function firstOf(parts: AsyncIterable<readonly number[]>, limit: number): Promise<number[]> {
  const all: number[] = [];
  for await (const part of parts) {
    for (const each of part) all.push(each);
    if (all.length >= limit) break;
  }
  return all.slice(0, limit);
}
