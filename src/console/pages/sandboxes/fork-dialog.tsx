import { useState } from 'preact/hooks';
import { type ApiError, server, unwrap } from '../../api/client.js';
import { Field } from '../../components/field.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { firstFreeName, toSandboxName } from '../../lib/names.js';
import { navigate } from '../../state/router.js';
import { refreshAll, type Sandbox } from '../../state/sandboxes.js';
import { showToast } from '../../state/toasts.js';

interface ForkDialogProps {
  readonly name: string;
  readonly sandboxes: readonly Sandbox[];
  readonly onClose: () => void;
}

/** Copies a sandbox as it is now. */
export function ForkDialog({ name, sandboxes, onClose }: ForkDialogProps) {
  const taken = new Set(sandboxes.map((each) => each.name));
  const [copy, setCopy] = useState(firstFreeName(toSandboxName(`${name}-copy`), taken));
  const [error, setError] = useState<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await unwrap(
        server.POST('/sandboxes/{name}/fork', { params: { path: { name } }, body: { name: copy } }),
      );
      await refreshAll();
      showToast(`Forked ${name} as ${copy}`);
      navigate(`sandboxes/${copy}`);
    } catch (failure) {
      setError((failure as ApiError).message);
    }
  };
  return (
    <Dialog title={`Fork ${name}`} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label="Name of the copy"
          hint="It has the data, the clock, the faults and the journal of now."
          error={error}
        >
          <input
            class="mono"
            required
            value={copy}
            pattern="[a-z0-9][a-z0-9\-]{0,62}"
            title="1 to 63 of a-z, 0-9 and -, not beginning with -"
            onInput={({ currentTarget }) => setCopy(currentTarget.value)}
          />
        </Field>
        <footer class="dialog-footer">
          <button type="submit" class="button primary">
            Fork
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
