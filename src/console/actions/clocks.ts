import { inSandbox, type Model, unwrap } from '../api/client.js';
import { formatTime, plural } from '../lib/format.js';
import { refreshAll } from '../state/sandboxes.js';
import { attempt, showToast } from '../state/toasts.js';
import { offerUndo, replaceUndoably, takeSnapshot } from './snapshots.js';

/** The snapshot that is taken before a jump, against which its changes are shown. */
export const beforeJump = 'before-jump';

/** A jump of the clock that was made. */
export interface Jump {
  readonly from: string;
  readonly to: string;
  /** What was due in between. */
  readonly passed: readonly Model<'DueEvent'>[];
}

/** How the clock is moved: to a time, or by a duration. */
export type Move = { readonly now: string } | Model<'ClockAdvance'>;

async function moveClock(name: string, move: Move): Promise<Jump> {
  const client = inSandbox(name);
  const [{ now: from }, due] = await Promise.all([
    unwrap(client.GET('/clock')),
    unwrap(client.GET('/due')),
  ]);
  const { now: to } = await unwrap(
    'now' in move
      ? client.PUT('/clock', { body: move })
      : client.POST('/clock/advance', { body: move }),
  );
  return { from, to, passed: due.filter(({ at }) => at > from && at <= to) };
}

/** Moves the clock of a sandbox. A refusal, and that tokens have expired, are shown to the user. Returns whether it was moved. */
export function changeClock(name: string, move: Move): Promise<boolean> {
  return attempt(async () => {
    const { passed } = await moveClock(name, move);
    await refreshAll();
    const expiry = expiryText(passed);
    if (expiry) showToast(expiry);
  });
}

/**
 * Moves the clock of a sandbox, after a snapshot by which the jump can be undone. Returns undefined if it was refused, which is shown
 * to the user.
 */
export async function jump(name: string, move: Move): Promise<Jump | undefined> {
  let done: Jump | undefined;
  await attempt(async () => {
    await takeSnapshot(name, beforeJump);
    done = await moveClock(name, move);
    await refreshAll();
    offerUndo([name], beforeJump, `The clock of ${name} is at ${formatTime(done.to)}`);
  });
  return done;
}

/** Advances the clocks of sandboxes by a day, which can be undone. Returns those where it was done. */
export async function advanceByDay(names: readonly string[]): Promise<readonly string[]> {
  const passed: Model<'DueEvent'>[] = [];
  return replaceUndoably(names, {
    snapshot: beforeJump,
    replace: async (name) => passed.push(...(await moveClock(name, { days: 1 })).passed),
    message: (done) => `Advanced by a day: ${done}. ${expiryText(passed)}`.trim(),
  });
}

/** What the callers of a sandbox have to do after a jump; empty if no token that a call was made with has expired. */
function expiryText(passed: Jump['passed']): string {
  const expired = passed.filter(({ kind }) => kind === 'token-expires').length;
  return expired === 0 ? '' : `${plural(expired, 'token')} expired: their callers need new ones`;
}
