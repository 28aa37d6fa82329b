import type { Category } from '../../schemas/kajeet/account/labels.js';
import type { Label } from '../../schemas/kajeet/corps.js';

const northstarLabels: readonly [number, string, string][] = [
  [11, 'Route East', 'Bus route'],
  [12, 'Route North', 'Bus route'],
  [14, 'Route South', 'Bus route'],
  [18, 'Special Education', 'Program'],
  [21, 'Chromebook Cart', 'Use'],
  [22, 'Take Home', 'Use'],
  [25, 'Loaner', 'Use'],
];

/** The categories of the school district's labels, and one that has no label yet. */
export function categories(): Category[] {
  return ['Bus route', 'Program', 'Use', 'Grade'].map((name, index) => ({
    id: index + 1,
    name,
    corpId: 'NORTHSTAR-ISD',
  }));
}

/** The labels of the school district; 12 and 18 are the ids in the vendor's example. */
export function labels(): Label[] {
  return northstarLabels.map(([id, name, category]) => ({
    id,
    name,
    category,
    corpId: 'NORTHSTAR-ISD',
  }));
}
