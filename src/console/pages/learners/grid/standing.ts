import type { Sandbox } from '../../../state/sandboxes.js';
import type { RecentActivity } from './recent-calls.js';

/** How a learner is doing, by the latest call. */
export type Standing = 'refused' | 'quiet' | 'none' | 'working';

/** Without a call for so long a learner is quiet, in real milliseconds. */
const quietMs = 3 * 60_000;

/** How the learner in a sandbox is doing; undefined until the recent calls are known. */
export function standingOf(
  { name, calls }: Pick<Sandbox, 'name' | 'calls'>,
  activity: RecentActivity | undefined,
): Standing | undefined {
  if (!activity) return undefined;
  const last = activity.bySandbox.get(name)?.lastCall;
  // The recent calls begin with the start of the server, the number of all calls with the sandbox.
  if (!last) return calls === 0 ? 'none' : 'quiet';
  if (activity.readAt - Date.parse(last.at) > quietMs) return 'quiet';
  return last.status !== null && last.status < 400 ? 'working' : 'refused';
}

/** What the grid may be narrowed to: the standings that may need help, with their titles. */
export const shownStandings = {
  refused: 'Last call refused',
  quiet: 'Quiet for 3 minutes',
  none: 'No call yet',
} as const satisfies Partial<Record<Standing, string>>;
