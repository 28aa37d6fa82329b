import { useState } from 'preact/hooks';
import { FieldName } from '../../../components/text/field-name.js';
import { fieldLabel } from '../../../lib/field-label.js';
import { type Collection, filterPrefix } from '../world.js';

interface FiltersProps {
  readonly collection: Collection;
  /** The values by field. */
  readonly filters: Readonly<Record<string, string>>;
  readonly onChange: (changes: Readonly<Record<string, string | undefined>>) => void;
}

/** The filters of a list: those that are on, and a way to add another one. */
export function Filters({ collection, filters, onChange }: FiltersProps) {
  const [added, setAdded] = useState<string>();
  const active = Object.keys(filters);
  const shown = added !== undefined && !active.includes(added) ? [...active, added] : active;
  const set = (name: string, value: string | undefined) => {
    if (value === undefined && name === added) setAdded(undefined);
    onChange({ [`${filterPrefix}${name}`]: value });
  };
  return (
    <>
      {shown.map((name) => (
        <span key={name} class="filter">
          <label>
            <FieldName path={name} />
            <input
              value={filters[name] ?? ''}
              placeholder="equals"
              ref={(element) => {
                if (name === added && !active.includes(name)) element?.focus();
              }}
              onChange={({ currentTarget }) => set(name, currentTarget.value)}
            />
          </label>
          <button
            type="button"
            aria-label={`Remove the filter ${fieldLabel(name)}`}
            onClick={() => set(name, undefined)}
          >
            ✕
          </button>
        </span>
      ))}
      <select
        aria-label="Add a filter"
        value=""
        onChange={({ currentTarget }) => {
          setAdded(currentTarget.value);
          currentTarget.value = '';
        }}
      >
        <option value="">Filter …</option>
        {collection.filter
          .filter((name) => !active.includes(name))
          .map((name) => (
            <option key={name} value={name} title={name}>
              {fieldLabel(name)}
            </option>
          ))}
      </select>
    </>
  );
}
