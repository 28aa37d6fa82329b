import type { Readable } from 'node:stream';
import { Broadcast } from '../streams/broadcast.js';
import type { Journal } from './journal.js';
import type { JournalView } from './stored-entry.js';

const broadcasts = new WeakMap<Journal, Broadcast<JournalView>>();

/** The latest entry that was added to a broadcast, which the listener of each reader passes on. */
const latestEntries = new WeakMap<Broadcast<JournalView>, JournalView>();

interface StreamOptions {
  readonly lastEventId: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens a stream of server-sent events: the entries of a journal after one, if its id is given, and then each new entry, until
 * the journal is disposed or the signal is aborted. Throws a 503 problem if too many are open.
 */
export function openEventStream(
  journal: Journal,
  { lastEventId, signal }: StreamOptions,
): Readable {
  const broadcast = broadcasts.get(journal) ?? new Broadcast<JournalView>(toEvent);
  broadcasts.set(journal, broadcast);
  return broadcast.open({
    subscribe: (end) =>
      journal.subscribe({ onEntry: (entry) => addOnce(broadcast, entry), onEnd: end }),
    backlog: lastEventId === undefined ? undefined : () => eventsAfter(journal, lastEventId),
    comment: 'requests to this sandbox',
    signal,
  });
}

function addOnce(broadcast: Broadcast<JournalView>, entry: JournalView): void {
  if (entry === latestEntries.get(broadcast)) return;
  latestEntries.set(broadcast, entry);
  broadcast.add(entry);
}

function* eventsAfter(journal: Journal, id: string) {
  for (const entry of journal.after(id)) yield { size: entry.size, toText: () => toEvent(entry) };
}

/** An entry as a server-sent event. */
function toEvent(entry: JournalView): string {
  return `id: ${entry.id}\nevent: entry\ndata: ${entry.serialize()}\n\n`;
}
