import { yieldToEventLoop } from '../../lib/async.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { journalOf } from './journal.js';
import { toPublicEntry } from './public-entry.js';
import type { RequestPattern } from './request-matcher.js';
import type { EntryRange } from './stored-entry.js';

/** A sandbox with its name, which it does not know itself. */
interface NamedSandbox {
  readonly name: string;
  readonly sandbox: Sandbox;
}

/** An entry with the sandbox that it belongs to. */
type SandboxEntry = ReturnType<typeof toPublicEntry> & { readonly sandbox: string };

/**
 * How many entries of several journals match a pattern, and the first of them by real time. Yields to the event loop between
 * journals; those of sandboxes that are closed in the meantime are left out.
 */
export async function pageOfAll(
  sandboxes: Iterable<NamedSandbox>,
  pattern: RequestPattern & { readonly text?: string | undefined },
  { limit, order }: Pick<EntryRange, 'limit' | 'order'>,
): Promise<{ readonly total: number; readonly entries: readonly SandboxEntry[] }> {
  let total = 0;
  let entries: SandboxEntry[] = [];
  const direction = order === 'desc' ? -1 : 1;
  for (const { name, sandbox } of [...sandboxes]) {
    if (!sandbox.isOpen) continue;
    const page = journalOf(sandbox).page(pattern, { limit, order });
    total += page.total;
    const found = page.entries.map((entry) => ({ ...toPublicEntry(entry), sandbox: name }));
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
