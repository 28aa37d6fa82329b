import { inSandbox, type Model, unwrap } from '../../../api/client.js';
import { sandboxName } from '../../../state/sandboxes.js';
import { type CollectionPlace, filterPrefix, filterSeparator } from '../world.js';

/** What a list of documents is asked for. */
export interface ListRequest {
  readonly search: string | undefined;
  readonly sort: string | undefined;
  /** Values by field; several are separated. */
  readonly filters: Readonly<Record<string, string>>;
}

/** Reads the request for a list from the query of the console's URL. */
export function requestOf(query: Readonly<Record<string, string>>): ListRequest {
  const filters = Object.entries(query)
    .filter(([name]) => name.startsWith(filterPrefix))
    .map(([name, value]) => [name.slice(filterPrefix.length), value]);
  return { search: query.search, sort: query.sort, filters: Object.fromEntries(filters) };
}

/** Reads a page of the documents of a collection. */
export function loadDocuments(
  { contract, collection }: CollectionPlace,
  { search, sort, filters }: ListRequest,
  part: { readonly limit: number; readonly offset: number; readonly targets?: boolean },
): Promise<Model<'DataPage'>> {
  const values = Object.entries(filters).map(([name, value]) => [
    name,
    value.split(filterSeparator),
  ]);
  return unwrap(
    inSandbox(sandboxName.value).GET('/data/{contract}/{collection}', {
      params: {
        path: { contract: contract.id, collection: collection.name },
        query: {
          ...Object.fromEntries(values),
          ...part,
          ...(search && { search }),
          ...(sort && { sort }),
        },
      },
    }),
  );
}
