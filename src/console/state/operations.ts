import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Model, server, serverPath, unwrap } from '../api/client.js';
import { href } from './router.js';

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
  /** How a caller authenticates; undefined for an operation that is open to everyone. */
  readonly scheme: 'bearer' | 'basic' | undefined;
  /** The scopes or roles that it accepts; undefined for any. */
  readonly allowed: readonly string[] | undefined;
  /** The scopes or roles that it refuses. */
  readonly denied: readonly string[];
  /** The error statuses that it documents, in order. */
  readonly refusals: readonly number[];
  /** A body that works; undefined for an operation without a body. */
  readonly exampleBody: unknown;
}

/** The vendor APIs; undefined until they are loaded. */
export const contracts = signal<readonly Model<'ContractInfo'>[] | undefined>(undefined);

/** The operations of all vendor APIs; undefined until they are loaded. */
export const operations = signal<readonly PublishedOperation[] | undefined>(undefined);

/** What the console needs of a published document. */
export interface Document {
  readonly paths: Record<string, Record<string, DocumentOperation>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, DocumentSchema>>;
    readonly securitySchemes?: Readonly<Record<string, { readonly scheme?: string }>>;
  };
}

/** A schema of a document, with its examples. */
export interface DocumentSchema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

interface DocumentOperation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly 'x-simulated'?: boolean;
  readonly 'x-scopes'?: Scopes;
  readonly 'x-scopes-chosen'?: Scopes;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly responses?: Readonly<Record<string, unknown>>;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly example?: unknown;
    readonly schema?: DocumentSchema;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        {
          readonly example?: unknown;
          readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>;
          readonly schema: DocumentSchema;
        }
      >
    >;
  };
}

interface Scopes {
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
}

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

/** Loads the vendor APIs once. */
export async function loadContracts(): Promise<readonly Model<'ContractInfo'>[]> {
  contracts.value ??= await unwrap(server.GET('/contracts'));
  return contracts.value;
}

/** The vendor APIs, which are loaded with the first component that shows them; undefined until then. */
export function useContracts(): readonly Model<'ContractInfo'>[] | undefined {
  useEffect(() => void loadContracts().catch(() => {}), []);
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

const documents = new Map<string, Promise<Document>>();

/** Loads the published document of a vendor API once. */
export function loadDocument({ id, links }: Model<'ContractInfo'>): Promise<Document> {
  const loaded = documents.get(id) ?? readDocument(links.openapi);
  documents.set(id, loaded);
  // The next call tries again.
  loaded.catch(() => documents.delete(id));
  return loaded;
}

async function readDocument(link: string): Promise<Document> {
  const response = await fetch(`${serverPath}${link.slice(1)}`);
  return (await response.json()) as Document;
}

async function operationsOf(contract: Model<'ContractInfo'>): Promise<PublishedOperation[]> {
  const document = await loadDocument(contract);
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
        ...accessOf(document, operation),
        refusals: Object.keys(operation.responses ?? {})
          .map(Number)
          .filter((status) => status >= 400),
        exampleBody: exampleOf(document, operation),
      };
    }),
  );
}

type Access = Pick<PublishedOperation, 'scheme' | 'allowed' | 'denied'>;

function accessOf({ components }: Document, operation: DocumentOperation): Access {
  const [name] = Object.keys(operation.security?.[0] ?? {});
  const scheme = name === undefined ? undefined : components?.securitySchemes?.[name]?.scheme;
  const rules = [operation['x-scopes'], operation['x-scopes-chosen']];
  return {
    scheme: name === undefined ? undefined : scheme === 'basic' ? 'basic' : 'bearer',
    allowed: rules.find((each) => each?.allow)?.allow,
    denied: rules.flatMap((each) => each?.deny ?? []),
  };
}

function exampleOf({ components }: Document, { requestBody }: DocumentOperation): unknown {
  const schema = requestBody?.content['application/json']?.schema;
  const [, name] = /^#\/components\/schemas\/(.+)$/.exec(schema?.$ref ?? '') ?? [];
  const declared = name === undefined ? schema : components?.schemas?.[name];
  return declared?.examples?.[0];
}

/** The link to an operation on the page API, which acts in a sandbox. */
export function documentationHref(
  sandbox: string,
  { contract, tag, operationId }: Pick<PublishedOperation, 'contract' | 'tag' | 'operationId'>,
): string {
  return href(`api/${contract}/${encodeURIComponent(tag)}/${operationId}`, { sandbox });
}
