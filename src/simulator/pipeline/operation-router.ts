import type { HTTPMethods } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { methodsOf, type Resource, resourcesOf } from './allowed-methods.js';

/** The options of Fastify's router and of this one. The pipeline refuses long segments itself; Node accepts no longer URL than this. */
export const routerOptions = { ignoreTrailingSlash: true, maxParamLength: 64 * 1024 } as const;

/** The operation that a request matches, with the parameters of its path. */
interface Match {
  readonly operation: Operation;
  readonly params: Record<string, string | undefined>;
}

type Router = ReturnType<typeof findMyWay>;

/**
 * Finds the operations of a mounted contract by method and URL. It is built for the first request, because a start is to take no
 * longer for hundreds of operations, and most servers are called at the operations of one vendor.
 */
export class OperationRouter {
  readonly #contract: Contract;
  #router: Router | undefined;

  constructor(contract: Contract) {
    this.#contract = contract;
  }

  /** The resources of the contract, see `resourcesOf`. */
  get resources(): readonly Resource[] {
    return resourcesOf(this.#contract);
  }

  /** The operation of a URL with a path that can be decoded; undefined if there is none. */
  find(method: string, url: string): Match | undefined {
    this.#router ??= createRouter(this.#contract, this.resources);
    const found = this.#router.find(method as HTTPMethod, url);
    return found?.store && { operation: found.store, params: found.params };
  }
}

function createRouter({ mount, operations }: Contract, resources: readonly Resource[]): Router {
  // Fastify has parsed the query.
  const router = findMyWay({ ...routerOptions, querystringParser: () => ({}) });
  const add = (methods: readonly HTTPMethods[], url: string, operation?: Operation) =>
    router.on(methods as HTTPMethod[], `${mount}${url}`, () => {}, operation);
  for (const operation of operations) add(methodsOf(operation), operation.url, operation);
  for (const { url, shadowedMethods } of resources)
    if (shadowedMethods.length > 0) add(shadowedMethods, url);
  return router;
}
