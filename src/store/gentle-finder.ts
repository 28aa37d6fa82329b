import { realNow } from './clock.js';
import type { Cell, Collection, Field } from './collection.js';
import type { Prepare } from './connection.js';
import { type Finder, type Page, reach } from './finder.js';
import { type Found, Matching, nameOf, orderName } from './found.js';
import {
  branches,
  isPlain,
  named,
  type Order,
  type Placed,
  type Query,
  type Sql,
  within,
} from './query.js';
import { RowSet } from './row-set.js';
import { turn } from './turn.js';
import { Walk } from './walk.js';

/** Fewer rows than this are looked at so fast that nobody waits for it. */
const atOnce = 10_000;

/** So many rows that an index names are looked at at once. */
const fewCandidates = 2000;

/** More than so many tell little: all rows are looked at then, a stretch at a time. */
const mostCandidates = 300_000;

/** So many rows are put in order at once. */
const fewToSort = 3000;

/** So many rows are walked along at once: by those who read them, and by those who look for the matching ones. */
const step = { reading: 1000, looking: 4000 };

/** How many rows of a scan are looked at before others have their turn: at first, at least, and else as many as this time allows. */
const stretch = { first: 4000, least: 1000, milliseconds: 8 };

/**
 * What queries find in a collection that may be large. What takes long is done a part at a time, and others have their turn
 * in between: such an answer is a promise, and each row in it is as it was when it was looked at. It is refused when its
 * sandbox becomes another meanwhile.
 */
export class GentleFinder<Wire, Own> {
  readonly #of: Collection<Wire, Own> & Placed;
  readonly #prepare: Prepare;
  readonly #finder: Finder<Wire, Own>;
  readonly #found: Found;

  constructor(
    of: Collection<Wire, Own> & Placed,
    prepare: Prepare,
    finder: Finder<Wire, Own>,
    found: Found,
  ) {
    this.#of = of;
    this.#prepare = prepare;
    this.#finder = finder;
    this.#found = found;
  }

  /** One page of the matching documents. */
  page(query: Query, order: Order, offset: number, limit: number): Page | Promise<Page> {
    const isPlainQuery = isPlain(query);
    if (isPlainQuery && offset + limit <= reach)
      return this.#finder.page(query, order, offset, limit);
    const few = this.#few(query);
    if (few) return this.#finder.page(few, order, offset, limit);
    return isPlainQuery
      ? this.#farPage(query, order, offset, limit)
      : this.#searchedPage(query, order, offset, limit);
  }

  /** How many documents match, by the values of a column. */
  countBy(column: string, query: Query): Record<string, number> | Promise<Record<string, number>> {
    const few = isPlain(query) ? query : this.#few(query);
    return few ? this.#finder.countBy(column, few) : this.#countedBy(column, query);
  }

  /** Some fields of the matching documents in order, so many at a time. None comes twice, whatever is written meanwhile. */
  async *slices(
    query: Query,
    order: Order,
    fields: readonly Field<Wire, Own>[],
    size: number,
  ): AsyncGenerator<unknown[][]> {
    for await (const seqs of this.#inOrder(query, order)) {
      for (let at = 0; at < seqs.length; at += size) {
        const values = this.#finder.fieldsOf(seqs.slice(at, at + size), fields);
        if (values.length > 0) yield values;
        await turn();
      }
    }
  }

  /** The same query where what it finds can be looked for at once. */
  #few(query: Query): Query | undefined {
    if (this.#last() < atOnce) return query;
    if (isPlain(query)) return undefined;
    const known = this.#found.by(query).candidates;
    const few = known.of(nameOf(query), () => this.#candidates(query, fewCandidates) ?? null);
    return few ? { ...query, candidates: few } : undefined;
  }

  /** The number of the last row. */
  #last(): number {
    const last = this.#prepare(`SELECT max(seq) FROM ${this.#of.name}`).pluck().get();
    return (last as number | null) ?? 0;
  }

