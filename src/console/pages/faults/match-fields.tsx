import type { Model } from '../../api/client.js';
import { Field } from '../../components/field.js';
import { type Option, personaOption, Select } from '../../components/select.js';
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
          <Select
            value={contract}
            options={[
              ['', 'Any API'],
              ...(contracts.value ?? []).map(({ id, title }): Option => [id, title]),
            ]}
            onChange={(value) => onChange({ contract: value, operationId: '', persona: '' })}
          />
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
          <Select
            value={persona}
            options={[['', 'Anybody'], ...callers.map(personaOption)]}
            onChange={(value) => onChange({ persona: value })}
          />
        </Field>
        {operationId === '' && (
          <Field label="Method" error={errorAt('/match/method')}>
            <Select
              value={method}
              options={[['', 'Any method'], ...methods.map((each): Option => [each, each])]}
              onChange={(value) => onChange({ method: value })}
            />
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
