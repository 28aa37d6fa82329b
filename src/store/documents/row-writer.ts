import { BoundedCache } from '../../lib/bounded-cache.js';
import type { Prepare } from '../sqlite/connection.js';
import { tagTable } from '../sqlite/ddl.js';
import type { CachedRow } from './cached-row.js';
import type { Collection, SqlValue, StoredDocument } from './collection.js';
import type { RowMapper } from './row-mapper.js';

/** The number of cached UPDATE statements, one per set of changed columns. */
const maxStatements = 500;

interface UpdateStatement {
  readonly columns: readonly string[];
  readonly text: string;
}

/** What an update changed in a row. */
interface RowChange {
  readonly cells: readonly SqlValue[];
  /** The columns whose values differ. */
  readonly columns: readonly string[];
  /** True if the entries in the multi-value indexes differ. */
  readonly changesTags: boolean;
}

/** Writes the rows of one collection and their entries in its multi-value indexes. */
export class RowWriter<Wire, Internal> {
  readonly #collection: Collection<Wire, Internal>;
  readonly #prepare: Prepare;
  readonly #mapper: RowMapper<Wire, Internal>;
  readonly #updateStatements = new BoundedCache<UpdateStatement>(maxStatements);
  readonly #insertSql: string;

  constructor(
    collection: Collection<Wire, Internal>,
    prepare: Prepare,
    mapper: RowMapper<Wire, Internal>,
  ) {
    this.#collection = collection;
    this.#prepare = prepare;
    this.#mapper = mapper;
    const columns = mapper.columns.join(', ');
    const placeholders = mapper.columns.map(() => '?').join(', ');
    this.#insertSql = `INSERT INTO ${collection.name} (${columns}) VALUES (${placeholders})`;
  }

  insert(wire: Wire, internal: Internal): void {
    const cells = this.#mapper.toRow({ wire, internal });
    const { lastInsertRowid } = this.#prepare(this.#insertSql).run(...cells);
    this.#insertTags(Number(lastInsertRowid), wire, internal);
  }

  /** Writes the columns that differ between two versions of a document; returns undefined if none do. */
  update(
    { rowId, cells: previous }: CachedRow<Wire, Internal>,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): RowChange | undefined {
    const cells = this.#mapper.toRow(after, { stored: before, cells: previous });
    const changed = cells.filter((cell, index) => cell !== previous[index]);
    if (changed.length === 0) return undefined;
    const { text, columns } = this.#updateStatement(cells, previous);
    this.#prepare(text).run(...changed, rowId);
    return { cells, columns, changesTags: this.#updateTags(rowId, before, after) };
  }

  /** True if the entries of two versions of a document in the multi-value indexes differ. */
  changesTags(
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): boolean {
    return Object.values(this.#collection.multiValueIndexes ?? {}).some((read) => {
      const [old, current] = [read(before.wire, before.internal), read(after.wire, after.internal)];
      return old !== current && JSON.stringify(old) !== JSON.stringify(current);
    });
  }

  delete(rowId: number): void {
    this.#deleteTags(rowId);
    this.#prepare(`DELETE FROM ${this.#collection.name} WHERE seq = ?`).run(rowId);
  }

  /** Returns the UPDATE for the cells that differ, cached by the bit mask of their positions. */
  #updateStatement(cells: readonly SqlValue[], previous: readonly SqlValue[]): UpdateStatement {
    let mask = 0;
    for (let index = 0; index < cells.length; index++)
      if (cells[index] !== previous[index]) mask += 2 ** index;
    return this.#updateStatements.getOrCompute(mask, () => {
      const columns = this.#mapper.columns.filter((_, index) => cells[index] !== previous[index]);
      const assignments = columns.map((column) => `${column} = ?`).join(', ');
      return { columns, text: `UPDATE ${this.#collection.name} SET ${assignments} WHERE seq = ?` };
    });
  }

  /** Rewrites the multi-value index entries of a row if they differ, and returns whether they do. */
  #updateTags(
    rowId: number,
    before: StoredDocument<Wire, Internal>,
    after: StoredDocument<Wire, Internal>,
  ): boolean {
    if (!this.changesTags(before, after)) return false;
    this.#deleteTags(rowId);
    this.#insertTags(rowId, after.wire, after.internal);
    return true;
  }

  #insertTags(rowId: number, wire: Wire, internal: Internal): void {
    for (const [tag, read] of Object.entries(this.#collection.multiValueIndexes ?? {})) {
      const insert = `INSERT INTO ${tagTable(this.#collection, tag)} VALUES (?, ?)`;
      for (const value of new Set(read(wire, internal))) this.#prepare(insert).run(value, rowId);
    }
  }

  #deleteTags(rowId: number): void {
    for (const tag of Object.keys(this.#collection.multiValueIndexes ?? {})) {
      this.#prepare(`DELETE FROM ${tagTable(this.#collection, tag)} WHERE seq = ?`).run(rowId);
    }
  }
}
