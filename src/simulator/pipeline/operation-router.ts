import type { HTTPMethods } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { methodsOf, resourcesOf } from './allowed-methods.js';

/** The options of Fastify's router and of this one. The pipeline refuses long segments itself; Node accepts no longer URL than this. */
export const routerOptions = { ignoreTrailingSlash: true, maxParamLength: 64 * 1024 } as const;

/** An operation, and the parameters of the path that leads to it. */
interface OperationMatch {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Finds the operation of a method and a path that can be decoded; undefined for a method that its resource has not. */
export type OperationRouter = (method: string, path: string) => OperationMatch | undefined;

/** Creates the router of a mounted contract. */
export function createOperationRouter(contract: Contract): OperationRouter {
  const { mount, operations } = contract;
  const router = findMyWay(routerOptions);
  const add = (methods: readonly HTTPMethods[], url: string, operation?: Operation) =>
    router.on(methods as HTTPMethod[], `${mount}${url}`, () => {}, operation);
  for (const operation of operations) add(methodsOf(operation), operation.url, operation);
  for (const { url, shadowedMethods } of resourcesOf(contract))
    if (shadowedMethods.length > 0) add(shadowedMethods, url);
  const latest = new Map<string, { readonly path: string; readonly match: OperationMatch }>();
  return (method, path) => {
    // Most calls of a client differ from the one before in the query only.
    const known = latest.get(method);
    if (known?.path === path) return known.match;
    const found = router.find(method as HTTPMethod, path);
    if (!found?.store) return undefined;
    const match = { operation: found.store as Operation, params: Object.freeze(found.params) };
    latest.set(method, { path, match });
    return match;
  };
}
