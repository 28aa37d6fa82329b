import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { notFound, Problem } from '../contract/problem.js';
import { nearest } from '../validation/suggestion.js';
import { pathOf, requestedPath, urlProblem } from './routing.js';

/** A URL and the methods of its operations. URLs that differ in a trailing slash are the same resource. */
export interface Resource {
  readonly url: string;
  /** The methods of its operations. */
  readonly allowed: readonly HTTPMethods[];
  /**
   * Methods that it does not allow but that the router would match, because a less specific resource, with a parameter in
   * place of a fixed segment, allows them.
   */
  readonly shadowedMethods: readonly HTTPMethods[];
  /** Matches its path below the mount. */
  readonly pattern: RegExp;
}

type UrlPattern = Omit<Resource, 'shadowedMethods'> & { readonly segments: readonly string[] };

const methods: HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

const isParameter = (segment: string) => segment.startsWith(':');

const resourceCache = new WeakMap<readonly Operation[], readonly Resource[]>();

/** The methods of an operation. GET includes HEAD, unless it has a body. */
export function methodsOf({ method, schema }: Operation): HTTPMethods[] {
  return method === 'GET' && !schema.body ? ['GET', 'HEAD'] : [method];
}

/**
 * The resources of a contract in the order in which the router matches them: a fixed segment comes before a parameter. All
 * servers of a process share the result.
 */
export function resourcesOf({ operations }: Contract): readonly Resource[] {
  const resources = resourceCache.get(operations) ?? createResources(operations);
  resourceCache.set(operations, resources);
  return resources;
}

