import { useEffect, useState } from 'preact/hooks';
import { type Model, server, unwrap } from '../../../api/client.js';
import { systemNow } from '../../../lib/browser-time.js';
import { coalesce } from '../../../lib/coalesce.js';

export type RecentCalls = Model<'SandboxActivity'>;

const intervalMs = 3000;

/** The calls of the last five minutes by sandbox, with the time of the browser at which they were read. */
export interface RecentActivity {
  readonly readAt: number;
  readonly bySandbox: ReadonlyMap<string, RecentCalls>;
}

/** Reads the calls of the last minutes again and again while the page is visible, by one request for all sandboxes. */
export function useRecentCalls(): RecentActivity | undefined {
  const [activity, setActivity] = useState<RecentActivity>();
  useEffect(() => {
    const refresh = coalesce(async () => {
      try {
        const { sandboxes } = await unwrap(server.GET('/activity'));
        const bySandbox = new Map(sandboxes.map((each) => [each.sandbox, each] as const));
        setActivity({ readAt: systemNow(), bySandbox });
      } catch {
        // The frame says that the server cannot be reached, or asks for a sign-in.
      }
    });
    const timer = setInterval(() => {
      if (!document.hidden) void refresh();
    }, intervalMs);
    void refresh();
    return () => clearInterval(timer);
  }, []);
  return activity;
}
