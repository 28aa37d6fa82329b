import { useState } from 'preact/hooks';
import { ApiError, inSandbox, unwrap } from '../../../api/client.js';
import { Field } from '../../../components/field.js';
import { Dialog } from '../../../components/overlay/dialog.js';
import { Tabs } from '../../../components/tabs.js';
import { fieldLabel } from '../../../lib/field-label.js';
import { plural } from '../../../lib/format.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { showToast } from '../../../state/toasts.js';
import type { CollectionPlace } from '../world.js';

interface AddDialogProps extends CollectionPlace {
  readonly onClose: () => void;
  readonly onAdded: () => unknown;
}

type Way = 'generate' | 'json';

/** Adds documents: generated ones like the seeded ones, or those of a JSON text. */
export function AddDialog({ contract, collection, onClose, onAdded }: AddDialogProps) {
  const [way, setWay] = useState<Way>(collection.generates ? 'generate' : 'json');
  const [count, setCount] = useState('10');
  const [fields, setFields] = useState('{}');
  const [errors, setErrors] = useState<readonly string[]>([]);
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const parsed = parse(fields);
      const body = way === 'generate' ? { generate: Number(count), like: parsed } : parsed;
      const added = await unwrap(
        inSandbox(sandboxName.value).POST('/data/{contract}/{collection}', {
          params: { path: { contract: contract.id, collection: collection.name } },
          body: body as Record<string, unknown>,
        }),
      );
      const number = 'created' in added ? added.created : 1;
      showToast(`Added ${plural(number, 'document')} to ${fieldLabel(collection.name)}`);
      onAdded();
      onClose();
    } catch (error) {
      setErrors(messagesOf(error as Error));
    }
  };
  const example = collection.generates
    ? 'The fields that all of them have; the others are drawn.'
    : 'A document, or an array of them, by the names of its fields.';
  return (
    <Dialog
      title={`Add to ${fieldLabel(collection.name)} of ${sandboxName.value}`}
      onClose={onClose}
    >
      <form onSubmit={submit}>
        <Tabs
          label="How"
          tabs={[
            ...(collection.generates ? [{ key: 'generate' as const, title: 'Generate' }] : []),
            { key: 'json', title: 'As JSON' },
          ]}
          selected={way}
          onSelect={setWay}
        >
          {way === 'generate' && (
            <Field
              label="How many"
              hint="Drawn like the seeded ones: the same calls give the same."
            >
              <input
                type="number"
                min={1}
                max={10_000}
                required
                value={count}
                onInput={({ currentTarget }) => setCount(currentTarget.value)}
              />
            </Field>
          )}
          <Field label="Fields" hint={example} error={errors.join('\n') || undefined}>
            <textarea
              class="mono"
              rows={8}
              spellcheck={false}
              value={fields}
              onInput={({ currentTarget }) => setFields(currentTarget.value)}
            />
          </Field>
        </Tabs>
        <footer class="dialog-footer">
          <button type="submit" class="button primary">
            Add
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The fields must be JSON: ${(error as Error).message}`);
  }
}

function messagesOf(error: Error): string[] {
  if (error instanceof ApiError && error.fieldErrors.size > 0)
    return [...error.fieldErrors].map(([at, message]) => `${at} ${message}`);
  return [error.message];
}
