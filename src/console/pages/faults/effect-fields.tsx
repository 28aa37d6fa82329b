import { Field } from '../../components/field.js';
import { Select } from '../../components/select.js';
import { operations } from '../../state/operations.js';
import {
  canBeAfter,
  effects,
  type FieldsProps,
  hasRetryAfter,
  type RuleFields,
} from './rule-form.js';

/** The statuses that any operation may send. */
const commonStatuses = [429, 500, 502, 503, 504];

/** Asks what happens to the calls. */
export function EffectFields({ fields, onChange, errorAt }: FieldsProps) {
  const { effect, status, retryAfter, delayMin, delayMax, isAfter } = fields;
  return (
    <fieldset>
      <legend>What happens</legend>
      <div class="fields">
        <Field label="Effect">
          <Select
            value={effect}
            options={Object.entries(effects)}
            onChange={(value) => onChange({ effect: value as RuleFields['effect'] })}
          />
        </Field>
        {effect === 'status' && (
          <Field label="Status" error={errorAt('/effect/status')}>
            <Select
              value={status}
              options={statusesOf(fields).map((each) => [String(each), String(each)])}
              onChange={(value) => onChange({ status: value })}
            />
          </Field>
        )}
        {hasRetryAfter(fields) && (
          <Field label="Retry-After in seconds" error={errorAt('/effect/retryAfter')}>
            <input
              type="number"
              min={0}
              max={86_400}
              placeholder="1"
              value={retryAfter}
              onInput={({ currentTarget }) => onChange({ retryAfter: currentTarget.value })}
            />
          </Field>
        )}
        {effect === 'delay' && (
          <>
            <Field label="Delay in ms" error={errorAt('/effect/delayMs')}>
              <input
                type="number"
                required
                min={0}
                max={60_000}
                value={delayMin}
                onInput={({ currentTarget }) => onChange({ delayMin: currentTarget.value })}
              />
            </Field>
            <Field label="At most, in ms" hint="Empty for always the same.">
              <input
                type="number"
                min={0}
                max={60_000}
                value={delayMax}
                onInput={({ currentTarget }) => onChange({ delayMax: currentTarget.value })}
              />
            </Field>
          </>
        )}
      </div>
      {canBeAfter(fields) && (
        <label class="check">
          <input
            type="checkbox"
            checked={isAfter}
            onChange={({ currentTarget }) => onChange({ isAfter: currentTarget.checked })}
          />
          Do the operation first, and keep what it changes
        </label>
      )}
    </fieldset>
  );
}

/** The statuses that a matching operation may send, with the chosen one. */
function statusesOf({ contract, operationId, status }: RuleFields): readonly number[] {
  const documented = (operations.value ?? [])
    .filter((each) => contract === '' || each.contract === contract)
    .filter((each) => operationId === '' || each.operationId === operationId)
    .flatMap(({ refusals }) => refusals);
  const all = new Set([...documented, ...commonStatuses, Number(status)]);
  return [...all].sort((one, other) => one - other);
}
