import { signal } from '@preact/signals';
import { type Model, server, serverPath, unwrap } from '../api/client.js';

/** An operation of a vendor API, as its document publishes it. */
export interface PublishedOperation {
  readonly contract: string;
  readonly operationId: string;
  readonly method: string;
  /** The path with the mount of the API. */
  readonly path: string;
  readonly summary: string;
  /** The group of the operation, which is part of its link in the documentation. */
  readonly tag: string;
  /** False for an operation that responds with 501. */
  readonly isSimulated: boolean;
}

/** The vendor APIs; undefined until they are loaded. */
export const contracts = signal<readonly Model<'ContractInfo'>[] | undefined>(undefined);

/** The operations of all vendor APIs; undefined until they are loaded. */
export const operations = signal<readonly PublishedOperation[] | undefined>(undefined);

interface Document {
  readonly paths: Record<string, Record<string, DocumentOperation>>;
  readonly servers?: readonly { readonly url: string }[];
}

interface DocumentOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly 'x-simulated'?: boolean;
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/** Loads the vendor APIs once. */
export async function loadContracts(): Promise<readonly Model<'ContractInfo'>[]> {
  contracts.value ??= await unwrap(server.GET('/contracts'));
  return contracts.value;
}

let loading: Promise<void> | undefined;

/** Loads the operations of all vendor APIs once, from their published documents. */
export function loadOperations(): Promise<void> {
  loading ??= readOperations().catch((error: unknown) => {
    // The next call tries again.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function readOperations(): Promise<void> {
  const all = await Promise.all((await loadContracts()).map(operationsOf));
  operations.value = all.flat();
}

async function operationsOf(contract: Model<'ContractInfo'>): Promise<PublishedOperation[]> {
  const response = await fetch(`${serverPath}${contract.links.openapi.slice(1)}`);
  const document = (await response.json()) as Document;
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (!operation?.operationId) return [];
      const { operationId, summary = '', tags: [tag = 'default'] = [] } = operation;
      return {
        ...{ contract: contract.id, operationId, summary, tag },
        method: method.toUpperCase(),
        path: `${contract.mount}${path}`,
        isSimulated: operation['x-simulated'] !== false,
      };
    }),
  );
}

/** The link to an operation in the documentation pages, which act in a sandbox. */
export function documentationHref(
  sandbox: string,
  { contract, tag, operationId }: PublishedOperation,
): string {
  return `${serverPath}~${sandbox}/docs/${contract}#/${encodeURIComponent(tag)}/${operationId}`;
}
