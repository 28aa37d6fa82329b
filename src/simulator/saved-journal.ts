import type { Entry } from './journal.js';

/** A journal beside the data that it goes with. */
interface SavedJournal {
  /** The number of the next call; there is none where no journal was saved. */
  readonly next?: number;
  readonly entries: readonly Entry[];
}

/** What was saved, or nothing where it is none of ours: an imported file may hold anything. */
export function savedJournal(saved: string | undefined): SavedJournal {
  try {
    const { next, entries } = JSON.parse(saved ?? 'null') ?? {};
    const isJournal =
      Number.isSafeInteger(next) && next > 0 && Array.isArray(entries) && entries.every(isEntry);
    return isJournal ? { next, entries } : { entries: [] };
  } catch {
    return { entries: [] };
  }
}

/** An entry as it was saved; whoever makes one up may say what it likes, but in this form. */
function isEntry(entry: unknown): entry is Entry {
  const { id, contract, method, path, request, response } = (entry ?? {}) as Partial<Entry>;
  return (
    [id, contract, method, path].every((each) => typeof each === 'string') &&
    typeof request?.headers === 'object' &&
    typeof request.query === 'object' &&
    typeof response?.headers === 'object'
  );
}
