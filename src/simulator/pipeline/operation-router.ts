import type { HTTPMethods } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { methodsOf, resourcesOf } from './allowed-methods.js';

/** The options of Fastify's router and of this one. The pipeline refuses long segments itself; Node accepts no longer URL than this. */
export const routerOptions = { ignoreTrailingSlash: true, maxParamLength: 64 * 1024 } as const;

/** Finds the operation of a method and a path that can be decoded, and the parameters of the path. */
export type OperationRouter = ReturnType<typeof findMyWay>;

/** Creates the router of a mounted contract. What it stores is the operation; undefined for a method that its resource has not. */
export function createOperationRouter(contract: Contract): OperationRouter {
  const { mount, operations } = contract;
  const router = findMyWay(routerOptions);
  const add = (methods: readonly HTTPMethods[], url: string, operation?: Operation) =>
    router.on(methods as HTTPMethod[], `${mount}${url}`, () => {}, operation);
  for (const operation of operations) add(methodsOf(operation), operation.url, operation);
  for (const { url, shadowedMethods } of resourcesOf(contract))
    if (shadowedMethods.length > 0) add(shadowedMethods, url);
  return router;
}
