import { useEffect, useState } from 'preact/hooks';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { subscribe } from '../../api/events.js';
import { coalesce } from '../../lib/coalesce.js';

export type DueEvent = Model<'DueEvent'>;

/** Calls schedule events too, and are too many to follow. */
const intervalMs = 5000;

/** What happens in a sandbox when its clock moves, kept up to date; undefined until it is loaded. */
export function useDueEvents(name: string): readonly DueEvent[] | undefined {
  const [events, setEvents] = useState<readonly DueEvent[]>();
  useEffect(() => {
    const refresh = coalesce(async () => {
      try {
        setEvents(await unwrap(inSandbox(name).GET('/due')));
      } catch {
        // The frame says that the server cannot be reached, or asks for a sign-in.
      }
    });
    void refresh();
    const timer = setInterval(() => {
      if (!document.hidden) void refresh();
    }, intervalMs);
    const unsubscribe = subscribe(['clock', 'reset', 'data', 'missed'], (_type, data) => {
      if (!('sandbox' in data) || data.sandbox === name) void refresh();
    });
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, [name]);
  return events;
}
