import swagger from '@fastify/swagger';
import fastify from 'fastify';
import type { Contract } from '../contract/contract.js';
import { documentOptions, toPublishedSchema } from './document-options.js';
import { modelsOf } from './models.js';

/**
 * Builds the OpenAPI document of a contract. It uses a temporary Fastify instance, so that the server starts without the
 * document and frees the memory of the build afterwards.
 */
export async function buildDocument(contract: Contract): Promise<object> {
  const app = fastify({ exposeHeadRoutes: false });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  for (const model of modelsOf(contract)) app.addSchema(toPublishedSchema(model, contract));
  await app.register(swagger, documentOptions(contract));
  for (const operation of contract.operations) {
    const { method, url } = operation;
    const { body, ...bodyless } = operation.schema;
    // OpenAPI gives the body of a GET no meaning, and most clients cannot send one.
    const schema = method === 'GET' ? bodyless : operation.schema;
    const handler = () => undefined;
    app.route({ method, url: `${contract.mount}${url}`, config: { operation }, schema, handler });
  }
  await app.ready();
  const document = app.swagger();
  await app.close();
  publishOptionalBodies(document as PublishedBodies, contract);
  return document;
}

interface PublishedBodies {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly requestBody?: { required?: boolean } }>>>
  >;
}

/** Says which bodies may be left out: @fastify/swagger declares all of them as required. */
function publishOptionalBodies({ paths }: PublishedBodies, { operations }: Contract): void {
  for (const { method, url, config } of operations) {
    const path = url.replaceAll(/:(\w+)/g, '{$1}');
    const published = config.isBodyOptional && paths[path]?.[method.toLowerCase()]?.requestBody;
    if (published) published.required = false;
  }
}
