import type { Model } from '../../../api/client.js';
import { Field } from '../../../components/field.js';
import { type Option, Select } from '../../../components/select.js';
import { FieldName } from '../../../components/text/field-name.js';
import { href } from '../../../state/router.js';
import { documentPath } from '../world.js';
import type { FieldSpec } from './fields.js';

interface FieldInputProps {
  readonly spec: FieldSpec;
  readonly text: string;
  readonly isChanged: boolean;
  readonly error: string | undefined;
  /** The documents that the stored value names. */
  readonly targets: readonly Model<'FieldTarget'>[];
  readonly onChange: (text: string) => void;
}

/** A field shows links to at most so many documents. */
const maxTargets = 20;

/** Texts beyond this length get several lines. */
const maxLine = 60;

/** One field of a document, edited as its schema says. */
export function FieldInput(props: FieldInputProps) {
  const { spec, text, isChanged, error, targets, onChange } = props;
  const { name, fixed, schema } = spec;
  const hint = [fixed, schema.description].filter(Boolean).join('. ');
  const label = (
    <>
      <FieldName path={name} />
      {isChanged && <span class="tag warn">changed</span>}
    </>
  );
  return (
    <div
      class={
        spec.kind === 'json' || text.length > maxLine ? 'document-field long' : 'document-field'
      }
    >
      <Field label={label} hint={hint || undefined} error={error}>
        <Input spec={spec} text={text} onChange={onChange} />
      </Field>
      {targets
        .slice(0, maxTargets)
        .map(({ field, value, contract, collection, key, name: target }) => (
          <a
            key={`${field} ${value}`}
            class="small target"
            href={href(documentPath(contract, collection, key))}
          >
            {target}
          </a>
        ))}
    </div>
  );
}

type InputProps = Pick<FieldInputProps, 'spec' | 'text' | 'onChange'>;

function Input({ spec, text, onChange, ...others }: InputProps) {
  const { kind, choices, fixed, isOptional, schema } = spec;
  const disabled = fixed !== undefined;
  if (kind === 'choice')
    return (
      <Select
        {...others}
        value={text}
        disabled={disabled}
        options={[
          ...(isOptional || !choices.includes(text) ? [['', '–'] as const] : []),
          ...choices.map((choice): Option => [choice, choice.replace(/^"(.*)"$/, '$1')]),
        ]}
        onChange={onChange}
      />
    );
  if (kind === 'json' || text.length > maxLine || text.includes('\n'))
    return (
      <textarea
        {...others}
        class={kind === 'json' ? 'mono' : ''}
        rows={Math.min(Math.max(text.split('\n').length, 2), 14)}
        spellcheck={false}
        readOnly={disabled}
        value={text}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    );
  const common = {
    ...others,
    readOnly: disabled,
    value: text,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      onChange(currentTarget.value),
  };
  if (kind === 'text') return <input type="text" list={undefined} {...common} />;
  const { minimum, maximum } = schema;
  return <input type="number" step="any" min={minimum} max={maximum} {...common} />;
}
