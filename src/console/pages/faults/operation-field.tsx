import { Picker } from '../../components/picker.js';
import { operations, type PublishedOperation } from '../../state/operations.js';

/** The list shows so many; a search narrows it. */
const maxListed = 60;

interface OperationFieldProps {
  readonly contract: string;
  readonly operationId: string;
  /** Called with undefined for any operation. */
  readonly onChange: (operation: PublishedOperation | undefined) => void;
}

/** Asks for an operation of the published documents, or for any. */
export function OperationField({ contract, operationId, onChange }: OperationFieldProps) {
  const find = (text: string) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = (operations.value ?? []).filter(
      (each) =>
        (contract === '' || each.contract === contract) &&
        words.every((word) =>
          `${each.operationId} ${each.method} ${each.path} ${each.summary}`
            .toLowerCase()
            .includes(word),
        ),
    );
    const items = found.slice(0, maxListed);
    const note = `${items.length} of ${found.length}`;
    return { items: words.length === 0 ? [undefined, ...items] : items, note };
  };
  return (
    <div class="field">
      <span class="field-label">Operation</span>
      <Picker<PublishedOperation | undefined>
        label={`Operation: ${operationId || 'Any operation'}, change`}
        title="Choose an operation"
        searchLabel="Search operations"
        placeholder="Name, method or path"
        find={find}
        keyOf={(each) => (each ? `${each.contract} ${each.operationId}` : '')}
        onChoose={onChange}
        render={(each) =>
          each ? (
            <>
              <b class="operation-name">{each.operationId}</b>
              <span class="muted mono operation-path">
                {each.method} {each.path}
              </span>
            </>
          ) : (
            'Any operation'
          )
        }
      >
        <span class="grow">{operationId || 'Any operation'}</span>
      </Picker>
    </div>
  );
}
