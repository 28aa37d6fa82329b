import type { Model } from '../../../api/client.js';
import type { Column } from '../../../components/table/columns.js';
import { fieldLabel } from '../../../lib/field-label.js';
import { href } from '../../../state/router.js';
import {
  type Collection,
  type CollectionPlace,
  type DataDocument,
  documentPath,
  fieldOf,
  shortText,
  valueText,
} from '../world.js';
import type { ColumnWidths } from './column-widths.js';

type FieldTarget = Model<'FieldTarget'>;

interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, PropertySchema>>;
}

/** The paths that the columns of a table may have: those that it shows by default, and the names of all fields. */
export function fieldNames({ columns, schema }: Collection): string[] {
  const all = [...schema.wire, ...schema.internal] as PropertySchema[];
  const names = all.flatMap(({ properties }) => Object.keys(properties ?? {}));
  return [...new Set([...columns, ...names])];
}

/** What a table shows: documents, and those that their fields refer to. */
interface Content {
  readonly documents: readonly DataDocument[];
  readonly targets: readonly FieldTarget[];
  readonly widths: ColumnWidths;
}

/**
 * The columns of a table of documents. Those that the server can sort by are sorted by a click. In place of what refers to another
 * document they have the name of that, with a link, and are sorted by it.
 */
export function columnsOf(
  { contract, collection }: CollectionPlace,
  fields: readonly string[],
  { documents, targets, widths }: Content,
): Column<DataDocument>[] {
  const { key, sort, references } = collection;
  const targetOf = new Map(targets.map((each) => [`${each.field} ${each.value}`, each]));
  return fields.map((field, index) => {
    const reference = references.find((each) => isAt(each.field, field));
    const byName = reference && `${reference.field}.name`;
    const column = byName && sort.includes(byName) ? byName : field === key ? 'key' : field;
    const schema = schemaOf(collection, field);
    const title = fieldLabel(field, { isReference: reference !== undefined });
    const values = (document: DataDocument) =>
      [fieldOf(document, reference?.field ?? field)].flat().filter((value) => value !== '');
    const target = (value: unknown) => targetOf.get(`${reference?.field} ${value}`);
    const textOf = (document: DataDocument) => cellText(values(document), target);
    const content = (document: DataDocument, withLinks: boolean) => (
      <Values values={values(document)} find={target} withLinks={withLinks} />
    );
    return {
      key: column,
      title,
      hint: field,
      ...(isNumeric(schema) && field !== key && !reference && { align: 'end' as const }),
      isMono: field === key,
      width: `${widths.widthOf(field, title, documents.map(textOf))}px`,
      ...(sort.includes(column) && {
        sortBy: (document: DataDocument) => valueText(fieldOf(document, field)),
      }),
      render(document) {
        if (index > 0) return content(document, true);
        return (
          <a href={href(documentPath(contract.id, collection.name, document.key))}>
            {values(document).some((value) => valueText(value) !== '')
              ? content(document, false)
              : document.key}
          </a>
        );
      },
    };
  });
}

/** Whether a reference is at a field, or in the items of the list that the field has. */
function isAt(reference: string, field: string): boolean {
  return reference === field || reference.startsWith(`${field}.*`);
}

/** A cell shows at most so many items of a list. */
const maxItems = 3;

interface ValuesProps {
  readonly values: readonly unknown[];
  readonly find: (value: unknown) => FieldTarget | undefined;
  readonly withLinks: boolean;
}

/** The values of a field in a table. */
function Values({ values, find, withLinks }: ValuesProps) {
  if (values.every((value) => valueText(value) === '')) return <span class="muted">–</span>;
  const shown = values.slice(0, maxItems);
  const more = values.length - shown.length;
  return (
    <>
      {shown.map((value, index) => (
        <span key={`${index} ${valueText(value)}`}>
          {index > 0 && ', '}
          <Value value={value} target={find(value)} withLinks={withLinks} />
        </span>
      ))}
      {more > 0 && <span class="muted"> and {more} more</span>}
    </>
  );
}

interface ValueProps extends Pick<ValuesProps, 'withLinks'> {
  readonly value: unknown;
  readonly target: FieldTarget | undefined;
}

/** A value in a table: what it names by its name, states distinguished by colour. */
function Value({ value, target, withLinks }: ValueProps) {
  if (target) {
    const { contract, collection, key, name } = target;
    return withLinks ? (
      <a href={href(documentPath(contract, collection, key))} title={valueText(value)}>
        {name}
      </a>
    ) : (
      <span title={valueText(value)}>{name}</span>
    );
  }
  const text = shortText(value);
  if (typeof value === 'boolean') return <span class={value ? 'yes' : 'muted'}>{text}</span>;
  const full = valueText(value);
  const title = text.length > 20 || text !== full ? full.slice(0, 400) : undefined;
  return <span title={title}>{text}</span>;
}

/** The text of a cell, by which the width of its column is measured. */
function cellText(values: readonly unknown[], find: ValuesProps['find']): string {
  return values
    .slice(0, maxItems)
    .map((value) => find(value)?.name ?? shortText(value))
    .join(', ');
}

/** The schema at the path of a field; undefined for one that no schema has. */
function schemaOf({ schema }: Collection, field: string): PropertySchema | undefined {
  const parts = [...schema.wire, ...schema.internal] as PropertySchema[];
  for (const part of parts) {
    let found: PropertySchema | undefined = part;
    for (const name of field.split('.')) found = found?.properties?.[name];
    if (found) return found;
  }
  return undefined;
}

/** The sum of the widths of columns, in pixels. */
export function totalWidth(columns: readonly Column<DataDocument>[]): number {
  return columns.reduce((sum, { width }) => sum + Number.parseInt(width ?? '0', 10), 0);
}

/** Whether a field has numbers, or texts that are decimal numbers only. */
function isNumeric({ type, pattern }: PropertySchema = {}): boolean {
  const types = [type].flat();
  if (types.includes('number') || types.includes('integer')) return true;
  if (pattern === undefined) return false;
  const accepts = new RegExp(pattern);
  return accepts.test('0.5') && !accepts.test('a');
}
