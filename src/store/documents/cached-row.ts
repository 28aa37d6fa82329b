import type { SqlValue, StoredDocument } from './collection.js';
import { freezeIfCanonical } from './row-mapper.js';

/** A row as last read or written. Its document is parsed on first use. */
export interface CachedRow<Wire, Internal> {
  readonly rowId: number;
  /** The values of the columns, in the order of the row mapper. */
  cells: readonly SqlValue[];
  internal?: Internal | undefined;
  stored?: StoredDocument<Wire, Internal> | undefined;
  /** True once the document is known to serialize. */
  isSerializable?: boolean | undefined;
  /** Unflushed state: the version in the table and the last committed version. */
  pending?:
    | {
        readonly flushed: StoredDocument<Wire, Internal>;
        committed: StoredDocument<Wire, Internal>;
      }
    | undefined;
}

/** Freezes a changed document for the cache; undefined if reading it back from JSON would give another value. */
export function toCacheable<Wire, Internal>(
  before: StoredDocument<Wire, Internal>,
  after: StoredDocument<Wire, Internal>,
): StoredDocument<Wire, Internal> | undefined {
  const wire = after.wire === before.wire ? before.wire : freezeIfCanonical(after.wire);
  const internal =
    after.internal === before.internal ? before.internal : freezeIfCanonical(after.internal);
  return wire && internal && Object.freeze({ wire, internal });
}
