import type { DataWorld } from '../../../schemas/control/data.js';
import type { Contract } from '../../simulator/contract/contract.js';
import type { DataCatalogue, DataCollection } from '../../simulator/data/catalogue.js';
import { pathOf } from '../../simulator/data/pointers.js';
import { filterNames, isSearchable, sortNames } from '../../simulator/data/query.js';
import { inlined } from '../../simulator/data/schemas.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';

/** Describes the collections of all contracts and what they contain. */
export function describeWorld(
  sandbox: Sandbox,
  contracts: readonly Contract[],
  catalogue: DataCatalogue,
): DataWorld {
  return {
    contracts: contracts.map(({ name, title, data }) => ({
      id: name,
      title,
      collections: catalogue
        .collectionsOf(name)
        .map((entry) => describeCollection(sandbox, entry, catalogue)),
      overview: { ...data?.overview?.(sandbox) },
    })),
  };
}

function describeCollection(
  sandbox: Sandbox,
  { contract, name, rules }: DataCollection,
  catalogue: DataCatalogue,
): DataWorld['contracts'][number]['collections'][number] {
  const { collection, description, keyField, unique = {}, references = [] } = rules;
  return {
    name,
    description,
    documents: sandbox.documents(collection).count({}),
    key: pathOf(keyField),
    sort: sortNames(rules),
    filter: filterNames(collection),
    search: isSearchable(rules),
    unique: [keyField, ...Object.values(unique)].map(pathOf),
    references: references.map(({ at, to }) => {
      const target = catalogue.entry(to);
      return {
        field: pathOf(at),
        contract: target?.contract ?? '',
        collection: target?.name ?? to.name,
      };
    }),
    generates: rules.generate !== undefined,
    derived: (rules.derived ?? []).map(pathOf),
    columns: [...rules.columns],
    nameFields: [...rules.nameFields],
    describes: rules.shared?.kind ?? null,
    usage: rules.usageByDay !== undefined,
    secrets: Object.keys(rules.secrets ?? {}).map(pathOf),
    schema: { wire: inlined(collection, 'wire'), internal: inlined(collection, 'internal') },
    link: `/_sim/data/${contract}/${name}`,
  };
}
