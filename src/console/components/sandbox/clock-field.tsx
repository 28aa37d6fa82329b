import { Field } from '../field.js';

interface ClockFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** What the clock is without a choice. */
  readonly byDefault: string;
  readonly error?: string | undefined;
}

/** The time that is proposed for a clock that stands still at a chosen time. */
const proposedTime = '2026-03-10T16:00:00Z';

/** Asks for the clock of a new sandbox. */
export function ClockField({ value, onChange, byDefault, error }: ClockFieldProps) {
  const isTime = /^\d/.test(value);
  return (
    <>
      <Field label="Clock" hint="By it tokens expire and things become due." error={error}>
        <select
          value={isTime ? 'time' : value}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === 'time' ? proposedTime : currentTarget.value)
          }
        >
          <option value="">{byDefault}</option>
          <option value="running">Running, from now</option>
          <option value="frozen">Frozen at the time of the data</option>
          <option value="frozen-now">Frozen at the present time</option>
          <option value="time">Frozen at …</option>
        </select>
      </Field>
      {isTime && (
        <Field label="Time (UTC)">
          <input
            type="datetime-local"
            required
            value={value.slice(0, 16)}
            onInput={({ currentTarget }) => onChange(`${currentTarget.value}:00Z`)}
          />
        </Field>
      )}
    </>
  );
}
