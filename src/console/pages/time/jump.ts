import { offerUndo, takeSnapshot } from '../../actions/snapshots.js';
import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { formatTime } from '../../lib/format.js';
import { refreshAll } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';
import type { DueEvent } from './due-events.js';

/** The snapshot that is taken before a jump, against which its changes are shown. */
export const beforeJump = 'before-jump';

/** A jump of the clock that was made. */
export interface Jump {
  readonly from: string;
  readonly to: string;
  /** What was due in between. */
  readonly passed: readonly DueEvent[];
}

/** How the clock is moved: to a time, or by a duration. */
export type Move = { readonly now: string } | Model<'ClockAdvance'>;

/**
 * Moves the clock of a sandbox, after a snapshot by which the jump can be undone. Returns undefined if it was refused, which is shown
 * to the user.
 */
export async function jump(
  name: string,
  move: Move,
  due: readonly DueEvent[],
): Promise<Jump | undefined> {
  const client = inSandbox(name);
  let done: Jump | undefined;
  await attempt(async () => {
    const { now: from } = await unwrap(client.GET('/clock'));
    await takeSnapshot(name, beforeJump);
    const { now: to } = await unwrap(
      'now' in move
        ? client.PUT('/clock', { body: move })
        : client.POST('/clock/advance', { body: move }),
    );
    // What the page shows may be older than a call that scheduled something.
    done = { from, to, passed: due.filter(({ at }) => at > from && at <= to) };
    await refreshAll();
    offerUndo([name], beforeJump, `The clock of ${name} is at ${formatTime(to)}`);
  });
  return done;
}
