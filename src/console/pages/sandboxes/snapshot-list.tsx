import { useEffect, useState } from 'preact/hooks';
import { deleteSnapshot, restoreSnapshot, takeSnapshot } from '../../actions/snapshots.js';
import { type Model, server, unwrap } from '../../api/client.js';
import { keySandbox } from '../../api/credential.js';
import { Button } from '../../components/button.js';
import { Menu } from '../../components/overlay/menu.js';
import { formatTime } from '../../lib/format.js';
import { firstFreeName, toSandboxName } from '../../lib/names.js';
import { navigate, setQuery } from '../../state/router.js';
import { refreshAll, type Sandbox } from '../../state/sandboxes.js';
import { attempt } from '../../state/toasts.js';

/** The snapshots of a sandbox: take one, restore, compare, copy and delete them. */
export function SnapshotList({ sandbox }: { readonly sandbox: Sandbox }) {
  const { name, snapshots: names } = sandbox;
  const [snapshots, setSnapshots] = useState<readonly Model<'SnapshotInfo'>[]>();
  // A snapshot that is taken again keeps its name, and gets another time.
  const load = async () => {
    await attempt(async () => {
      setSnapshots(
        await unwrap(server.GET('/sandboxes/{name}/snapshots', { params: { path: { name } } })),
      );
    });
  };
  useEffect(() => {
    void load();
  }, [name, names.join()]);
  return (
    <section class="card" aria-labelledby="snapshots">
      <h2 id="snapshots">Snapshots</h2>
      <TakeSnapshot sandbox={sandbox} onTaken={load} />
      {snapshots?.length === 0 && (
        <p class="muted">
          None yet. A snapshot is a point to return to; a reset takes one by itself.
        </p>
      )}
      <ul class="snapshot-list">
        {snapshots?.map((snapshot) => (
          <li key={snapshot.name}>
            <span class="grow">
              <strong>{snapshot.name}</strong>
              <span class="muted small">{formatTime(snapshot.createdAt)} by its clock</span>
            </span>
            <Button
              aria-label={`Restore ${snapshot.name}`}
              onClick={() => restoreSnapshot(name, snapshot.name)}
            >
              Restore
            </Button>
            <Menu label={`More for ${snapshot.name}`} items={menuItems(name, snapshot.name)}>
              ⋯
            </Menu>
          </li>
        ))}
      </ul>
    </section>
  );
}

function menuItems(name: string, snapshot: string) {
  const source = `${name}@${snapshot}`;
  return [
    { label: 'Compare with now', onSelect: () => setQuery({ compare: source }) },
    ...(keySandbox.value === undefined
      ? [{ label: 'New sandbox from it …', onSelect: () => navigate('sandboxes', { new: source }) }]
      : []),
    { label: 'Delete', isDangerous: true, onSelect: () => deleteSnapshot(name, snapshot) },
  ];
}

interface TakeSnapshotProps {
  readonly sandbox: Sandbox;
  readonly onTaken: () => Promise<void>;
}

function TakeSnapshot({ sandbox, onTaken }: TakeSnapshotProps) {
  const [text, setText] = useState('');
  const taken = new Set(sandbox.snapshots);
  const snapshot = toSandboxName(text) || firstFreeName('point', taken);
  const submit = async (event: Event) => {
    event.preventDefault();
    const isTaken = await attempt(async () => {
      await takeSnapshot(sandbox.name, snapshot);
      await refreshAll();
      await onTaken();
    }, `Took the snapshot ${snapshot} of ${sandbox.name}`);
    if (isTaken) setText('');
  };
  return (
    <form class="row take-snapshot" onSubmit={submit}>
      <input
        class="grow"
        aria-label="Name of the snapshot"
        placeholder={snapshot}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit" class="button">
        {taken.has(snapshot) ? `Replace ${snapshot}` : 'Take a snapshot'}
      </button>
    </form>
  );
}
