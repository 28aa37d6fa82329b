import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FastifyServerOptions } from 'fastify';
import { GatheredResponse } from './gathered-response.js';

/** Whether a request has been answered. */
type Answering = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Makes servers that let `again` have each request first, and Fastify all that it leaves. */
export function serverBefore(
  again: Answering,
): NonNullable<FastifyServerOptions<Server>['serverFactory']> {
  return (handle, { keepAliveTimeout, requestTimeout }) => {
    const server = createServer({ ServerResponse: GatheredResponse }, (request, response) => {
      if (!again(request, response)) handle(request, response);
    });
    // What Fastify sets where it makes the server.
    server.keepAliveTimeout = Number(keepAliveTimeout);
    server.requestTimeout = Number(requestTimeout);
    return server;
  };
}
