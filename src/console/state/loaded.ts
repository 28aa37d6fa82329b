import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../api/client.js';
import { type EventType, subscribe } from '../api/events.js';
import { coalesce } from '../lib/coalesce.js';
import { sandboxName } from './sandboxes.js';

/** What was loaded for a part of a page. */
interface Loaded<Data> {
  /** Undefined until it is there. The former data stay until others are. */
  readonly data: Data | undefined;
  readonly error: ApiError | undefined;
  /** Whether `data` belong to former dependencies. */
  readonly isStale: boolean;
  readonly refresh: () => Promise<void>;
}

/** After these events what was loaded may be out of date. */
const defaultEvents: readonly EventType[] = ['data', 'reset', 'clock', 'missed'];

/** Loads data of the sandbox, again when a dependency changes and after events of the sandbox. */
export function useLoaded<Data>(
  load: () => Promise<Data>,
  dependencies: readonly unknown[],
  events: readonly EventType[] = defaultEvents,
): Loaded<Data> {
  const key = JSON.stringify([sandboxName.value, ...dependencies]);
  const [state, setState] = useState<{ key: string; data?: Data; error?: ApiError }>({ key: '' });
  const refresh = useRef<() => Promise<void>>(async () => {});
  useEffect(() => {
    const name = sandboxName.value;
    let isCurrent = true;
    const run = coalesce(async () => {
      try {
        const data = await load();
        if (isCurrent) setState({ key, data });
      } catch (error) {
        if (isCurrent) setState({ key, error: error as ApiError });
      }
    });
    refresh.current = run;
    void run();
    const unsubscribe = subscribe(events, (_type, data) => {
      if (!('sandbox' in data) || data.sandbox === name) void run();
    });
    return () => {
      isCurrent = false;
      unsubscribe();
    };
  }, [key]);
  const { data, error } = state;
  return { data, error, isStale: state.key !== key, refresh: () => refresh.current() };
}
