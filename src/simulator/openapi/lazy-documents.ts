import type { Contract } from '../contract/contract.js';

/** The versions of OpenAPI in which documents are published, the default first. */
export const openapiVersions = ['3.1', '3.0'] as const;

export type OpenapiVersion = (typeof openapiVersions)[number];

/** Returns the OpenAPI document of a contract, in 3.1 unless another version is given. */
export type DocumentSource = (name: string, version?: OpenapiVersion) => Promise<object>;

/** Builds each document once, when it is first requested; the builder and the converter are loaded with the first one. */
export function lazyDocuments(contracts: readonly Contract[]): DocumentSource {
  const documents = new Map<string, Promise<object>>();
  const build = async (contract: Contract) => (await import('./build.js')).buildDocument(contract);
  const convert = async (document: Promise<object>) =>
    (await import('./down-convert.js')).toOpenapi30(await document);
  const getOrCompute = (key: string, compute: () => Promise<object>) => {
    const document = documents.get(key) ?? compute();
    documents.set(key, document);
    return document;
  };
  return async (name, version = '3.1') => {
    const contract = contracts.find((each) => each.name === name);
    if (!contract) throw new Error(`unknown contract ${name}`);
    const current = getOrCompute(name, () => build(contract));
    return version === '3.0' ? getOrCompute(`${name} 3.0`, () => convert(current)) : current;
  };
}
