import type { Evidence } from '../../simulator/contract/evidence.js';

/** A page of the vendor's API reference. */
export function referencePage(name: string): Evidence {
  return {
    kind: 'documented',
    source: `https://docs.ib.b2core.b2broker.com/en/api-guide/api-reference-${name}.html`,
  };
}
