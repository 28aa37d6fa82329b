import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { Contract, Operation } from './contract.js';
import { notFound, Problem } from './problem.js';
import { pathOf } from './speak.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const;

/** OPTIONS tells what a URL allows; a method it does not allow is 405, before anything else is looked at. */
export function otherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const allow = allowHeader(allowed);
  const others = methods.filter((method) => !allow.split(', ').includes(method));
  app.route({
    method: 'OPTIONS',
    url,
    handler: (_, reply) => reply.code(204).header('allow', allow).send(),
  });
  app.route({
    method: others as HTTPMethods[],
    url,
    onRequest: async (request) => {
      throw notAllowed(request, allow);
    },
    handler: () => {},
  });
}

/** A path that no operation has; or one that some have, by methods that the router does not know. */
export function unknown(
  contract: Contract,
  urls: ReadonlyMap<string, string[]>,
  request: FastifyRequest,
): Problem {
  const path = request.url.replace(/\?.*$/s, '').slice(contract.mount.length).replace(/\/$/, '');
  const [, found] =
    [...urls].find(([url]) => url === path) ??
    [...urls].find(([url]) => new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path)) ??
    [];
  if (found) return notAllowed(request, allowHeader(found));
  return notFound(`${contract.title} has no ${request.method} ${pathOf(request)}`);
}

function notAllowed({ method }: FastifyRequest, allow: string): Problem {
  return new Problem(405, `${method} is not allowed here; ${allow} are`, { headers: { allow } });
}

function allowHeader(allowed: readonly string[]): string {
  return [...allowed, 'OPTIONS'].join(', ');
}

/** The methods that each URL allows; a trailing slash makes no other URL. */
export function methodsByUrl(operations: readonly Operation[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { url, method, schema } of operations) {
    const bare = url.replace(/\/$/, '');
    const methods = method === 'GET' && !schema.body ? ['GET', 'HEAD'] : [method];
    found.set(bare, [...(found.get(bare) ?? []), ...methods]);
  }
  return found;
}
