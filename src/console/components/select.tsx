import type { HTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import type { Model } from '../api/client.js';

/** The value of an option, and what is shown for it. */
export type Option = readonly [value: string, title: string];

/** A persona as an option. */
export function personaOption({
  name,
  displayName,
}: Pick<Model<'Persona'>, 'name' | 'displayName'>): Option {
  return [name, `${displayName} – ${name}`];
}

interface SelectProps extends Omit<HTMLAttributes<HTMLSelectElement>, 'onChange' | 'role'> {
  readonly disabled?: boolean;
  readonly value: string | undefined;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

/** A select with its options. Other attributes are those of the element. */
export function Select({ options, onChange, ...attributes }: SelectProps) {
  return (
    <select {...attributes} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
      {options.map(([value, title]) => (
        <option key={`${value} ${title}`} value={value}>
          {title}
        </option>
      ))}
    </select>
  );
}

/** A select with its label before it. */
export function LabelledSelect({ label, ...select }: SelectProps & { readonly label: string }) {
  const id = useId();
  return (
    <label class="row" for={id}>
      {label}
      <Select {...select} id={id} />
    </label>
  );
}

interface RadioChoicesProps<Value extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, title: string])[];
  readonly onChange: (value: Value) => void;
}

/** A few choices in a row, all of which are seen. */
export function RadioChoices<Value extends string>(props: RadioChoicesProps<Value>) {
  const { label, name, value, options, onChange } = props;
  return (
    <fieldset class="row radio-choices" aria-label={label}>
      {options.map(([each, title]) => (
        <label key={each}>
          <input
            type="radio"
            name={name}
            checked={each === value}
            onChange={() => onChange(each)}
          />
          {title}
        </label>
      ))}
    </fieldset>
  );
}
