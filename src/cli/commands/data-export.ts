import type { ControlClient } from '../../sdk/transport.js';

/** What the export needs of the description of a collection. */
interface Collection {
  readonly path: string;
  /** The references to other collections, and to its own documents. */
  readonly references: readonly { readonly field: string; readonly to: string }[];
}

interface Document {
  readonly key: string;
  readonly wire: Readonly<Record<string, unknown>>;
  readonly internal: object;
}

/** One request and one step have at most this many documents. */
const pageSize = 1000;

/** Returns a world file with all documents of a sandbox, those first that others name. */
export async function exportWorld(control: ControlClient, sandbox: string): Promise<object> {
  const get = (path: string) => control('GET', path, { sandbox });
  const steps: object[] = [];
  for (const { path, references } of inOrder(await describe(get))) {
    const documents = await readAll(get, path);
    const own = references.find(({ to }) => to === path);
    const sorted = own ? parentsFirst(documents, own.field) : documents;
    for (let start = 0; start < sorted.length; start += pageSize) {
      const page = sorted.slice(start, start + pageSize);
      steps.push({ add: path, documents: page.map(({ wire, internal }) => ({ wire, internal })) });
    }
  }
  return { description: `The documents of the sandbox ${sandbox}`, base: 'nothing', steps };
}

type Get = (path: string) => Promise<unknown>;

async function describe(get: Get): Promise<Collection[]> {
  const { contracts } = (await get('/_sim/data')) as {
    contracts: {
      id: string;
      collections: {
        name: string;
        references: { field: string; contract: string; collection: string }[];
      }[];
    }[];
  };
  return contracts.flatMap(({ id, collections }) =>
    collections.map(({ name, references }) => ({
      path: `${id}/${name}`,
      references: references.map(({ field, contract, collection }) => ({
        field,
        to: `${contract}/${collection}`,
      })),
    })),
  );
}

/** Collections after those that they refer to. */
function inOrder(collections: readonly Collection[]): Collection[] {
  const sorted: Collection[] = [];
  const visit = (collection: Collection, above: readonly string[]): void => {
    if (sorted.includes(collection) || above.includes(collection.path)) return;
    for (const { to } of collection.references) {
      const target = collections.find(({ path }) => path === to);
      if (target) visit(target, [...above, collection.path]);
    }
    sorted.push(collection);
  };
  for (const collection of collections) visit(collection, []);
  return sorted;
}

async function readAll(get: Get, path: string): Promise<Document[]> {
  const all: Document[] = [];
  for (;;) {
    const { total, documents } = (await get(
      `/_sim/data/${path}?limit=${pageSize}&offset=${all.length}`,
    )) as { total: number; documents: Document[] };
    all.push(...documents);
    if (documents.length === 0 || all.length >= total) return all;
  }
}

/** Documents after those of the same collection that they name in a field. */
function parentsFirst(documents: readonly Document[], field: string): Document[] {
  const sorted = new Map<string, Document>();
  const byKey = new Map(documents.map((document) => [document.key, document]));
  const visit = (document: Document, depth: number): void => {
    const parent = byKey.get(String(document.wire[field]));
    if (parent && !sorted.has(parent.key) && depth < documents.length) visit(parent, depth + 1);
    sorted.set(document.key, document);
  };
  for (const document of documents) if (!sorted.has(document.key)) visit(document, 0);
  return [...sorted.values()];
}
