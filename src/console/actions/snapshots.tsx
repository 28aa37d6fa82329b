import { server, unwrap } from '../api/client.js';
import { confirm } from '../components/overlay/confirm.js';
import { refreshAll } from '../state/sandboxes.js';
import { attempt, showToast } from '../state/toasts.js';
import { attemptOnMany, nameList } from './on-many.js';

/** Takes a snapshot of a sandbox, and replaces one of the same name. */
export function takeSnapshot(name: string, snapshot: string): Promise<unknown> {
  return unwrap(
    server.PUT('/sandboxes/{name}/snapshots/{snapshot}', { params: { path: { name, snapshot } } }),
  );
}

function restore(name: string, snapshot: string): Promise<unknown> {
  return unwrap(
    server.POST('/sandboxes/{name}/snapshots/{snapshot}/restore', {
      params: { path: { name, snapshot } },
    }),
  );
}

/** How the state of sandboxes is replaced, and what is said about it. */
interface Replacement {
  /** The name of the snapshot that is taken before. */
  readonly snapshot: string;
  readonly replace: (name: string) => Promise<unknown>;
  readonly message: (names: string) => string;
}

/**
 * Replaces the state of sandboxes, after a snapshot of each, and offers to undo it. A sandbox of which no snapshot could be taken is
 * left as it is. Returns those whose state was replaced.
 */
export async function replaceUndoably(
  names: readonly string[],
  { snapshot, replace, message }: Replacement,
): Promise<readonly string[]> {
  const done = await attemptOnMany(names, async (name) => {
    await takeSnapshot(name, snapshot);
    await replace(name);
  });
  if (done.length > 0) offerUndo(done, snapshot, message(nameList(done)));
  return done;
}

/** Says what was done, with a button that restores the sandboxes to a snapshot of before. */
export function offerUndo(names: readonly string[], snapshot: string, message: string): void {
  const undo = async () => {
    const undone = await attemptOnMany(names, (name) => restore(name, snapshot));
    if (undone.length > 0) showToast(`Restored ${nameList(undone)} to the state before`);
  };
  showToast(message, 'done', { label: 'Undo', run: undo });
}

/** Restores a sandbox to a snapshot, after a snapshot of its present state. */
export async function restoreSnapshot(name: string, snapshot: string): Promise<void> {
  const agreed = await confirm({
    title: `Restore ${name} to ${snapshot}?`,
    body: (
      <p>
        The present data, clock, faults and journal of the sandbox <strong>{name}</strong> are
        replaced. They are kept as a snapshot before, so that this can be undone.
      </p>
    ),
    action: `Restore ${name}`,
  });
  if (!agreed) return;
  // The snapshot that is restored must not be the one that is replaced.
  const before = snapshot === 'before-restore' ? 'before-restore-2' : 'before-restore';
  await replaceUndoably([name], {
    snapshot: before,
    replace: () => restore(name, snapshot),
    message: () => `Restored ${name} to ${snapshot}`,
  });
}

/** Deletes a snapshot. */
export async function deleteSnapshot(name: string, snapshot: string): Promise<void> {
  const agreed = await confirm({
    title: `Delete the snapshot ${snapshot}?`,
    body: (
      <p>
        The sandbox <strong>{name}</strong> itself stays as it is. A deleted snapshot cannot be
        brought back.
      </p>
    ),
    action: `Delete ${snapshot} of ${name}`,
  });
  if (!agreed) return;
  await attempt(async () => {
    await unwrap(
      server.DELETE('/sandboxes/{name}/snapshots/{snapshot}', {
        params: { path: { name, snapshot } },
      }),
    );
    await refreshAll();
  }, `Deleted the snapshot ${snapshot} of ${name}`);
}
