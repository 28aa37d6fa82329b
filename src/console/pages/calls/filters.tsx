import { keySandbox } from '../../api/credential.js';
import { type Option, Select } from '../../components/select.js';
import { contracts } from '../../state/operations.js';
import { setQuery } from '../../state/router.js';
import type { Call } from './feed.js';
import { type Filter, occurring, statusChoices } from './filter.js';

interface FiltersProps {
  readonly calls: readonly Call[];
  readonly filter: Filter;
  readonly isAll: boolean;
}

/** What narrows the list of calls. The choices are those that occur in it. */
export function Filters({ calls, filter, isAll }: FiltersProps) {
  return (
    <search class="call-filters">
      <input
        type="search"
        aria-label="Text in path, query, headers or bodies"
        placeholder="Path, query, header or body"
        value={filter.text ?? ''}
        onInput={({ currentTarget }) => setQuery({ text: currentTarget.value })}
      />
      <Choice
        name="api"
        label="API"
        every="All APIs"
        selected={filter.api}
        choices={(contracts.value ?? []).map(({ id, title }) => [id, title])}
      />
      <Choice
        name="status"
        label="Status"
        every="Every status"
        selected={filter.status}
        choices={Object.entries(statusChoices)}
      />
      <Choice
        name="operation"
        label="Operation"
        every="All operations"
        selected={filter.operation}
        choices={occurring(calls, 'operationId', filter.operation).map((id) => [id, id])}
      />
      <Choice
        name="persona"
        label="Persona"
        every="All personas"
        selected={filter.persona}
        choices={occurring(calls, 'persona', filter.persona).map((name) => [name, name])}
      />
      {keySandbox.value === undefined && (
        <Select
          aria-label="Sandboxes"
          value={isAll ? 'all' : ''}
          options={[
            ['', 'This sandbox'],
            ['all', 'All sandboxes'],
          ]}
          onChange={(sandboxes) => setQuery({ sandboxes, call: undefined })}
        />
      )}
    </search>
  );
}

interface ChoiceProps {
  readonly name: keyof Filter;
  readonly label: string;
  /** What stands for no filter. */
  readonly every: string;
  readonly selected: string | undefined;
  readonly choices: readonly Option[];
}

function Choice({ name, label, every, selected = '', choices }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      value={selected}
      class={selected ? 'chosen' : ''}
      options={[['', every], ...choices]}
      onChange={(value) => setQuery({ [name]: value })}
    />
  );
}
