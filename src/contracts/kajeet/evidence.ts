import type { Evidence } from '../../simulator/contract/evidence.js';

const docs = 'https://kajeet.dev/docs/api';

/** Documented on the vendor's page of a category, filtered by `path` when it is given. */
export function documented(category: string, path?: string): Evidence {
  const query = path ? `&q=${encodeURIComponent(path)}` : '';
  return documentedAt(`${docs}?cat=${category}${query}`);
}

export function documentedAt(source: string): Evidence {
  return { kind: 'documented', source };
}

/** Documented on the older portal, which names operations that the current pages do not. */
export const olderPortal = documentedAt('https://developer.kajeet.cloud/docs/api');

/** Seen in public client code that calls the live API. */
export const observed: Evidence = { kind: 'observed', source: 'public client code' };

export function inferredAt(source: string): Evidence {
  return { kind: 'inferred', source };
}
