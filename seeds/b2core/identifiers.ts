import { curlExampleId } from '../../schemas/b2core/samples.js';
import { objectId } from '../world/identifiers.js';

/** Kinds of objects whose seeds are numbered from 0; each has a range of numbers. New kinds are added at the end. */
const kinds = [
  'bannerLanguages',
  'bannerSizes',
  'bannerThemes',
  'banners',
  'qrColors',
  'qrIcons',
  'ibTypes',
  'levels',
  'tiers',
  'resources',
  'relations',
  'platforms',
  'drivers',
  'platformGroups',
  'symbolGroups',
  'symbols',
  'paymentPlans',
  'accounts',
  'trades',
  'payments',
  'processes',
  'clicks',
] as const;

/** How many numbers a kind has, and the first number of the first kind. Identifiers of profiles are below it. */
const rangeSize = 0x10000;
const firstNumber = 0x100000;

/** The second of all seeded identifiers. They need not tell when an object was created. */
const seconds = 1_622_818_941;

/** The identifier of a seeded object. The first of each kind has the one that the vendor's examples request. */
export function seededId(kind: (typeof kinds)[number], index: number): string {
  if (index === 0) return curlExampleId;
  return objectId(seconds, firstNumber + kinds.indexOf(kind) * rangeSize + index);
}

/** The times of an object that was never changed. */
export function stamped(createTime: string) {
  return { createTime, updateTime: createTime };
}
