import { useId } from 'preact/hooks';
import type { Sandbox } from '../../state/sandboxes.js';
import { Field } from '../field.js';

interface SourceFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly sandboxes: readonly Sandbox[];
  readonly placeholder?: string;
  readonly error?: string | undefined;
  /** A source that is not proposed, because it is the thing itself. */
  readonly except?: string;
}

/** Asks for a sandbox or a snapshot of one, and proposes those that exist. */
export function SourceField(props: SourceFieldProps) {
  const { label, hint, value, onChange, sandboxes, placeholder, error, except } = props;
  const id = useId();
  const sources = sandboxes
    .flatMap(({ name, snapshots }) => [name, ...snapshots.map((each) => `${name}@${each}`)])
    .filter((source) => source !== except);
  return (
    <>
      <Field label={label} hint={hint} error={error}>
        <input
          class="mono"
          list={id}
          value={value}
          placeholder={placeholder ?? ''}
          pattern="[a-z0-9][a-z0-9\-]*(@[a-z0-9][a-z0-9\-]*)?"
          title="NAME or NAME@SNAPSHOT"
          onInput={({ currentTarget }) => onChange(currentTarget.value.trim())}
        />
      </Field>
      <datalist id={id}>
        {sources.map((source) => (
          <option key={source} value={source} />
        ))}
      </datalist>
    </>
  );
}
