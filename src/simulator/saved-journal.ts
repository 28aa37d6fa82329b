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
  const { id, time, contract, method, path, request, response, callers, refusal } = (entry ??
    {}) as Partial<Entry>;
  return (
    [id, time, contract, method, path].every(isText) &&
    [request, request?.headers, request?.query, response, response?.headers].every(isObject) &&
    (callers === undefined || isTexts(callers)) &&
    (refusal === undefined || isRefusal(refusal))
  );
}

function isRefusal({ status, message, faults, why }: Partial<NonNullable<Entry['refusal']>>) {
  const isWhy = isObject(why) && isText(why?.rule) && isTexts(why?.passes ?? []);
  return (
    Number.isInteger(status) &&
    isText(message) &&
    Array.isArray(faults) &&
    faults.every((fault) => [fault?.in, fault?.at, fault?.message].every(isText)) &&
    (why === undefined || isWhy)
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
