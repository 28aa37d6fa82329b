import type { FastifyRequest } from 'fastify';
import type { Collection, SqlValue, StoredDocument } from '../../store/documents/collection.js';

/** The parts of a request that identify an item: its sandbox, its path parameters and who calls. */
export type ItemRequest = Pick<FastifyRequest, 'sandbox' | 'caller' | 'params'>;

/** Where the items of a resource are stored. */
export interface ResourceStore<Wire, Internal> {
  /** The item that the path names. */
  find(request: ItemRequest): StoredDocument<Wire, Internal> | undefined;
  insert(request: ItemRequest, item: StoredDocument<Wire, Internal>): void;
  /** Replaces the item that the path names. */
  update(request: ItemRequest, item: StoredDocument<Wire, Internal>): void;
  /** Deletes the item that the path names. */
  delete(request: ItemRequest): void;
}

/** Path parameters by name, as the schema has coerced them. */
type PathParams = Readonly<Record<string, unknown>>;

export interface CollectionStoreOptions<Wire, Internal> {
  readonly collection: Collection<Wire, Internal>;
  /** The key of the item that the path names. */
  readonly key: (params: PathParams) => string;
  /** The path parameters of a nested list. Each is also a column, and an item belongs to the list whose values it has. */
  readonly scope?: readonly string[];
  /** Whether the caller may know of an item; true when left out. */
  readonly isVisible?:
    | ((request: ItemRequest, item: StoredDocument<Wire, Internal>) => boolean)
    | undefined;
}

/** Stores each item as a document of a collection. Throws when a column of the scope does not exist. */
export function collectionStore<Wire, Internal>({
  collection,
  key,
  scope = [],
  isVisible = () => true,
}: CollectionStoreOptions<Wire, Internal>): ResourceStore<Wire, Internal> {
  const columns = scope.map((name) => {
    const read = collection.columns?.[name];
    if (!read)
      throw new Error(
        `${collection.name} needs a column ${name}, because its URL has that parameter`,
      );
    return { name, read };
  });
  return {
    find(request) {
      const params = request.params as PathParams;
      const item = request.sandbox.documents(collection).get(key(params));
      if (!item || !isVisible(request, item)) return undefined;
      const isInScope = columns.every(
        ({ name, read }) => read(item.wire, item.internal) === params[name],
      );
      return isInScope ? item : undefined;
    },
    insert: ({ sandbox }, { wire, internal }) =>
      sandbox.documents(collection).insert(wire, internal),
    update: ({ sandbox }, { wire, internal }) =>
      sandbox.documents(collection).upsert(wire, internal),
    delete({ sandbox, params }) {
      sandbox.documents(collection).delete(key(params as PathParams));
    },
  };
}

/** The values of a scope in a request, to filter a list by. */
export function scopeValues(
  { params }: { readonly params: unknown },
  scope: readonly string[],
): Record<string, SqlValue> {
  return Object.fromEntries(
    scope.map((name) => [name, (params as Record<string, SqlValue>)[name] ?? null]),
  );
}

export interface EmbeddedStoreOptions<Item, Parent, ParentInternal> {
  /** Where the parents are stored. */
  readonly parent: ResourceStore<Parent, ParentInternal>;
  /** The items of a parent. */
  readonly items: (parent: Parent) => readonly Item[];
  /** A parent with other items. */
  readonly withItems: (parent: Parent, items: Item[], request: ItemRequest) => Parent;
  /** Whether an item is the one that the path names. */
  readonly matches: (item: Item, params: PathParams) => boolean;
}

/** Stores items as an array inside the document of their parent, which must exist for all but `find`. */
export function embeddedStore<Item, Parent, ParentInternal>({
  parent,
  items,
  withItems,
  matches,
}: EmbeddedStoreOptions<Item, Parent, ParentInternal>): ResourceStore<Item, object> {
  const change = (request: ItemRequest, edit: (before: readonly Item[]) => Item[]): void => {
    const stored = parent.find(request);
    if (!stored) throw new Error('the parent of an embedded item does not exist');
    const wire = withItems(stored.wire, edit(items(stored.wire)), request);
    parent.update(request, { wire, internal: stored.internal });
  };
  return {
    find(request) {
      const stored = parent.find(request);
      const params = request.params as PathParams;
      const wire = stored && items(stored.wire).find((each) => matches(each, params));
      return wire && { wire, internal: {} };
    },
    insert: (request, { wire }) => change(request, (before) => [...before, wire]),
    update: (request, { wire }) =>
      change(request, (before) =>
        before.map((each) => (matches(each, request.params as PathParams) ? wire : each)),
      ),
    delete: (request) =>
      change(request, (before) =>
        before.filter((each) => !matches(each, request.params as PathParams)),
      ),
  };
}