function createResources(operations: readonly Operation[]): Resource[] {
  const allowed = new Map<string, HTTPMethods[]>();
  for (const operation of operations) {
    const url = operation.url.replace(/\/$/, '');
    allowed.set(url, [...(allowed.get(url) ?? []), ...methodsOf(operation)]);
  }
  const rank = ({ segments }: UrlPattern) =>
    segments.map((segment) => (isParameter(segment) ? 1 : 0)).join('');
  const ordered = [...allowed]
    .map(([url, urlMethods]) => urlPattern(url, urlMethods))
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

function urlPattern(url: string, allowed: readonly HTTPMethods[]): UrlPattern {
  const segments = url.split('/');
  const pattern = segments.map((segment) =>
    isParameter(segment) ? '[^/]*' : segment.replace(/[^\w-]/g, '\\$&'),
  );
  return { url, segments, allowed, pattern: new RegExp(`^${pattern.join('/')}$`) };
}

function overlaps({ segments }: UrlPattern, other: UrlPattern): boolean {
  return (
    segments.length === other.segments.length &&
    segments.every((segment, index) => {
      const another = other.segments[index] ?? '';
      return segment === another || isParameter(segment) || isParameter(another);
    })
  );
}

/** The `Allow` header of the requested resource; undefined if there is no such resource. */
export function allowHeaderFor(contract: Contract, request: FastifyRequest): string | undefined {
  // Decodes the path as the router does. The query may be malformed.
  const [encoded = ''] = request.url.split(/[?#]/, 1);
  const path = decodeURI(encoded.replace(/%25/g, '%2525'));
  const below = path.slice(contract.mount.length).replace(/\/$/, '');
  const resource = resourcesOf(contract).find(({ pattern }) => pattern.test(below));
  return resource && allowHeader(resource.allowed);
}

/**
 * The problem of a request that matches no operation: 400 or 414 for its URL, 404 for an unknown resource, 405 for a method
 * that the resource does not allow. Undefined for OPTIONS, which every resource allows.
 */
export function routingProblem(contract: Contract, request: FastifyRequest): Problem | undefined {
  const malformed = urlProblem(request);
  if (malformed) return malformed;
  const allow = allowHeaderFor(contract, request);
  if (allow === undefined) {
    const path = requestedPath(request);
    const hint = pathSuggestion(pathOf(request.url), request.method, contract);
    return notFound(`${contract.title} has no ${request.method} ${path}${hint}`);
  }
  return request.method === 'OPTIONS' ? undefined : notAllowed(request, allow);
}

/** A page that belongs to no contract. */
export interface Page {
  /** Matches its path. */
  readonly pattern: RegExp;
  readonly allow: string;
}

/** Suggests the path of a resource, as the vendor writes it, that a requested path probably means. Empty if there is none. */
function pathSuggestion(path: string, method: string, contract: Contract): string {
  const { mount, operations } = contract;
  const requested = path.slice(mount.length).replace(/\/$/, '').split('/');
  const found = similarPath(requested, contract) ?? pathOfVersion(requested, method, contract);
  if (found === undefined) return '';
  const resource = resourcesOf(contract).find(({ pattern }) => pattern.test(found));
  const slash = operations.some(({ url }) => url === `${resource?.url}/`) ? '/' : '';
  return `; did you mean ${mount}${found}${slash}?`;
}

/** The path of a resource that differs from a requested path in one similar segment. */
function similarPath(requested: string[], contract: Contract): string | undefined {
  const paths = resourcesOf(contract).flatMap(({ url }) =>
    withParameters(url.split('/'), requested),
  );
  for (const [index, segment] of requested.entries()) {
    const differing = paths.filter((each) =>
      each.every((expected, place) => (expected === requested[place]) === (place !== index)),
    );
    const found = nearest(
      segment,
      differing.map((each) => each[index] ?? ''),
    );
    if (found !== undefined) return requested.with(index, found).join('/');
  }
  return undefined;
}

const isVersion = (segment: string) => /^v\d+(\.\d+)?$/.test(segment);

/**
 * The path of a resource that differs from a requested path in its version only, which is missing, superfluous or another one.
 * Preferably one that allows the method.
 */
function pathOfVersion(
  requested: string[],
  method: string,
  contract: Contract,
): string | undefined {
  const unversioned = requested.filter((segment) => !isVersion(segment));
  const found = resourcesOf(contract).filter(({ url }) => {
    const segments = url.split('/').filter((segment) => !isVersion(segment));
    const [path] = withParameters(segments, unversioned);
    const isFixed = (segment: string) => segment !== '' && !isParameter(segment);
    return segments.some(isFixed) && path?.join('/') === unversioned.join('/');
  });
  const best = found.find(({ allowed }) => allowed.some((each) => each === method)) ?? found[0];
  const rest = [...unversioned];
  return best?.url
    .split('/')
    .map((segment) => (isVersion(segment) ? segment : rest.shift()))
    .join('/');
}

/** The segments of a URL with the requested parameters; none if the number of segments differs. */
function withParameters(segments: string[], requested: string[]): string[][] {
  if (segments.length !== requested.length) return [];
  const complete = (segment: string, index: number) =>
    isParameter(segment) ? (requested[index] ?? '') : segment;
  return [segments.map(complete)];
}

/** Registers OPTIONS, and 405 for all other methods, at a URL that belongs to no contract. */
export function registerMethodNotAllowed(
  app: FastifyInstance,
  url: string,
  allowed: readonly HTTPMethods[],
): void {
  const allow = allowHeader(allowed);
  app.pages.push({ pattern: urlPattern(url.replace(/\/$/, ''), allowed).pattern, allow });
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

/** The 405 problem of a method that the router does not know, at a page; undefined where there is no page. */
export function pageProblem(request: FastifyRequest): Problem | undefined {
  const path = requestedPath(request).replace(/\/$/, '');
  const page = request.server.pages.find(({ pattern }) => pattern.test(path));
  return page && notAllowed(request, page.allow);
}

/** The 405 problem of a method, with the `Allow` header of its resource. */
export function notAllowed({ method }: FastifyRequest, allow: string): Problem {
  return new Problem(405, `${method} is not allowed here; allowed are ${allow}`, {
    headers: { allow },
  });
}

/** The `Allow` header of a resource with these methods. */
export function allowHeader(allowed: readonly string[]): string {
  return [...allowed, 'OPTIONS'].join(', ');
}
