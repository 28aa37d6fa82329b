import type { JournalEntry, JournalFilter } from '../types.js';

/** Which calls count as clean although they were refused. */
export interface CleanOptions {
  /** Statuses that the test expects, such as those of the refusals that it provokes. */
  allow?: readonly number[];
  /** Parameters that an operation does not know are ignored here, as the vendors ignore them. */
  ignoreUnknownParameters?: boolean;
}

/** Calls were refused, or had parameters that an operation does not know. */
class UncleanJournalError extends Error {
  override readonly name = 'UncleanJournalError';
}

/** How the journal of a sandbox is read. */
export interface JournalReader {
  entries(filter: JournalFilter): Promise<JournalEntry[]>;
  get(path: string): Promise<unknown>;
}

/** The maximum number of calls that a message explains. */
const maxExplained = 10;

/** The maximum number of entries that one request returns. */
const pageSize = 1000;

/** Throws an Error that lists the calls that were refused, and the parameters that an operation does not know. */
export async function assertClean(
  reader: JournalReader,
  options: CleanOptions = {},
): Promise<void> {
  const hasUnknown = ({ unknownParameters = [] }: JournalEntry) =>
    unknownParameters.length > 0 && !options.ignoreUnknownParameters;
  const unclean = (await readAll(reader)).filter(
    (entry) => isRefusal(entry, options) || hasUnknown(entry),
  );
  if (unclean.length > 0) throw new UncleanJournalError(await describe(reader, unclean));
}

/** A text that lists calls, each with the reason of its refusal and what would pass. */
async function describe(reader: JournalReader, unclean: readonly JournalEntry[]): Promise<string> {
  const listed = unclean.slice(0, maxExplained);
  const lines = await Promise.all(listed.map((entry) => explain(reader, entry)));
  const rest = unclean.length - listed.length;
  return [
    `Refused calls, or calls with unknown parameters: ${unclean.length}`,
    ...lines,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ].join('\n');
}

function isRefusal(
  { status, fault, control, request }: JournalEntry,
  { allow = [] }: CleanOptions,
): boolean {
  const isInjected = fault !== undefined || /\bcode\s*=/.test(String(request.headers.prefer ?? ''));
  return status !== null && status >= 400 && !control && !isInjected && !allow.includes(status);
}

async function readAll({ entries }: JournalReader): Promise<JournalEntry[]> {
  const all: JournalEntry[] = [];
  for (;;) {
    const last = all.at(-1);
    const page = await entries({ limit: pageSize, ...(last && { after: last.id }) });
    all.push(...page);
    if (page.length < pageSize) return all;
  }
}

interface Explanation {
  readonly rule: string;
  readonly remedies: readonly string[];
  readonly errors: readonly { readonly at: string; readonly message: string }[];
}

/** One line of a call: what it was, why it was refused, and what would pass. */
async function explain({ get }: JournalReader, entry: JournalEntry): Promise<string> {
  const { id, method, path, status, unknownParameters = [] } = entry;
  const unknown = unknownParameters.length > 0 ? `, unknown: ${unknownParameters.join(', ')}` : '';
  const head = `  ${id}: ${method} ${path}: ${status}${unknown}`;
  // A call that was answered 501 or dropped from the journal may have none.
  const found = (await get(`/_sim/explain/${id}`).catch(() => undefined)) as
    | Explanation
    | undefined;
  if (!found) return head;
  const { rule, remedies, errors } = found;
  if (errors.length > 0)
    return `${head}: ${errors.map(({ at, message }) => `${at || 'the body'} ${message}`).join('; ')}`;
  return `${head}: ${rule}${remedies.length > 0 ? `; what would pass: ${remedies[0]}` : ''}`;
}
