import { useEffect } from 'preact/hooks';
import { subscribe } from '../api/events.js';
import { refreshSandboxes, type Sandbox, sandboxes } from './sandboxes.js';

/** Events that come in quick succession cause one request in this time. Counters of calls are read at the second interval. */
const intervalMs = { events: 1000, counters: 5000 } as const;

/** All sandboxes that the caller may see, kept up to date by one request for all; undefined until they are loaded. */
export function useSandboxes(): readonly Sandbox[] | undefined {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const schedule = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void refreshSandboxes();
      }, intervalMs.events);
    };
    const poll = setInterval(() => {
      if (!document.hidden) schedule();
    }, intervalMs.counters);
    const unsubscribe = subscribe(
      ['created', 'deleted', 'reset', 'clock', 'fault', 'missed'],
      schedule,
    );
    void refreshSandboxes();
    return () => {
      unsubscribe();
      clearInterval(poll);
      clearTimeout(timer);
    };
  }, []);
  return sandboxes.value;
}
