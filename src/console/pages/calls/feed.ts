import { useEffect, useRef, useState } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { subscribe } from '../../api/events.js';
import { coalesce } from '../../lib/coalesce.js';
import { attempt } from '../../state/toasts.js';

/** A call with the sandbox that it was made to. */
export type Call = Model<'JournalEntry'> & {
  readonly sandbox: string;
  /** Whether its headers and bodies are not loaded. */
  readonly isSummary: boolean;
};

/** The page keeps at most this many calls; a journal has fewer. */
const maxCalls = 5000;

/** Calls that arrive within this time appear together, so that a burst of them costs one update. */
const flushMs = 200;

interface FeedOptions {
  readonly sandbox: string;
  readonly isAll: boolean;
  /** Whether headers and bodies are loaded. */
  readonly hasMessages: boolean;
  /** While true, calls that arrive wait. */
  readonly isPaused: boolean;
}

interface Feed {
  /** Newest first; undefined until they are loaded. */
  readonly calls: readonly Call[] | undefined;
  /** How many have arrived since the pause. */
  readonly waiting: number;
  readonly reload: () => Promise<void>;
}

/** The id of a call that is unique across sandboxes. */
export function keyOf({ sandbox, id }: Pick<Call, 'sandbox' | 'id'>): string {
  return `${sandbox} ${id}`;
}

/** The calls to one sandbox or to all, which go on as they are made. */
export function useCalls({ sandbox, isAll, hasMessages, isPaused }: FeedOptions): Feed {
  const [calls, setCalls] = useState<readonly Call[]>();
  const [waiting, setWaiting] = useState(0);
  const arrived = useRef<Call[]>([]);
  const loader = useRef<() => Promise<void>>(async () => {});

  useEffect(() => setCalls(undefined), [sandbox, isAll]);

  useEffect(() => {
    let isOpen = true;
    arrived.current = [];
    const load = coalesce(async () => {
      await attempt(async () => {
        const loaded = await readCalls({ sandbox, isAll, hasMessages });
        if (isOpen) setCalls(loaded);
      });
    });
    loader.current = load;
    const onEvent = (type: 'call' | 'reset' | 'missed', data: object) => {
      if (type === 'missed') return void load();
      const event = data as { readonly sandbox: string; readonly entry: Model<'JournalEntry'> };
      if (!isAll && event.sandbox !== sandbox) return;
      if (type === 'call')
        return void arrived.current.push({
          ...event.entry,
          sandbox: event.sandbox,
          isSummary: !hasMessages,
        });
      // The numbers of the calls begin anew, so that those of before are not mixed with them.
      arrived.current = arrived.current.filter((call) => call.sandbox !== event.sandbox);
      void load();
    };
    const unsubscribe = subscribe(['call', 'reset', 'missed'], onEvent, {
      callsOf: isAll ? undefined : sandbox,
      hasMessages,
    });
    void load();
    return () => {
      isOpen = false;
      unsubscribe();
    };
  }, [sandbox, isAll, hasMessages]);

  const isLoaded = calls !== undefined;
  useEffect(() => {
    const timer = setInterval(() => {
      const { current } = arrived;
      if (current.length > maxCalls) arrived.current = current.slice(-maxCalls);
      if (isPaused) return setWaiting(current.length);
      setWaiting(0);
      if (!isLoaded || current.length === 0) return;
      arrived.current = [];
      setCalls((shown = []) => withNewer(shown, current));
    }, flushMs);
    return () => clearInterval(timer);
  }, [isPaused, isLoaded]);

  return { calls, waiting, reload: () => loader.current() };
}

async function readCalls({
  sandbox,
  isAll,
  hasMessages,
}: Omit<FeedOptions, 'isPaused'>): Promise<readonly Call[]> {
  const query = {
    order: 'desc',
    limit: 1000,
    sandboxes: isAll ? 'all' : 'one',
    view: hasMessages ? 'full' : 'summary',
  } as const;
  const { entries } = await unwrap(inSandbox(sandbox).GET('/journal', { params: { query } }));
  return entries.map((entry) => ({ sandbox, isSummary: !hasMessages, ...entry }));
}

/** Puts calls in front. Those that arrived while the journal was read are in both. */
function withNewer(shown: readonly Call[], arrived: readonly Call[]): readonly Call[] {
  const known = new Set(shown.map(keyOf));
  const added = arrived.filter((call) => !known.has(keyOf(call))).reverse();
  return added.length === 0 ? shown : [...added, ...shown].slice(0, maxCalls);
}
