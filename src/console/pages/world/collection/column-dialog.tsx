import { useState } from 'preact/hooks';
import { Button } from '../../../components/button.js';
import { Dialog } from '../../../components/overlay/dialog.js';
import { FieldName } from '../../../components/text/field-name.js';

interface ColumnDialogProps {
  readonly all: readonly string[];
  readonly selected: readonly string[];
  readonly defaults: readonly string[];
  /** Gets the chosen fields; undefined for the default ones. */
  readonly onChoose: (fields: readonly string[] | undefined) => void;
  readonly onClose: () => void;
}

/** Chooses the fields that a table shows, in the order of the schema; those that are there stay where they are. */
export function ColumnDialog({ all, selected, defaults, onChoose, onClose }: ColumnDialogProps) {
  const [fields, setFields] = useState(selected);
  const toggle = (field: string) =>
    setFields(
      fields.includes(field) ? fields.filter((each) => each !== field) : [...fields, field],
    );
  const submit = (event: Event) => {
    event.preventDefault();
    onChoose(fields.join() === defaults.join() ? undefined : fields);
    onClose();
  };
  return (
    <Dialog title="Columns" onClose={onClose}>
      <form onSubmit={submit}>
        <div class="column-choice">
          {all.map((field) => (
            <label key={field} class="row">
              <input
                type="checkbox"
                checked={fields.includes(field)}
                onChange={() => toggle(field)}
              />
              <FieldName path={field} />
            </label>
          ))}
        </div>
        <footer class="dialog-footer">
          <Button onClick={() => setFields(defaults)}>Default columns</Button>
          <button type="submit" class="button primary" disabled={fields.length === 0}>
            Show {fields.length}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
