import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { stringify } from 'yaml';
import { BoundedCache } from '../../lib/bounded-cache.js';
import type { Contract } from '../../simulator/contract/contract.js';
import { badRequest, notFound } from '../../simulator/contract/problem.js';
import { toProblem } from '../../simulator/contract/to-problem.js';
import {
  type DocumentSource,
  type OpenapiVersion,
  openapiVersions,
} from '../../simulator/openapi/lazy-documents.js';
import { registerMethodNotAllowed } from '../../simulator/pipeline/allowed-methods.js';
import { respond } from '../../simulator/pipeline/respond.js';
import { requestedSandbox, sandboxPrefix } from '../../simulator/pipeline/routing.js';
import { requestedBase } from '../../simulator/proxy/links.js';
import { limitUnreadBody } from '../../simulator/streams/unread-body.js';
import { controlMount } from '../access/admin-guard.js';
import { overview, prefersPage } from '../console/overview.js';
import { readAsset } from './assets.js';
import { docsHeaders } from './headers.js';
import { indexPage, operationsPage } from './html.js';

interface DocsOptions {
  readonly contracts: readonly Contract[];
  readonly control: Contract;
  /** The OpenAPI documents of the contracts and of the control plane. */
  readonly document: DocumentSource;
}

/** Serves the published documents and the pages that show them; the pages load nothing from the internet. */
export async function docs(
  app: FastifyInstance,
  { contracts, control, document }: DocsOptions,
): Promise<void> {
  const names = contracts.map(({ name }) => name);
  /** The published documents as text, by base URL, file and version. */
  const texts = new BoundedCache<string>(40);
  // `/_sim/openapi.json` is below a mount, but its errors do not pass through the pipeline.
  app.setErrorHandler(
    (error, request, reply) => void respond(request, reply, toProblem(error, request)),
  );

  app.addHook('onRequest', async (request, reply) => {
    // The body of HEAD is not read.
    limitUnreadBody(request.raw, reply.raw);
    reply.headers(docsHeaders(request));
  });

  const sendDocument = async (
    request: FastifyRequest,
    reply: FastifyReply,
    {
      name,
      extension = 'json',
    }: { readonly name: string; readonly extension?: string | undefined },
  ) => {
    const version = requestedVersion(request);
    const base = `${requestedBase(request)}${sandboxPrefix(request)}`;
    const key = `${base} ${name}.${extension} ${version}`;
    // Writing YAML takes a tenth of a second.
    const text =
      texts.get(key) ??
      texts.store(key, serialize(withServerBase(await document(name, version), base), extension));
    return reply.type(`application/${extension}; charset=utf-8`).send(text);
  };

  for (const url of pages) registerMethodNotAllowed(app, url, ['GET', 'HEAD']);

  app.get('/openapi/:file', async (request, reply) => {
    const { file } = request.params as { file: string };
    const [, name = '', extension] = /^(.+)\.(json|yaml)$/.exec(file) ?? [];
    if (!names.includes(name))
      throw notFound(`There is no document ${file}; the documents are ${fileNames(names)}`);
    return sendDocument(request, reply, { name, extension });
  });
  app.get(`${controlMount}/openapi.json`, (request, reply) =>
    sendDocument(request, reply, { name: control.name, extension: 'json' }),
  );

  const pageContracts = { contracts, control };
  app.get('/docs', async (request, reply) =>
    sendPage(reply, indexPage(pageContracts, sandboxOf(request))),
  );
  app.get(controlMount, async (request, reply) => {
    const prefix = sandboxPrefix(request);
    if (!prefersPage(request, reply)) return overview(contracts, prefix);
    return sendPage(reply, indexPage(pageContracts, sandboxOf(request)));
  });
  app.get('/docs/:contract', async (request, reply) => {
    const { contract } = request.params as { contract: string };
    const all = [...contracts, control];
    const found = all.find(({ name }) => name === contract);
    if (!found)
      throw notFound(
        `There is no page for ${contract}; the pages are ${all.map(({ name }) => name).join(', ')}`,
      );
    return sendPage(reply, operationsPage(found, pageContracts, sandboxOf(request)));
  });
  app.get('/docs/assets/:file', async (request, reply) => {
    const { file } = request.params as { file: string };
    const asset = await readAsset(file);
    if (!asset) throw notFound(`There is no file ${file}`);
    return reply.type(asset.type).header('cache-control', asset.caching).send(asset.content);
  });
}

/** URLs that allow only GET and HEAD. */
const pages = [
  controlMount,
  '/openapi/:file',
  `${controlMount}/openapi.json`,
  '/docs',
  '/docs/:contract',
  '/docs/assets/:file',
];

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page);
}

/** The sandbox that a page is requested for, with the prefix of its links. */
function sandboxOf(request: FastifyRequest) {
  return { name: requestedSandbox(request), prefix: sandboxPrefix(request) };
}

/** The version of OpenAPI that a request asks for. Throws a 400 problem for one that is not published. */
function requestedVersion({ query }: FastifyRequest): OpenapiVersion {
  const { version: requested = openapiVersions[0] } = query as { version?: unknown };
  const version = openapiVersions.find((each) => each === requested);
  if (version) return version;
  const message = `must be ${openapiVersions.join(' or ')}, not ${JSON.stringify(requested)}`;
  throw badRequest([{ in: 'query', at: 'version', message }]);
}

/** Prefixes the servers of a document with the base URL of the sandbox, so that its operations call that sandbox. */
function withServerBase(document: object, base: string): object {
  const { servers = [] } = document as { servers?: { url: string }[] };
  return {
    ...document,
    servers: servers.map((server) => ({ ...server, url: `${base}${server.url}` })),
  };
}

function serialize(document: object, extension: string): string {
  return extension === 'json'
    ? JSON.stringify(document)
    : stringify(document, { aliasDuplicateObjects: false });
}

function fileNames(names: readonly string[]): string {
  return names.flatMap((name) => [`${name}.json`, `${name}.yaml`]).join(', ');
}
