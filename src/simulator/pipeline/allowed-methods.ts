import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { notFound, Problem } from '../contract/problem.js';
import { requestedPath, urlProblem } from './request-url.js';

/** A URL that operations share. A trailing slash makes no other one. */
export interface Resource {
  readonly url: string;
  /** The methods that it allows. */
  readonly allowed: readonly HTTPMethods[];
  /**
   * Methods that it does not allow, but that the router would find for its URL: a resource that comes later, with a
   * parameter where this one has a name, allows them.
   */
  readonly shadowedMethods: readonly HTTPMethods[];
  /** What its path looks like. */
  readonly pattern: RegExp;
}

type UrlPattern = Omit<Resource, 'shadowedMethods'> & { readonly parts: readonly string[] };

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

const isParameter = (part: string) => part.startsWith(':');

const resourceCache = new WeakMap<readonly Operation[], readonly Resource[]>();

/** The methods that lead to an operation: HEAD where GET does, but where GET takes a body. */
export function methodsOf({ method, schema }: Operation): HTTPMethods[] {
  return method === 'GET' && !schema.body ? ['GET', 'HEAD'] : [method];
}

/**
 * The resources of a contract, in the order in which the router looks for a path among them: where the URLs of two part,
 * a name comes before a parameter. The servers of a process share them.
 */
export function resourcesOf({ operations }: Contract): readonly Resource[] {
  const found = resourceCache.get(operations) ?? resources(operations);
  resourceCache.set(operations, found);
  return found;
}

function resources(operations: readonly Operation[]): Resource[] {
  const allowed = new Map<string, HTTPMethods[]>();
  for (const operation of operations) {
    const url = operation.url.replace(/\/$/, '');
    allowed.set(url, [...(allowed.get(url) ?? []), ...methodsOf(operation)]);
  }
  const rank = ({ parts }: UrlPattern) => parts.map((part) => (isParameter(part) ? 1 : 0)).join('');
  const ordered = [...allowed]
    .map(([url, own]) => formOf(url, own))
    .sort((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
  return ordered.map((each, index) => {
    const later = ordered.slice(index + 1).filter((other) => overlaps(each, other));
    const shadowedMethods = methods.filter(
      (method) =>
        !each.allowed.includes(method) && later.some((other) => other.allowed.includes(method)),
    );
    return { ...each, shadowedMethods };
  });
}

function formOf(url: string, allowed: readonly HTTPMethods[]): UrlPattern {
  const parts = url.split('/');
  const pattern = parts.map((part) =>
    isParameter(part) ? '[^/]*' : part.replace(/[^\w-]/g, '\\$&'),
  );
  return { url, parts, allowed, pattern: new RegExp(`^${pattern.join('/')}$`) };
}

function overlaps({ parts }: UrlPattern, other: UrlPattern): boolean {
  return (
    parts.length === other.parts.length &&
    parts.every((part, index) => {
      const another = other.parts[index] ?? '';
      return part === another || isParameter(part) || isParameter(another);
    })
  );
}

/** What `Allow` says of the resource that a request asks for; undefined where there is none. */
export function allowHeaderFor(
  { mount }: Contract,
  resources: readonly Resource[],
  request: FastifyRequest,
): string | undefined {
  // As the router reads it.
  const [path = ''] = decodeURI(request.url.replace(/%25/g, '%2525')).split(/[?#]/);
  const below = path.slice(mount.length).replace(/\/$/, '');
  const found = resources.find(({ pattern }) => pattern.test(below));
  return found && allowHeader(found.allowed);
}

/**
 * Why a request that matches no operation is refused: its URL is malformed, its resource does not allow its method, or there
 * is no such resource. OPTIONS is allowed everywhere.
 */
export function routingProblem(
  contract: Contract,
  resources: readonly Resource[],
  request: FastifyRequest,
): Problem | undefined {
  const malformed = urlProblem(request);
  if (malformed) return malformed;
  const allow = allowHeaderFor(contract, resources, request);
  if (allow === undefined)
    return notFound(`${contract.title} has no ${request.method} ${requestedPath(request)}`);
  return request.method === 'OPTIONS' ? undefined : notAllowed(request, allow);
}

/** Of a page that stands alone: OPTIONS tells what it allows, and a method that it does not allow is 405. */
export function registerMethodNotAllowed(
  app: FastifyInstance,
  url: string,
  allowed: readonly string[],
): void {
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
