import type { Evidence } from '../../simulator/contract/evidence.js';

const pages = 'https://kajeet.dev/docs/api';

/** The vendor's page of a category, or of the operations in it whose path begins as given. */
export function documented(category: string, path?: string): Evidence {
  const query = path ? `&q=${encodeURIComponent(path)}` : '';
  return documentedAt(`${pages}?cat=${category}${query}`);
}

export function documentedAt(source: string): Evidence {
  return { kind: 'documented', source };
}

/** The older portal, which names operations that the current pages do not. */
export const olderPortal = documentedAt('https://developer.kajeet.cloud/docs/api');

/** Seen in public programs that call the live API. */
export const observed: Evidence = { kind: 'observed', source: 'public client code' };

export function inferredAt(source: string): Evidence {
  return { kind: 'inferred', source };
}
