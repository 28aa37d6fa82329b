import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import type { DataCatalogue, DataCollection } from '../catalogue.js';
import { nameOf } from '../references/names.js';
import type { AnyStored } from '../rules.js';
import { type DataDocument, toDataDocument } from '../writer.js';

/** Where a document is. */
interface DocumentAddress {
  readonly contract: string;
  readonly collection: string;
  readonly key: string;
}

/** Where a document is, and what people call it. */
interface NamedAddress extends DocumentAddress {
  readonly name: string;
}

/** A thing, such as a person, with the documents that describe it. */
interface Thing {
  readonly id: string;
  /** The names that the vendors share, as the first of them has them. */
  readonly names: Readonly<Record<string, string>>;
  readonly documents: readonly NamedAddress[];
}

/** A document that describes a thing. */
type Appearance = DocumentAddress & Pick<DataDocument, 'wire' | 'internal'>;

/** The kinds of things that documents of several vendors describe. */
export function thingKinds(catalogue: DataCatalogue): string[] {
  return [...new Set([...catalogue].flatMap(({ rules }) => rules.shared?.kind ?? []))];
}

/** The things of a kind, sorted by id. */
export function listThings(sandbox: Sandbox, catalogue: DataCatalogue, kind: string): Thing[] {
  const found = new Map<string, Thing>();
  for (const entry of catalogue) {
    const { shared, collection } = entry.rules;
    if (shared?.kind !== kind) continue;
    for (const document of sandbox.documents(collection).all({})) {
      const id = shared.id(document);
      if (id === undefined) continue;
      const { names = shared.read(document), documents = [] } = found.get(id) ?? {};
      const name = nameOf(entry, document, { sandbox, catalogue });
      const address = { ...addressOf(entry, document), name };
      found.set(id, { id, names, documents: [...documents, address] });
    }
  }
  return [...found.values()].sort((one, other) => one.id.localeCompare(other.id, 'en'));
}

/** The documents that describe a thing, without their secrets; none if there is no such thing. */
export function findAppearances(
  sandbox: Sandbox,
  catalogue: DataCatalogue,
  { kind, id }: { readonly kind: string; readonly id: string },
): Appearance[] {
  return [...catalogue].flatMap((entry) => {
    const { shared, collection } = entry.rules;
    const key = shared?.kind === kind ? shared.find(sandbox, id) : undefined;
    const document: AnyStored | undefined =
      key === undefined ? undefined : sandbox.documents(collection).get(key);
    if (!document) return [];
    return { ...addressOf(entry, document), ...toDataDocument(entry.rules, document, sandbox) };
  });
}

function addressOf(
  { contract, name, rules: { collection } }: DataCollection,
  { wire, internal }: AnyStored,
): DocumentAddress {
  return { contract, collection: name, key: collection.key(wire, internal) };
}
