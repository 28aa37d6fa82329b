import { Field } from '../field.js';
import { Select } from '../select.js';

const hour = 3600;

const lifetimes = [
  { title: 'Until it is deleted', seconds: 0 },
  { title: '1 hour', seconds: hour },
  { title: '4 hours', seconds: 4 * hour },
  { title: '1 day', seconds: 24 * hour },
  { title: '1 week', seconds: 7 * 24 * hour },
  { title: '30 days', seconds: 30 * 24 * hour },
] as const;

interface LifetimeFieldProps {
  /** In seconds; 0 for no end. */
  readonly value: number;
  readonly onChange: (seconds: number) => void;
}

/** Asks how long a sandbox shall exist, in real time. */
export function LifetimeField({ value, onChange }: LifetimeFieldProps) {
  return (
    <Field label="Lifetime" hint="In real time, whatever its clock says.">
      <Select
        value={String(value)}
        options={lifetimes.map(({ title, seconds }) => [String(seconds), title])}
        onChange={(seconds) => onChange(Number(seconds))}
      />
    </Field>
  );
}
