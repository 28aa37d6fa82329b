import type { Migration, StorageFormat } from '../../store/storage/format.js';
import { allCollections, allEventHandlers, type Contract } from './contract.js';

/** What a server with these contracts stores. */
export function storageFormat(
  contracts: readonly Contract[],
  migrations: readonly Migration[],
): StorageFormat {
  return {
    contracts: contracts.map(({ name }) => name),
    collections: allCollections(contracts),
    *seeds(world, only) {
      for (const contract of contracts) {
        if (only && !contract.collections.some((each) => only.has(each))) continue;
        for (const seed of contract.seed(world)) {
          if (!only || only.has(seed.collection)) yield seed;
        }
      }
    },
    migrations,
    eventKinds: [...allEventHandlers(contracts).keys()],
  };
}
