import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Contract } from '../contract/contract.js';
import { Problem } from '../contract/problem.js';
import { allowHeader, notAllowed } from '../pipeline/allowed-methods.js';
import { pathOf } from '../pipeline/routing.js';

/** A path of which only the methods are known. */
export interface PathOnlyResource {
  readonly path: string;
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  /** The page that lists it. */
  readonly source: string;
}

/** The tables that were needed, by contract. All servers of a process share them. */
const loaded = new Map<Contract, readonly PathOnlyResource[]>();

/** The paths of a contract of which only the methods are known, with their methods. */
export async function loadPathOnly(contract: Contract): Promise<readonly PathOnlyResource[]> {
  const known = loaded.get(contract);
  if (known) return known;
  const { source, lines } = (await contract.pathOnlyOperations?.()) ?? { source: '', lines: '' };
  const texts = lines.split('\n').filter(Boolean);
  const resources = texts.map((line) => ({ ...parseLine(line), source }));
  loaded.set(contract, resources);
  return resources;
}

/** A line such as `GET PUT /things/{thing_id}`. */
function parseLine(line: string): Omit<PathOnlyResource, 'source'> {
  const words = line.split(' ');
  const path = words.pop() ?? '';
  const methods = words.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]));
  const pattern = path.replace(/[.-]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
  return { path, methods, pattern: new RegExp(`^${pattern}/?$`) };
}

/** Statuses of requests that may be for such a path: an operation of another path may have taken a part of it for a parameter. */
const candidateStatuses: readonly number[] = [400, 404, 405];

/**
 * Replaces the problem of a request that no operation answers, if the vendor documents its path without more: by 501, or by 405
 * for another method. Returns undefined where the problem stays, and a promise while the table is loaded for the first time.
 */
export function pathOnlyOutcome(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: unknown,
): PathOnlyOutcome | Promise<PathOnlyOutcome> {
  const { mount, sandbox } = request.context;
  if (!(outcome instanceof Problem) || !mount?.contract.pathOnlyOperations || !sandbox)
    return undefined;
  if (!candidateStatuses.includes(outcome.status)) return undefined;
  const { contract } = mount;
  const resources = loaded.get(contract);
  return resources
    ? replacement(request, reply, outcome, resources)
    : loadPathOnly(contract).then((table) => replacement(request, reply, outcome, table));
}

/** What to respond with instead of a problem: another problem, or the success of OPTIONS; undefined for the problem itself. */
export type PathOnlyOutcome = { readonly outcome: Problem | undefined } | undefined;

function replacement(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Problem,
  resources: readonly PathOnlyResource[],
): PathOnlyOutcome {
  const { mount } = request.context;
  const path = pathOf(request.url).slice(mount?.contract.mount.length);
  const matching = resources.filter(({ pattern }) => pattern.test(path));
  const found = matching.find(({ methods }) => methods.includes(request.method));
  if (found) return { outcome: notSimulated(request.method, found) };
  // Another operation answers this path, or other methods of it.
  if (matching.length === 0 || outcome.status !== 404 || request.context.operation)
    return undefined;
  const allow = allowHeader(matching.flatMap(({ methods }) => methods));
  if (request.method !== 'OPTIONS') return { outcome: notAllowed(request, allow) };
  reply.header('allow', allow);
  return { outcome: undefined };
}

function notSimulated(method: string, { path, source }: PathOnlyResource): Problem {
  const operation = `${method} ${path}`;
  return new Problem(
    501,
    `${operation} is documented by the vendor by its path only; Understudy does not simulate it`,
    {
      reason: {
        rule: 'The vendor has this operation, but publishes no more than its method and path',
        evidence: 'documented',
        source,
        actual: operation,
        remedies: ['an operation of the published document'],
      },
    },
  );
}
