import type { Column } from '../../../components/table/columns.js';
import { href } from '../../../state/router.js';
import {
  type Collection,
  type CollectionPlace,
  type DataDocument,
  documentPath,
  fieldOf,
  valueText,
} from '../world.js';

/** A collection that does not say by what its documents are known shows so many of its fields. */
const maxDefaultFields = 8;

interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly PropertySchema[];
}

interface PartSchema {
  readonly properties?: Readonly<Record<string, PropertySchema>>;
}

/** The names of all fields of a collection, those of its responses first. */
export function fieldNames({ schema }: Collection): string[] {
  const all = [...schema.wire, ...schema.internal] as PartSchema[];
  return [...new Set(all.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** The fields that a table shows unless others are chosen: the key, and the first with a plain value. */
export function defaultFields(collection: Collection): string[] {
  const { columns, key, secrets, schema } = collection;
  if (columns.length > 0) return columns;
  const parts = schema.wire as PartSchema[];
  const plain = parts.flatMap(({ properties }) =>
    Object.entries(properties ?? {})
      .filter(([, property]) => isPlain(property))
      .map(([name]) => name),
  );
  const names = new Set([...(key === '' ? [] : [key]), ...plain]);
  return [...names].filter((name) => !secrets.includes(name)).slice(0, maxDefaultFields);
}

/** The columns of a table of documents. Those that the server can sort by are sorted by a click. */
export function columnsOf(
  { contract, collection }: CollectionPlace,
  fields: readonly string[],
): Column<DataDocument>[] {
  const { key, sort, references } = collection;
  return fields.map((field, index) => {
    const column = field === key ? 'key' : field;
    const reference = references.find((each) => each.field === field);
    return {
      key: column,
      title: field,
      isMono: field === key || reference !== undefined,
      ...(sort.includes(column) && {
        sortBy: (document: DataDocument) => valueText(fieldOf(document, field)),
      }),
      render(document) {
        const value = fieldOf(document, field);
        if (index === 0)
          return (
            <a href={href(documentPath(contract.id, collection.name, document.key))}>
              {valueText(value) || document.key}
            </a>
          );
        if (reference && typeof value === 'string' && value !== '')
          return (
            <a href={href(documentPath(reference.contract, reference.collection, value))}>
              {value}
            </a>
          );
        return <Value value={value} />;
      },
    };
  });
}

/** A value in a table: states are told apart by colour, and what is missing is grey. */
function Value({ value }: { readonly value: unknown }) {
  const text = valueText(value);
  if (text === '') return <span class="muted">–</span>;
  if (typeof value === 'boolean') return <span class={value ? 'yes' : 'muted'}>{text}</span>;
  return <span title={text.length > 20 ? text.slice(0, 400) : undefined}>{text}</span>;
}

function isPlain({ type, anyOf }: PropertySchema): boolean {
  const types = [type].flat();
  return (
    ['string', 'number', 'integer', 'boolean'].some((each) => types.includes(each)) ||
    (anyOf?.some(isPlain) ?? false)
  );
}
