import type { JournalEntry } from './entry.js';

/** A journal beside the data that it goes with. */
interface SavedJournal {
  /** The number of the next call; there is none where no journal was saved. */
  readonly next?: number;
  readonly entries: readonly JournalEntry[];
}

/** What was saved, or nothing where it is none of ours: an imported file may hold anything. */
export function parseJournal(saved: string | undefined): SavedJournal {
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
function isEntry(entry: unknown): entry is JournalEntry {
  const { id, time, contract, method, path, request, response, callers, refusal } = (entry ??
    {}) as Partial<JournalEntry>;
  return (
    [id, time, contract, method, path].every(isText) &&
    [request, request?.headers, request?.query, response, response?.headers].every(isObject) &&
    (callers === undefined || isTexts(callers)) &&
    (refusal === undefined || isRefusal(refusal))
  );
}

function isRefusal({
  status,
  message,
  fieldErrors,
  reason,
}: Partial<NonNullable<JournalEntry['refusal']>>) {
  const isWhy = isObject(reason) && isText(reason?.rule) && isTexts(reason?.remedies ?? []);
  return (
    Number.isInteger(status) &&
    isText(message) &&
    Array.isArray(fieldErrors) &&
    fieldErrors.every((fault) => [fault?.in, fault?.at, fault?.message].every(isText)) &&
    (reason === undefined || isWhy)
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every(isText);
}