  /** The rows that the index names for a search, and all that match among them; undefined where it names none, or more than so many. */
  #candidates(query: Query, most: number): readonly number[] | undefined {
    const asked = named(this.#of, query);
    if (!asked) return undefined;
    const { text, values } = asked;
    const seqs = this.#prepare(`${text} LIMIT ?`)
      .pluck()
      .all(...values, most + 1) as number[];
    return seqs.length > most ? undefined : seqs;
  }

  /** A page to which the way is long; from the end where that is nearer. */
  async #farPage(query: Query, order: Order, offset: number, limit: number): Promise<Page> {
    const total = this.#finder.count(query);
    const size = Math.min(limit, total - offset);
    if (size <= 0) return { total, rows: [] };
    const isFromEnd = offset > total / 2;
    const walk = new Walk(this.#of, this.#prepare, query, order, isFromEnd);
    await walk.skip(isFromEnd ? total - offset - size : offset);
    const seqs = await firstOf(walk.steps(size), size);
    return { total, rows: this.#finder.textsOf(isFromEnd ? seqs.reverse() : seqs) };
  }

  async #searchedPage(query: Query, order: Order, offset: number, limit: number): Promise<Page> {
    const matching = await this.#matching(query);
    const { size } = matching.rows;
    const end = Math.min(offset + limit, size);
    const ordered = (most: number) => firstOf(this.#ordered(matching, query, order), most);
    const seqs = await (end <= reach
      ? matching.orders.of(orderName(order), () => ordered(reach))
      : ordered(end));
    return { total: size, rows: this.#finder.textsOf(seqs.slice(offset, end)) };
  }

  /** The numbers of the matching rows in order, some at a time. */
  async *#inOrder(query: Query, order: Order): AsyncGenerator<readonly number[]> {
    const few = this.#few(query);
    if (few) yield this.#finder.seqs(few, order);
    else if (isPlain(query))
      yield* new Walk(this.#of, this.#prepare, query, order).steps(step.reading);
    else yield* this.#ordered(await this.#matching(query), query, order);
  }

  async *#ordered(
    { rows }: Matching,
    { where }: Query,
    order: Order,
  ): AsyncGenerator<readonly number[]> {
    if (rows.size <= fewToSort) return yield this.#finder.sorted([...rows], order);
    const steps = new Walk(this.#of, this.#prepare, { where: where ?? {} }, order).steps(
      step.looking,
    );
    for await (const seqs of steps) yield seqs.filter((seq) => rows.has(seq));
  }

  /** All rows that a query finds; those who ask for them meanwhile wait for the same. */
  #matching(query: Query): Promise<Matching> {
    return this.#found.by(query).matching.of(nameOf(query), async () => {
      const rows = new RowSet();
      await this.#scan('seq', query, '', ([seq]) => rows.add(seq as number));
      return new Matching(rows);
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
    take: (row: readonly Cell[]) => void,
  ): Promise<void> {
    const candidates = this.#candidates(query, mostCandidates);
    const part = (from: number, to: number): Sql =>
      candidates
        ? branches(this.#of, columns, { ...query, candidates: candidates.slice(from, to) })
        : within(this.#of, columns, query, { from, to: to - 1 });
    const end = candidates?.length ?? this.#last() + 1;
    let length = stretch.first;
    for (let from = 0; from < end; ) {
      const began = realNow();
      const { text, values } = part(from, from + length);
      const read = this.#prepare(`${text}${grouping}`).raw();
      for (const row of read.all(...values) as unknown as Cell[][]) take(row);
      from += length;
      const ratio = stretch.milliseconds / (realNow() - began);
      length = Math.max(Math.ceil(length * Math.min(Math.max(ratio, 1 / 2), 4)), stretch.least);
      await turn();
    }
  }
}

/** The first of what comes some at a time. */
async function firstOf(parts: AsyncIterable<readonly number[]>, most: number): Promise<number[]> {
  const all: number[] = [];
  for await (const part of parts) {
    for (const each of part) all.push(each);
    if (all.length >= most) break;
  }
  return all.slice(0, most);
}
