import type { Contract } from '../contract/contract.js';

/** Returns the OpenAPI document of a contract by name. Each is built once, when it is first requested; the builder is loaded with the first one. */
export function lazyDocuments(contracts: readonly Contract[]): (name: string) => Promise<object> {
  const documents = new Map<string, Promise<object>>();
  return async (name) => {
    const contract = contracts.find((each) => each.name === name);
    if (!contract) throw new Error(`unknown contract ${name}`);
    const document =
      documents.get(name) ??
      import('./build.js').then(({ buildDocument }) => buildDocument(contract));
    documents.set(name, document);
    return document;
  };
}
