import type { Model } from '../../api/client.js';
import { Field } from '../../components/field.js';
import { contracts } from '../../state/operations.js';
import { OperationField } from './operation-field.js';
import type { FieldsProps } from './rule-form.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface MatchFieldsProps extends FieldsProps {
  readonly personas: readonly Model<'Persona'>[];
}

/** Asks which calls a rule matches. */
export function MatchFields({ fields, onChange, errorAt, personas }: MatchFieldsProps) {
  const { contract, operationId, method, path, persona, more } = fields;
  const callers = personas.filter((each) => contract === '' || each.contract === contract);
  return (
    <fieldset>
      <legend>Which calls</legend>
      <div class="fields">
        <Field label="API" error={errorAt('/match/contract')}>
          <select
            value={contract}
            onChange={({ currentTarget }) =>
              onChange({ contract: currentTarget.value, operationId: '', persona: '' })
            }
          >
            <option value="">Any API</option>
            {contracts.value?.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        <OperationField
          contract={contract}
          operationId={operationId}
          onChange={(operation) =>
            onChange(
              operation
                ? { contract: operation.contract, operationId: operation.operationId, method: '' }
                : { operationId: '' },
            )
          }
        />
        <Field label="Caller" error={errorAt('/match/persona')}>
          <select
            value={persona}
            onChange={({ currentTarget }) => onChange({ persona: currentTarget.value })}
          >
            <option value="">Anybody</option>
            {callers.map(({ contract: api, name, displayName }) => (
              <option key={`${api} ${name}`} value={name}>
                {displayName} – {name}
              </option>
            ))}
          </select>
        </Field>
        {operationId === '' && (
          <Field label="Method" error={errorAt('/match/method')}>
            <select
              value={method}
              onChange={({ currentTarget }) => onChange({ method: currentTarget.value })}
            >
              <option value="">Any method</option>
              {methods.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </Field>
        )}
      </div>
      <Field
        label="Path"
        hint="Without the sandbox; * stands for any text."
        error={errorAt('/match/path')}
      >
        <input
          class="mono full"
          placeholder="/v1/profiles/*"
          value={path}
          onInput={({ currentTarget }) => onChange({ path: currentTarget.value })}
        />
      </Field>
      <details open={more !== ''}>
        <summary>Query, headers and body</summary>
        <Field
          label="Further conditions"
          hint="JSON with query, headers or body. A body may have more keys than the condition."
          error={errorAt('/more') ?? errorAt('/match/query') ?? errorAt('/match/headers')}
        >
          <textarea
            class="mono"
            rows={3}
            spellcheck={false}
            placeholder={'{"query": {"limit": "3"}, "body": {"firstName": "Ana"}}'}
            value={more}
            onInput={({ currentTarget }) => onChange({ more: currentTarget.value })}
          />
        </Field>
      </details>
    </fieldset>
  );
}
