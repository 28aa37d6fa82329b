import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { Contract, Operation } from './contract.js';
import { notFound, Problem } from './problem.js';
import { pathOf } from './speak.js';

/** A URL that operations share, and the methods that they allow it. A trailing slash makes no other one. */
export interface Resource {
  readonly url: string;
  readonly parts: readonly string[];
  readonly form: RegExp;
  readonly allowed: readonly string[];
}

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

const isParameter = (part: string) => part.startsWith(':');

/**
 * The resources of a contract, in the order in which the router looks for a path among them: where the URLs of two part,
 * a name comes before a parameter.
 */
export function resourcesOf(operations: readonly Operation[]): Resource[] {
  const found = new Map<string, string[]>();
  for (const { url, method, schema } of operations) {
    const bare = url.replace(/\/$/, '');
    const own = method === 'GET' && !schema.body ? ['GET', 'HEAD'] : [method];
    found.set(bare, [...(found.get(bare) ?? []), ...own]);
  }
  const rank = ({ parts }: Resource) => parts.map((part) => (isParameter(part) ? 1 : 0)).join('');
  return [...found]
    .map(([url, allowed]) => {
      const parts = url.split('/');
      const form = parts.map((part) =>
        isParameter(part) ? '[^/]*' : part.replace(/[^\w-]/g, '\\$&'),
      );
      return { url, parts, form: new RegExp(`^${form.join('/')}$`), allowed };
    })
    .sort((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
}

/**
 * The methods that a resource does not allow, but that the router would find for its URL: a resource that comes later,
 * with a parameter where this one has a name, allows them.
 */
export function shadowed(resource: Resource, resources: readonly Resource[]): HTTPMethods[] {
  const later = resources.slice(resources.indexOf(resource) + 1);
  const others = later.filter((other) => overlaps(resource, other));
  return methods.filter(
    (method) =>
      !resource.allowed.includes(method) && others.some(({ allowed }) => allowed.includes(method)),
  );
}

function overlaps({ parts }: Resource, other: Resource): boolean {
  return (
    parts.length === other.parts.length &&
    parts.every((part, index) => {
      const another = other.parts[index] ?? '';
      return part === another || isParameter(part) || isParameter(another);
    })
  );
}

/** What `Allow` says of the resource that a request asks for; undefined where there is none. */
export function allowedAt(
  { mount }: Contract,
  resources: readonly Resource[],
  request: FastifyRequest,
): string | undefined {
  // As the router reads it.
  const [path = ''] = decodeURI(request.url.replace(/%25/g, '%2525')).split(/[?#]/);
  const below = path.slice(mount.length).replace(/\/$/, '');
  const found = resources.find(({ form }) => form.test(below));
  return found && allowHeader(found.allowed);
}

/**
 * Why a request that reached no operation is refused: its resource does not allow its method, or there is none. OPTIONS
 * is allowed everywhere.
 */
export function astray(
  contract: Contract,
  resources: readonly Resource[],
  request: FastifyRequest,
): Problem | undefined {
  const allow = allowedAt(contract, resources, request);
  if (allow === undefined)
    return notFound(`${contract.title} has no ${request.method} ${pathOf(request)}`);
  return request.method === 'OPTIONS' ? undefined : notAllowed(request, allow);
}

/** Of a page that stands alone: OPTIONS tells what it allows, and a method that it does not allow is 405. */
export function otherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const allow = allowHeader(allowed);
  app.options(url, (_, reply) => reply.code(204).header('allow', allow).send());
  app.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    onRequest: async (request) => {
      throw notAllowed(request, allow);
    },
    handler: () => {},
  });
}

function notAllowed({ method }: FastifyRequest, allow: string): Problem {
  return new Problem(405, `${method} is not allowed here; ${allow} are`, { headers: { allow } });
}

function allowHeader(allowed: readonly string[]): string {
  return [...allowed, 'OPTIONS'].join(', ');
}
