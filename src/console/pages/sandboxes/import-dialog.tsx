import { useState } from 'preact/hooks';
import { offerUndo, takeSnapshot } from '../../actions/snapshots.js';
import { importSandbox } from '../../actions/transfer.js';
import type { ApiError } from '../../api/client.js';
import { keySandbox } from '../../api/credential.js';
import { Field } from '../../components/field.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { systemNow } from '../../lib/browser-time.js';
import { formatBytes, formatSpan } from '../../lib/format.js';
import { firstFreeName, toSandboxName } from '../../lib/names.js';
import { navigate } from '../../state/router.js';
import { refreshAll, type Sandbox } from '../../state/sandboxes.js';
import { showToast } from '../../state/toasts.js';

interface ImportDialogProps {
  readonly file: File;
  readonly sandboxes: readonly Sandbox[];
  /** The sandbox that the file shall replace; without one the name is proposed from that of the file. */
  readonly target?: string;
  readonly onClose: () => void;
}

/** Asks for the name under which an exported file is imported, and says what it replaces. */
export function ImportDialog({ file, sandboxes, target, onClose }: ImportDialogProps) {
  const taken = new Set(sandboxes.map((each) => each.name));
  const ownName = target ?? keySandbox.value;
  const [name, setName] = useState(ownName ?? proposeName(file, taken));
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const replaced = sandboxes.find((each) => each.name === name);
  const replaces = replaced !== undefined;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      if (replaces) await takeSnapshot(name, 'before-import');
      await importSandbox(name, file);
      await refreshAll();
      if (replaces) offerUndo([name], 'before-import', `Imported ${file.name} into ${name}`);
      else showToast(`Imported ${file.name} as ${name}`);
      onClose();
      navigate(`sandboxes/${name}`);
    } catch (failure) {
      setError((failure as ApiError).message);
    }
    setBusy(false);
  };
  return (
    <Dialog title="Import a sandbox" onClose={onClose}>
      <form onSubmit={submit}>
        <p class="import-file">
          <code>{file.name}</code>, {formatBytes(file.size)}
        </p>
        <Field
          label="Name"
          error={error}
          hint={
            replaced
              ? `There is a sandbox ${name}: its data are replaced. They are kept as the snapshot before-import.${lostExpiry(replaced)}`
              : 'A sandbox of this name is created, and stays until it is deleted.'
          }
        >
          <input
            required
            value={name}
            readOnly={ownName !== undefined}
            pattern="[a-z0-9][a-z0-9\-]{0,62}"
            title="1 to 63 of a-z, 0-9 and -, not beginning with -"
            onInput={({ currentTarget }) => {
              setName(currentTarget.value);
              setError(undefined);
            }}
          />
        </Field>
        <footer class="dialog-footer">
          <button
            type="submit"
            class={`button ${replaces ? 'danger' : 'primary'}`}
            disabled={isBusy}
          >
            {isBusy ? 'Importing …' : replaces ? `Replace ${name}` : `Create ${name}`}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** An import has no lifetime, and the undo does not bring it back. */
function lostExpiry({ expiresAt }: Sandbox): string {
  if (expiresAt === null) return '';
  const rest = formatSpan(Date.parse(expiresAt) - systemNow());
  return ` It would be deleted in ${rest}, and no longer is after the import: it then stays until you delete it.`;
}

function proposeName(file: File, taken: ReadonlySet<string>): string {
  const base = toSandboxName(file.name.replace(/\.[a-z0-9]+$/i, '').replace(/ \(\d+\)$/, ''));
  return firstFreeName(base || 'import', taken);
}
