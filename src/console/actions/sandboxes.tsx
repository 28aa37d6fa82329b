import { server, unwrap } from '../api/client.js';
import { confirm } from '../components/overlay/confirm.js';
import { plural } from '../lib/format.js';
import { route, setQuery } from '../state/router.js';
import { sandboxName } from '../state/sandboxes.js';
import { showToast } from '../state/toasts.js';
import { attemptOnMany, nameList } from './on-many.js';
import { replaceUndoably } from './snapshots.js';

/** Resets sandboxes to what they were created with, after a snapshot of each. Returns those that were reset. */
export async function resetSandboxes(names: readonly string[]): Promise<readonly string[]> {
  const agreed = await confirm({
    title: `Reset ${whichSandboxes(names)}?`,
    body: (
      <>
        <NamedSandboxes names={names} />
        <p>
          Data, clock, faults and journal return to those that each was created with. The present
          state is kept as the snapshot <code>before-reset</code>, so that this can be undone.
        </p>
      </>
    ),
    action: `Reset ${whichSandboxes(names)}`,
  });
  if (!agreed) return [];
  return replaceUndoably(names, {
    snapshot: 'before-reset',
    replace: (name) =>
      unwrap(server.POST('/sandboxes/{name}/reset', { params: { path: { name } } })),
    message: (done) => `Reset ${done}`,
  });
}

/** Deletes sandboxes. Returns those that are gone. */
export async function deleteSandboxes(names: readonly string[]): Promise<readonly string[]> {
  const agreed = await confirm({
    title: `Delete ${whichSandboxes(names)}?`,
    body: (
      <>
        <NamedSandboxes names={names} />
        <p>
          Snapshots and keys are deleted with a sandbox, and it cannot be brought back. Export it
          first to keep its data.
        </p>
      </>
    ),
    action: `Delete ${whichSandboxes(names)}`,
  });
  if (!agreed) return [];
  const shown = sandboxName.value;
  const done = await attemptOnMany(names, async (name) => {
    // The console would say that its sandbox is missing.
    if (name === shown && route.value.query.sandbox) setQuery({ sandbox: undefined });
    await unwrap(server.DELETE('/sandboxes/{name}', { params: { path: { name } } }));
  });
  if (done.length > 0) showToast(`Deleted ${nameList(done)}`);
  return done;
}

function whichSandboxes(names: readonly string[]): string {
  return names.length === 1 ? String(names[0]) : plural(names.length, 'sandbox', 'sandboxes');
}

/** The names in full, as long as somebody would read them. */
function NamedSandboxes({ names }: { readonly names: readonly string[] }) {
  if (names.length === 1) return null;
  const shown = names.slice(0, 30).join(', ');
  const more = names.length > 30 ? ` and ${names.length - 30} more` : '';
  return (
    <p class="mono wrap">
      {shown}
      {more}
    </p>
  );
}
