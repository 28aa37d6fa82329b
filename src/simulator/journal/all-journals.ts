import { yieldToEventLoop } from '../../lib/async.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { journalOf } from './journal.js';
import type { PublicEntry } from './public-entry.js';
import type { EntryRange, SearchPattern } from './stored-entry.js';

/** A sandbox with its name, which it does not know itself. */
interface NamedSandbox {
  readonly name: string;
  readonly sandbox: Sandbox;
}

/** An entry with the sandbox that it belongs to. */
type SandboxEntry = PublicEntry & { readonly sandbox: string };

/** Which entries are read, and whether headers and bodies are left out. */
type PageOptions = Pick<EntryRange, 'limit' | 'order'> & { readonly isSummary: boolean };

/**
 * How many entries of several journals match a pattern, and the first of them by real time. Yields to the event loop between
 * journals; those of sandboxes that are closed in the meantime are left out.
 */
export async function pageOfAll(
  sandboxes: Iterable<NamedSandbox>,
  pattern: SearchPattern,
  options: PageOptions,
): Promise<{ readonly total: number; readonly entries: readonly SandboxEntry[] }> {
  const { limit, order } = options;
  let total = 0;
  let entries: SandboxEntry[] = [];
  const direction = order === 'desc' ? -1 : 1;
  for (const { name, sandbox } of [...sandboxes]) {
    if (!sandbox.isOpen) continue;
    const page = journalOf(sandbox).page(pattern, options);
    total += page.total;
    const found = page.entries.map((entry) => ({ ...entry, sandbox: name }));
    // Cut after each sandbox, so that there are never more than twice as many as are wanted. The sort is stable.
    entries = [...entries, ...found]
      .sort((one, other) => direction * (instantOf(one) - instantOf(other)))
      .slice(0, limit);
    await yieldToEventLoop();
  }
  return { total, entries };
}

/** Entries of earlier versions have no real time; they are the oldest. */
function instantOf({ receivedAt = '' }: SandboxEntry): number {
  return Date.parse(receivedAt) || 0;
}
