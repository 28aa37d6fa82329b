import type { AnyCollection } from '../../store/documents/collection.js';
import type { Contract } from '../contract/contract.js';
import { notFound } from '../contract/problem.js';
import { nothingNamed, suggestion } from '../validation/suggestion.js';
import type { AnyRules } from './rules.js';
import { fieldsOf } from './schemas.js';

/** A collection as the control plane names it, with its rules. */
export interface DataCollection {
  readonly contract: string;
  /** The name of the collection without that of its contract. */
  readonly name: string;
  readonly rules: AnyRules;
}

/** The collections of a list of contracts. */
export class DataCatalogue {
  readonly #contracts: ReadonlyMap<string, readonly DataCollection[]>;
  readonly #byCollection = new Map<AnyCollection, DataCollection>();

  constructor(contracts: readonly Contract[]) {
    this.#contracts = new Map(
      contracts.map((contract) => [contract.name, dataCollectionsOf(contract)]),
    );
    for (const each of this) this.#byCollection.set(each.rules.collection, each);
  }

  /** The collections of all contracts, in their order. */
  *[Symbol.iterator](): Generator<DataCollection> {
    for (const collections of this.#contracts.values()) yield* collections;
  }

  /** The collections of one contract. */
  collectionsOf(contract: string): readonly DataCollection[] {
    return this.#contracts.get(contract) ?? [];
  }

  /** Finds the entry of a collection; undefined for one that belongs to no contract. */
  entry(collection: AnyCollection): DataCollection | undefined {
    return this.#byCollection.get(collection);
  }

  /** Finds a collection by name. Throws a 404 problem that lists the names there are. */
  require(contract: string, name: string): DataCollection {
    const collections = this.#contracts.get(contract);
    if (!collections)
      throw notFound(
        nothingNamed(contract, [...this.#contracts.keys()], ['contract', 'contracts']),
      );
    const found = collections.find((each) => each.name === name);
    if (found) return found;
    const known = collections.map((each) => each.name);
    throw notFound(
      `The contract ${contract} has no collection ${name}; its collections are ${known.join(', ')}${suggestion(name, known)}`,
    );
  }
}

const catalogues = new WeakMap<readonly Contract[], DataCatalogue>();

/** The catalogue of a list of contracts, created on first use. */
export function dataCatalogueOf(contracts: readonly Contract[]): DataCatalogue {
  const catalogue = catalogues.get(contracts) ?? new DataCatalogue(contracts);
  catalogues.set(contracts, catalogue);
  return catalogue;
}

/** The tables of a collection without rules show its first fields. */
const maxColumns = 8;

/**
 * The collections of a contract in the order of their rules, so that what others create or need comes before them. A collection
 * without rules comes last, and has those that follow from its declaration.
 */
function dataCollectionsOf({ name, collections, data }: Contract): DataCollection[] {
  const withRules = (data?.rules ?? []).filter(({ collection }) =>
    collections.includes(collection),
  );
  const others = collections
    .filter((collection) => !withRules.some((each) => each.collection === collection))
    .map((collection) => ({
      collection,
      description: `Documents of ${collection.name}`,
      keyField: '',
      columns: fieldsOf(collection).wire.names.slice(0, maxColumns),
      nameFields: [],
    }));
  return [...withRules, ...others].map((rules) => ({
    contract: name,
    name: publicName(name, rules.collection),
    rules,
  }));
}

/** The name of a collection begins with that of its contract, because all share one database. */
function publicName(contract: string, { name }: AnyCollection): string {
  return name.startsWith(`${contract}_`) ? name.slice(contract.length + 1) : name;
}
