import { Dice } from '../src/store/sequences.js';
import { isOfMain, type Organisation, organisations, pathOf } from './world.js';

/** The first devices of the main fleet, whose values are fixed, are at the main organisation itself. */
const fixedDevices = 3;

const parts = organisations.filter(({ id }) => isOfMain(id));
/** Each part as often as its weight says. */
const deck = parts.flatMap((part) => Array<Organisation>(part.devices).fill(part));

/** The chance that decides all about one device. */
export function diceOf(seed: number, index: number): Dice {
  return new Dice(seed, 'device', index);
}

/** Which part of the main organisation has the device; the first draw of its dice. */
export function placeOf(dice: Dice, index: number): Organisation {
  return index < fixedDevices ? (parts[0] as Organisation) : dice.pick(deck);
}

/** How many devices of the main fleet each part has, with the parts below it. */
export function devicesOf(seed: number, fleet: number): ReadonlyMap<string, number> {
  const own = new Map<string, number>();
  for (let index = 0; index < fleet; index++) {
    const { id } = placeOf(diceOf(seed, index), index);
    own.set(id, (own.get(id) ?? 0) + 1);
  }
  const all = new Map<string, number>();
  for (const part of parts) {
    for (const { id } of pathOf(part.id)) all.set(id, (all.get(id) ?? 0) + (own.get(part.id) ?? 0));
  }
  return all;
}
