import type { ControlClient } from './transport.js';
import type { ContractName, DataCollections, DataSteps } from './types.js';

/** The name of a collection of a vendor. */
export type CollectionName<C extends ContractName> = keyof DataCollections[C] & string;

type Parts<C extends ContractName, N extends CollectionName<C>> = DataCollections[C][N] & {
  wire: object;
  internal: object;
};

/** A document as it is read: the fields of the vendor's responses, and those that no list of the vendor shows. */
export interface DataDocument<C extends ContractName, N extends CollectionName<C>> {
  readonly key: string;
  readonly wire: Parts<C, N>['wire'];
  readonly internal: Parts<C, N>['internal'];
}

/** The fields of a document by name; null removes an optional one. */
export type DataFields<C extends ContractName, N extends CollectionName<C>> = {
  [Field in keyof (Parts<C, N>['wire'] & Parts<C, N>['internal'])]?:
    | (Parts<C, N>['wire'] & Parts<C, N>['internal'])[Field]
    | null;
};

/** Fields that documents have; a list takes any of its values. */
export type DataFilter<C extends ContractName, N extends CollectionName<C>> = {
  [Field in keyof DataFields<C, N>]?: FilterValue | readonly FilterValue[];
};
type FilterValue = string | number | boolean | null;

/** Which documents of a list to return. */
export interface FindOptions {
  /** A part of any searched field. */
  search?: string;
  /** A column, or one after a minus. */
  sort?: string;
  /** How many; 1000 by default, which is the most. */
  limit?: number;
  offset?: number;
}

/** The documents of one collection in one sandbox. A method rejects with what is wrong and what would pass. */
export interface DataClient<C extends ContractName, N extends CollectionName<C>> {
  get(key: string): Promise<DataDocument<C, N>>;
  find(filter?: DataFilter<C, N>, options?: FindOptions): Promise<DataDocument<C, N>[]>;
  /** Adds a document; the fields that it lacks are drawn from the seed. Of a list, adds all or none and returns their keys. */
  create(fields?: DataFields<C, N>): Promise<DataDocument<C, N>>;
  create(list: readonly DataFields<C, N>[]): Promise<string[]>;
  /** Adds documents like the seeded ones, and returns their keys. */
  generate(count: number, like?: DataFields<C, N>): Promise<string[]>;
  /** Changes some fields. */
  update(key: string, fields: DataFields<C, N>): Promise<DataDocument<C, N>>;
  delete(key: string): Promise<void>;
}

/** Documents of several vendors: those whose key exists are changed, the others are added. */
export type Given = {
  [C in ContractName]?: {
    [N in CollectionName<C>]?:
      | readonly DataFields<C, N>[]
      | { readonly generate: number; readonly like?: DataFields<C, N> };
  };
};

/** The keys of the documents that were arranged, the first 100 of each collection. */
export type GivenKeys = {
  [C in ContractName]?: { [N in CollectionName<C>]?: string[] };
};

type Call = (
  method: Parameters<ControlClient>[0],
  path: string,
  body?: object,
) => ReturnType<ControlClient>;

/** Creates a client of one collection. */
export function createDataClient<C extends ContractName, N extends CollectionName<C>>(
  call: Call,
  contract: C,
  collection: N,
): DataClient<C, N> {
  type Document = DataDocument<C, N>;
  const url = `/_sim/data/${encodeURIComponent(contract)}/${encodeURIComponent(collection)}`;
  const urlOf = (key: string) => `${url}/${encodeURIComponent(key)}`;
  function create(fields?: DataFields<C, N>): Promise<Document>;
  function create(list: readonly DataFields<C, N>[]): Promise<string[]>;
  async function create(sent: object = {}) {
    const response = await call('POST', url, sent);
    return Array.isArray(sent) ? (response as { keys: string[] }).keys : toDocument(response);
  }
  const toDocument = (response: unknown): Document => {
    const { key, wire, internal } = response as Document;
    return { key, wire, internal };
  };
  return {
    get: async (key) => toDocument(await call('GET', urlOf(key))),
    async find(filter = {}, { limit = 1000, ...options } = {}) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries({ ...filter, ...options, limit }))
        for (const each of [value].flat()) if (each !== undefined) query.append(name, String(each));
      return ((await call('GET', `${url}?${query}`)) as { documents: Document[] }).documents;
    },
    create,
    generate: async (count, like = {}) =>
      ((await call('POST', url, { generate: count, like })) as { keys: string[] }).keys,
    update: async (key, fields) => toDocument(await call('PATCH', urlOf(key), fields)),
    delete: async (key) => void (await call('DELETE', urlOf(key))),
  };
}

/** Arranges documents of several collections, all or none. */
export async function arrange(call: Call, given: Given): Promise<GivenKeys> {
  const steps: DataSteps = [];
  const places: (readonly [string, string])[] = [];
  for (const [contract, collections] of Object.entries(given)) {
    for (const [name, documents] of Object.entries(collections as object)) {
      const collection = `${contract}/${name}`;
      // An empty list arranges nothing.
      if (Array.isArray(documents) && documents.length === 0) continue;
      steps.push(
        Array.isArray(documents)
          ? { ensure: collection, documents }
          : { add: collection, ...(documents as object) },
      );
      places.push([contract, name]);
    }
  }
  if (steps.length === 0) return {};
  const result = (await call('POST', '/_sim/data', { steps })) as { steps: { keys: string[] }[] };
  const keys: Record<string, Record<string, string[]>> = {};
  for (const [index, [contract, name]] of places.entries()) {
    keys[contract] ??= {};
    keys[contract][name] = result.steps[index]?.keys ?? [];
  }
  return keys as GivenKeys;
}
