import { useState } from 'preact/hooks';
import { type ApiError, type Model, server, unwrap } from '../../api/client.js';
import { Button } from '../../components/button.js';
import { Field } from '../../components/field.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { ClockField } from '../../components/sandbox/clock-field.js';
import { KeyLink } from '../../components/sandbox/key-link.js';
import { LifetimeField } from '../../components/sandbox/lifetime-field.js';
import { SourceField } from '../../components/sandbox/source-field.js';
import { navigate, setQuery } from '../../state/router.js';
import { refreshAll, type Sandbox } from '../../state/sandboxes.js';
import { showToast } from '../../state/toasts.js';

interface CreateDialogProps {
  /** `seeds`, or the sandbox or snapshot to copy. */
  readonly source: string;
  readonly sandboxes: readonly Sandbox[];
}

/** Creates a sandbox from the seeds of a world, or as a copy. A key that was asked for is shown, because that is possible only now. */
export function CreateDialog({ source, sandboxes }: CreateDialogProps) {
  const [created, setCreated] = useState<Model<'CreatedSandbox'>>();
  const close = () => setQuery({ new: undefined });
  const finish = async (sandbox: Model<'CreatedSandbox'>) => {
    await refreshAll();
    showToast(`Created the sandbox ${sandbox.name}`);
    if (sandbox.key === undefined) navigate(`sandboxes/${sandbox.name}`);
    else setCreated(sandbox);
  };
  return (
    <Dialog title={created ? `The key of ${created.name}` : 'New sandbox'} onClose={close}>
      {created?.key ? (
        <>
          <p>
            Copy it now: it is not shown again. It opens the console and the control plane for this
            sandbox alone.
          </p>
          <KeyLink name={created.name} apiKey={created.key} />
          <footer class="dialog-footer">
            <Button kind="primary" onClick={() => navigate(`sandboxes/${created.name}`)}>
              Done
            </Button>
          </footer>
        </>
      ) : (
        <CreateForm source={source} sandboxes={sandboxes} onCreated={finish} />
      )}
    </Dialog>
  );
}

interface CreateFormProps extends CreateDialogProps {
  readonly onCreated: (sandbox: Model<'CreatedSandbox'>) => Promise<void>;
}

const emptyForm = {
  name: '',
  label: '',
  seed: '',
  devices: '',
  clock: '',
  lifetime: 0,
  key: false,
};

function CreateForm({ source, sandboxes, onCreated }: CreateFormProps) {
  const [from, setFrom] = useState(source === 'seeds' ? '' : source);
  const [values, setValues] = useState(emptyForm);
  const [problem, setProblem] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const set = (change: Partial<typeof emptyForm>) => setValues({ ...values, ...change });
  const errorAt = (pointer: string) => problem?.fieldErrors.get(pointer);
  const isAtField = [...(problem?.fieldErrors.keys() ?? [])].some((at) => at !== '');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onCreated(await unwrap(server.POST('/sandboxes', { body: toBody(from, values) })));
    } catch (error) {
      setProblem(error as ApiError);
      setBusy(false);
    }
  };
  const text = (field: 'name' | 'label' | 'seed' | 'devices') => ({
    value: values[field],
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      set({ [field]: currentTarget.value }),
  });
  return (
    <form onSubmit={submit}>
      <div class="fields">
        <Field label="Name" hint="Empty for the next free one." error={errorAt('/name')}>
          <input
            {...text('name')}
            class="mono"
            placeholder="sandbox-1"
            pattern="[a-z0-9][a-z0-9\-]{0,62}"
            title="1 to 63 of a-z, 0-9 and -, not beginning with -"
          />
        </Field>
        <Field label="Label" hint="By which people know it." error={errorAt('/label')}>
          <input {...text('label')} maxLength={200} placeholder="Class 4b, table 3" />
        </Field>
      </div>
      <SourceField
        label="Copy of"
        hint="A sandbox or a snapshot; empty for the seeds of a world."
        placeholder="The seeds"
        value={from}
        onChange={setFrom}
        sandboxes={sandboxes}
        error={errorAt('/from')}
      />
      {from === '' && (
        <div class="fields">
          <Field label="Seed" hint="Same seed, same data." error={errorAt('/seed')}>
            <input {...text('seed')} type="number" min={0} step={1} placeholder="As the server" />
          </Field>
          <Field label="Devices" hint="Size of the main fleet." error={errorAt('/devices')}>
            <input
              {...text('devices')}
              type="number"
              min={0}
              max={1_000_000}
              step={1}
              placeholder="As the server"
            />
          </Field>
        </div>
      )}
      <div class="fields">
        <ClockField
          value={values.clock}
          onChange={(clock) => set({ clock })}
          byDefault={from === '' ? 'As the server' : `As ${from}`}
          error={errorAt('/clock')}
        />
        <LifetimeField value={values.lifetime} onChange={(lifetime) => set({ lifetime })} />
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={values.key}
          onChange={({ currentTarget }) => set({ key: currentTarget.checked })}
        />
        With a key that opens this sandbox alone
      </label>
      {problem && !isAtField && (
        <p class="field-error" role="alert">
          {problem.message}
        </p>
      )}
      <footer class="dialog-footer">
        <button type="submit" class="button primary" disabled={isBusy}>
          {isBusy ? 'Creating …' : 'Create'}
        </button>
      </footer>
    </form>
  );
}

/** The request of a form. What is empty is left to the server. */
function toBody(from: string, values: typeof emptyForm): Model<'SandboxCreate'> {
  const { name, label, seed, devices, clock, lifetime, key } = values;
  const isFromSeeds = from === '';
  return {
    ...(name !== '' && { name }),
    ...(label.trim() !== '' && { label: label.trim() }),
    ...(!isFromSeeds && { from }),
    ...(isFromSeeds && seed !== '' && { seed: Number(seed) }),
    ...(isFromSeeds && devices !== '' && { devices: Number(devices) }),
    ...(clock !== '' && { clock }),
    ...(lifetime > 0 && { ttlSeconds: lifetime }),
    ...(key && { key }),
  };
}
