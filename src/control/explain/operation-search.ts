import type { Contract } from '../../simulator/contract/contract.js';
import type { Operation } from '../../simulator/contract/operation.js';

/** How many operations an explanation suggests: a longer list would be a document, not a hint. */
export const maxSuggestions = 3;

/** The simulated operation with a method and a URL pattern. */
export function findOperation(
  { operations }: Contract,
  method: string,
  url: string,
): Operation | undefined {
  return operations.find(
    (each) =>
      each.handler &&
      each.method === method &&
      stripTrailingSlash(each.url) === stripTrailingSlash(url),
  );
}

/** Whether the URL pattern of an operation matches a URL. */
export function matchesUrl(operation: Operation, url: string): boolean {
  return new RegExp(`^${stripTrailingSlash(operation.url).replace(/:\w+/g, '[^/]+')}$`).test(
    stripTrailingSlash(url),
  );
}

/** The simulated operations whose URL patterns are most similar to a URL. */
export function nearestOperations({ operations }: Contract, url: string): Operation[] {
  return operations
    .filter(({ handler }) => handler)
    .map((operation) => ({ operation, similarity: urlSimilarity(operation.url, url) }))
    .sort((one, another) => another.similarity - one.similarity)
    .slice(0, maxSuggestions)
    .map(({ operation }) => operation);
}

function urlSimilarity(pattern: string, url: string): number {
  const [expected, requested] = [pattern, url].map((each) => stripTrailingSlash(each).split('/'));
  if (!expected || !requested) return 0;
  const total = expected.reduce(
    (sum, segment, index) => sum + segmentSimilarity(segment, requested[index] ?? ''),
    0,
  );
  return total - Math.abs(expected.length - requested.length) / 4;
}

/** 1 for equal segments, 0.75 if one begins with the other, 0.5 for a parameter, else 0. */
function segmentSimilarity(expected: string, requested: string): number {
  if (expected === requested) return 1;
  if (!requested) return 0;
  if (expected.startsWith(requested) || requested.startsWith(expected)) return 0.75;
  return expected.startsWith(':') ? 0.5 : 0;
}

function stripTrailingSlash(url: string): string {
  return url.replace(/\/$/, '');
}
