import { SeededRandom } from '../../src/lib/seeded-random.js';
import {
  isInMainOrganisation,
  type Organisation,
  organisationPath,
  organisations,
} from './world.js';

/** Number of fixed devices, which come first and belong to the main organisation itself. */
const fixedDeviceCount = 3;

const parts = organisations.filter(({ id }) => isInMainOrganisation(id));
/** Every part as often as its weight says, so that a uniform pick is weighted. */
const weightedParts = parts.flatMap((part) => Array<Organisation>(part.devices).fill(part));

/** The random stream of one device. */
export function deviceRandom(seed: number, index: number): SeededRandom {
  return new SeededRandom(seed, 'device', index);
}

/** Picks the part of the main organisation that owns a device. This must be the first draw of the device's stream. */
export function drawOrganisation(random: SeededRandom, index: number): Organisation {
  return index < fixedDeviceCount ? (parts[0] as Organisation) : random.pick(weightedParts);
}

/** Counts the devices of the main fleet by organisation, including those of the parts below it. */
export function deviceCounts(seed: number, fleet: number): ReadonlyMap<string, number> {
  const ownCounts = new Map<string, number>();
  for (let index = 0; index < fleet; index++) {
    const { id } = drawOrganisation(deviceRandom(seed, index), index);
    ownCounts.set(id, (ownCounts.get(id) ?? 0) + 1);
  }
  const totals = new Map<string, number>();
  for (const part of parts) {
    for (const { id } of organisationPath(part.id))
      totals.set(id, (totals.get(id) ?? 0) + (ownCounts.get(part.id) ?? 0));
  }
  return totals;
}

/** The bus of a documented sample. */
const sampleBus = 47;
const busNumbers = 97;

/** The number of the `ordinal`th bus of the main organisation. Buses are retired over the years; beyond the range the numbers go on. */
export function busNumber(ordinal: number): number {
  if (ordinal >= busNumbers) return ordinal + 2;
  const number = ((31 * ordinal) % busNumbers) + 1;
  // The place of the sample's number is taken by one that the series does not reach.
  return number === sampleBus ? busNumbers + 1 : number;
}
