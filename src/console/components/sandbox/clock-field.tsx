import { Field } from '../field.js';
import { Select } from '../select.js';

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
        <Select
          value={isTime ? 'time' : value}
          options={[
            ['', byDefault],
            ['running', 'Running, from now'],
            ['frozen', 'Frozen at the time of the data'],
            ['frozen-now', 'Frozen at the present time'],
            ['time', 'Frozen at …'],
          ]}
          onChange={(chosen) => onChange(chosen === 'time' ? proposedTime : chosen)}
        />
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
