import { Field } from '../../components/field.js';
import { Select } from '../../components/select.js';
import { sandbox, sandboxNow } from '../../state/sandboxes.js';
import { ends, type FieldsProps, type RuleFields } from './rule-form.js';

/** Asks which of the matching calls are affected, and when the rule ends. */
export function ScheduleFields({ fields, onChange, errorAt }: FieldsProps) {
  const { skip, share, end, times, minutes, until } = fields;
  const chooseEnd = (chosen: RuleFields['end']) => {
    const now = new Date(sandboxNow.peek() ?? 0).toISOString().slice(0, 16);
    onChange({ end: chosen, ...(chosen === 'clock' && until === '' && { until: now }) });
  };
  return (
    <fieldset>
      <legend>When</legend>
      <div class="fields">
        <Field label="Skip first" hint="Calls that still succeed." error={errorAt('/when/skip')}>
          <input
            type="number"
            min={0}
            placeholder="0"
            value={skip}
            onInput={({ currentTarget }) => onChange({ skip: currentTarget.value })}
          />
        </Field>
        <Field label="Share in percent" hint="Drawn from the seed." error={errorAt('/when/share')}>
          <input
            type="number"
            min={0}
            max={100}
            step="any"
            placeholder="100"
            value={share}
            onInput={({ currentTarget }) => onChange({ share: currentTarget.value })}
          />
        </Field>
        <Field label="Ends">
          <Select
            value={end}
            options={Object.entries(ends)}
            onChange={(value) => chooseEnd(value as RuleFields['end'])}
          />
        </Field>
        {end === 'calls' && (
          <Field label="Affected calls" error={errorAt('/when/times')}>
            <input
              type="number"
              required
              min={1}
              value={times}
              onInput={({ currentTarget }) => onChange({ times: currentTarget.value })}
            />
          </Field>
        )}
        {end === 'minutes' && (
          <Field
            label="Minutes"
            hint={sandbox.value?.frozen ? 'The clock is frozen: it has to be moved.' : undefined}
            error={errorAt('/when/until')}
          >
            <input
              type="number"
              required
              min={1}
              step="any"
              value={minutes}
              onInput={({ currentTarget }) => onChange({ minutes: currentTarget.value })}
            />
          </Field>
        )}
        {end === 'clock' && (
          <Field label="Until (UTC)" error={errorAt('/when/until')}>
            <input
              type="datetime-local"
              required
              value={until}
              onInput={({ currentTarget }) => onChange({ until: currentTarget.value })}
            />
          </Field>
        )}
      </div>
    </fieldset>
  );
}
