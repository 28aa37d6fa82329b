import type { JournalEntry } from './entry.js';

/** A serialized journal. */
interface SavedJournal {
  /** The number of the next call; undefined where no journal was serialized. */
  readonly next?: number;
  readonly entries: readonly JournalEntry[];
  /** The sizes of the entries; empty in journals of earlier versions. */
  readonly sizes: readonly number[];
}

const empty: SavedJournal = { entries: [], sizes: [] };

/** The highest number that an imported file may claim for the next call; the calls after it need numbers, too. */
const maxNumber = 1e15;

/** Whether a value can be the number of the next call. */
export function isCallNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0 && Number(value) <= maxNumber;
}

/** Parses a serialized journal. Returns an empty one for anything else, because an imported file may contain anything. */
export function parseJournal(text: string | undefined): SavedJournal {
  try {
    const { next, entries, sizes = [] } = JSON.parse(text ?? 'null') ?? {};
    const isJournal = isCallNumber(next) && Array.isArray(entries) && entries.every(isEntry);
    return isJournal ? { next, entries, sizes: isCounts(sizes) ? sizes : [] } : empty;
  } catch {
    return empty;
  }
}

/** Whether a value has the shape of an entry. */
function isEntry(entry: unknown): entry is JournalEntry {
  const {
    id,
    time,
    receivedAt,
    contract,
    method,
    path,
    request,
    response,
    callers,
    operationStatus,
    tokenExpiresAt,
    refusal,
    unknownParameters,
  } = (entry ?? {}) as Partial<JournalEntry>;
  return (
    /^\d{1,15}$/.test(String(id)) &&
    [id, time, contract, method, path].every(isText) &&
    [request, request?.headers, request?.query, response, response?.headers].every(isObject) &&
    (receivedAt === undefined || !Number.isNaN(Date.parse(receivedAt))) &&
    (callers === undefined || isTexts(callers)) &&
    (operationStatus === undefined || Number.isInteger(operationStatus)) &&
    (tokenExpiresAt === undefined || !Number.isNaN(Date.parse(tokenExpiresAt))) &&
    (unknownParameters === undefined || isTexts(unknownParameters)) &&
    (refusal === undefined || isRefusal(refusal))
  );
}

function isRefusal({
  status,
  message,
  fieldErrors,
  reason,
}: Partial<NonNullable<JournalEntry['refusal']>>) {
  const isReason = isObject(reason) && isText(reason?.rule) && isTexts(reason?.remedies ?? []);
  return (
    Number.isInteger(status) &&
    isText(message) &&
    Array.isArray(fieldErrors) &&
    fieldErrors.every((each) => [each?.in, each?.at, each?.message].every(isText)) &&
    (reason === undefined || isReason)
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

function isCounts(values: unknown): values is number[] {
  return Array.isArray(values) && values.every((each) => Number.isSafeInteger(each) && each >= 0);
}
