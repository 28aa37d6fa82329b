import { SeededRandom } from '../../src/lib/seeded-random.js';
import {
  isInMainOrganisation,
  type Organisation,
  organisationPath,
  organisations,
} from './world.js';

/** The first devices of the main fleet, whose values are fixed, are at the main organisation itself. */
const fixedDevices = 3;

const parts = organisations.filter(({ id }) => isInMainOrganisation(id));
/** Each part as often as its weight says. */
const deck = parts.flatMap((part) => Array<Organisation>(part.devices).fill(part));

/** The chance that decides all about one device. */
export function deviceRandom(seed: number, index: number): SeededRandom {
  return new SeededRandom(seed, 'device', index);
}

/** Which part of the main organisation has the device; the first draw of its dice. */
export function drawOrganisation(dice: SeededRandom, index: number): Organisation {
  return index < fixedDevices ? (parts[0] as Organisation) : dice.pick(deck);
}

/** How many devices of the main fleet each part has, with the parts below it. */
export function deviceCounts(seed: number, fleet: number): ReadonlyMap<string, number> {
  const internal = new Map<string, number>();
  for (let index = 0; index < fleet; index++) {
    const { id } = drawOrganisation(deviceRandom(seed, index), index);
    internal.set(id, (internal.get(id) ?? 0) + 1);
  }
  const all = new Map<string, number>();
  for (const part of parts) {
    for (const { id } of organisationPath(part.id))
      all.set(id, (all.get(id) ?? 0) + (internal.get(part.id) ?? 0));
  }
  return all;
}
