import { inSandbox, type Model, unwrap } from '../../api/client.js';
import { href } from '../../state/router.js';
import { sandboxName } from '../../state/sandboxes.js';

export type Collection = Model<'DataCollection'>;
export type DataDocument = Model<'DataDocument'>;
export type World = Model<'DataWorld'>;

/** The collections of one vendor. */
export type WorldContract = World['contracts'][number];

/** A collection with the vendor that it belongs to. */
export interface CollectionPlace {
  readonly contract: WorldContract;
  readonly collection: Collection;
}

/** Reads the collections of the sandbox and what they contain. */
export function loadWorld(): Promise<World> {
  return unwrap(inSandbox(sandboxName.value).GET('/data'));
}

/** Finds a collection; undefined if there is none of this name. */
export function findCollection(
  { contracts }: World,
  contractId: string,
  name: string,
): CollectionPlace | undefined {
  const contract = contracts.find(({ id }) => id === contractId);
  const collection = contract?.collections.find((each) => each.name === name);
  return contract && collection && { contract, collection };
}

/** The link to the documents of a collection, with filters by field. */
export function collectionHref(
  contract: string,
  collection: string,
  filters: Readonly<Record<string, string>> = {},
): string {
  const query = Object.entries(filters).map(([name, value]) => [`${filterPrefix}${name}`, value]);
  return href(`world/${contract}/${collection}`, Object.fromEntries(query));
}

/** The place of a document in the console. */
export function documentPath(contract: string, collection: string, key: string): string {
  return `world/${contract}/${collection}/${encodeURIComponent(key)}`;
}

/** The query parameters of the console that filter by a field begin with this. */
export const filterPrefix = 'where.';

/** Separates the alternatives of a filter. */
export const filterSeparator = '|';

/** The value at the path of a field of a document, whichever part has it; behind `*` those of all items of a list. */
export function fieldOf({ wire, internal }: DataDocument, path: string): unknown {
  const names = path.split('.');
  return valueAt(Object.hasOwn(wire, names[0] ?? '') ? wire : internal, names);
}

function valueAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined || typeof value !== 'object' || value === null) return value;
  if (name === '*') return Object.values(value).flatMap((item) => valueAt(item, rest) ?? []);
  return valueAt((value as Record<string, unknown>)[name], rest);
}

/** A value as a line of text; empty for none. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A value as text for people: yes or no, a time in UTC to the minute, a decimal with many places without the zeros at its end. */
export function shortText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const text = valueText(value);
  const [, date, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*(Z|\+00:00)$/.exec(text) ?? [];
  if (date) return `${date} ${minute}`;
  return /^-?\d+\.\d{6,}$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}
