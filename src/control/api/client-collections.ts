import { Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { ref } from '../../../schemas/annotations.js';
import { CollectionFile, CollectionFileParams } from '../../../schemas/control/index.js';
import { collectionFormats } from '../../simulator/collections/formats.js';
import { sampleCollection } from '../../simulator/collections/sample-requests.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import { linkPrefix, requestedBase } from '../../simulator/proxy/links.js';
import type { ControlContext } from '../context.js';

const tags = ['callers'];

/** The prefix of links that lead to the sandbox of a request, which the host or a header may name. */
const prefixOf = (request: FastifyRequest) => linkPrefix(request, request.context.sandboxName);

/** Operations that give HTTP clients a request for every operation of a vendor, with the address and tokens of the sandbox. */
export function collectionOperations({ contracts, signer }: ControlContext): Operation[] {
  const files = contracts.flatMap((contract) =>
    collectionFormats.map((format) => ({
      contract,
      format,
      name: `${contract.name}${format.extension}`,
    })),
  );
  return [
    operation({
      method: 'GET',
      url: '/collections',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'listCollections',
        summary: 'List the files with requests for HTTP clients',
        tags,
        response: { 200: Type.Array(ref(CollectionFile), { description: 'The files' }) },
      },
      handler: (request) =>
        files.map(({ contract, format, name }) => ({
          name,
          contract: contract.name,
          format: format.title,
          link: `${prefixOf(request)}/_sim/collections/${name}`,
        })),
    }),
    operation({
      method: 'GET',
      url: '/collections/:file',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'readCollection',
        summary: 'A file with one request for each simulated operation of a vendor',
        description:
          'The requests have the address of the sandbox and tokens that do not expire, so that they can be sent at once. Their values are those of the default world.',
        tags,
        params: CollectionFileParams,
        response: {
          200: {
            description: 'The file',
            content: {
              'text/plain': { schema: Type.String() },
              'application/json': { schema: Type.Object({}, { additionalProperties: true }) },
            },
          },
        },
      },
      handler(request) {
        const { sandbox, issuer, params } = request;
        const file = files.find(({ name }) => name === params.file);
        if (!file) {
          const names = files.map(({ name }) => name).join(', ');
          throw notFound(`There is no file ${params.file}; the files are ${names}`);
        }
        const { contract, format, name } = file;
        const baseUrl = `${requestedBase(request)}${prefixOf(request)}`;
        const collection = sampleCollection({ contract, sandbox, signer, issuer, baseUrl });
        return new StreamResponse(Buffer.from(format.render(collection)), {
          'content-type': format.mediaType,
          'content-disposition': `attachment; filename="understudy-${name}"`,
          'cache-control': 'no-store',
        });
      },
    }),
  ];
}
