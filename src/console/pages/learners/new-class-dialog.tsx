import { useMemo, useState } from 'preact/hooks';
import { Field } from '../../components/field.js';
import { Dialog } from '../../components/overlay/dialog.js';
import { ClockField } from '../../components/sandbox/clock-field.js';
import { LifetimeField } from '../../components/sandbox/lifetime-field.js';
import { SourceField } from '../../components/sandbox/source-field.js';
import { Tabs } from '../../components/tabs.js';
import { plural } from '../../lib/format.js';
import { navigate, setQuery } from '../../state/router.js';
import { refreshSandboxes, type Sandbox } from '../../state/sandboxes.js';
import { createClass, numberedNames, parseNames, sandboxNames } from './new-class.js';

interface NewClassDialogProps {
  /** `seeds`, or the sandbox or snapshot that each learner gets a copy of. */
  readonly source: string;
  readonly sandboxes: readonly Sandbox[];
}

const maxLearners = 200;
const initial = { className: '', count: 20, text: '', clock: '', lifetime: 24 * 3600 };

/** Creates a sandbox with a key for each learner, and goes to their sheet. */
export function NewClassDialog({ source, sandboxes }: NewClassDialogProps) {
  const [values, setValues] = useState(initial);
  const [from, setFrom] = useState(source === 'seeds' ? '' : source);
  const [way, setWay] = useState<'count' | 'names'>('count');
  const [progress, setProgress] = useState<number>();
  const [error, setError] = useState<string>();
  const set = (change: Partial<typeof initial>) => setValues({ ...values, ...change });
  const className = values.className.trim();
  const { count, text, clock, lifetime } = values;
  const learners = useMemo(
    () => (way === 'count' ? numberedNames(Math.min(count || 0, maxLearners)) : parseNames(text)),
    [way, count, text],
  );
  const existing = sandboxes.map(({ name }) => name);
  const names = sandboxNames({ className, learners }, existing);
  const isTooMany = learners.length > maxLearners;
  const submit = async (event: Event) => {
    event.preventDefault();
    setError(undefined);
    setProgress(0);
    const wanted = { className, learners, from, clock, lifetime };
    const refusal = await createClass(wanted, existing, setProgress);
    setProgress(undefined);
    await refreshSandboxes();
    if (refusal) setError(refusal);
    else navigate('learners/sheet', { class: className });
  };
  return (
    <Dialog title="New class" onClose={() => setQuery({ new: undefined })}>
      <form onSubmit={submit}>
        <Field label="Class" hint="Its name is the label of the sandboxes, without a comma.">
          <input
            required
            maxLength={80}
            pattern="[^,]*"
            title="A name without a comma"
            placeholder="Class 4b"
            value={values.className}
            onInput={({ currentTarget }) => set({ className: currentTarget.value })}
          />
        </Field>
        <Tabs
          label="Who"
          tabs={[
            { key: 'count', title: 'A number of learners' },
            { key: 'names', title: 'A list of names' },
          ]}
          selected={way}
          onSelect={setWay}
        >
          {way === 'count' ? (
            <Field label="Learners">
              <input
                type="number"
                required
                min={1}
                max={maxLearners}
                value={count}
                onInput={({ currentTarget }) => set({ count: currentTarget.valueAsNumber })}
              />
            </Field>
          ) : (
            <Field
              label="Names"
              hint="One in each line, as pasted from a list."
              error={isTooMany ? `At most ${maxLearners} at once.` : undefined}
            >
              <textarea
                required
                rows={5}
                placeholder={'Ada Lovelace\nZoë Müller'}
                value={text}
                onInput={({ currentTarget }) => set({ text: currentTarget.value })}
              />
            </Field>
          )}
        </Tabs>
        <SourceField
          label="Each gets a copy of"
          hint="A sandbox or a snapshot; empty for the seeds. A reset returns to it."
          placeholder="The seeds"
          value={from}
          onChange={setFrom}
          sandboxes={sandboxes}
        />
        <div class="fields">
          <ClockField
            value={clock}
            onChange={(next) => set({ clock: next })}
            byDefault={from === '' ? 'As the server' : `As ${from}`}
          />
          <LifetimeField value={lifetime} onChange={(next) => set({ lifetime: next })} />
        </div>
        <p class="muted small class-preview" role="status">
          {preview(names)}
        </p>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <footer class="dialog-footer">
          <button
            type="submit"
            class="button primary"
            disabled={progress !== undefined || isTooMany || learners.length === 0}
          >
            {progress === undefined
              ? `Create ${plural(learners.length, 'sandbox', 'sandboxes')}`
              : `Creating ${progress} of ${learners.length} …`}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What will be created, in a line. */
function preview(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ');
  return `${names.slice(0, 2).join(', ')} … ${names.at(-1)}`;
}
