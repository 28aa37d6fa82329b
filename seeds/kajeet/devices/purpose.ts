import type { DeviceRhythm } from '../../../schemas/kajeet/devices/device.js';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import { permute } from '../../world/identifiers.js';
import type { GeneratedName } from '../../world/names.js';
import type { Model, Plan } from './hardware.js';

/** What the names of a device are made from. */
interface NamingContext {
  readonly random: SeededRandom;
  /** Counts the devices of the same purpose in the same organisation, from 0. */
  readonly ordinal: number;
  /** The person that the device was issued to: another one for each device. */
  readonly person: () => GeneratedName;
  /** A family for each device, as long as there are enough names. */
  readonly family: () => Pick<GeneratedName, 'lastName' | 'round'>;
}

/** The texts of a device. */
export interface Naming {
  readonly nickname: string;
  /** Who or what holds the device. */
  readonly holder?: string;
  readonly description?: string;
  readonly note?: string;
}

/** What an organisation uses devices for. Everything about a device fits its purpose. */
export interface Purpose {
  /** How often it is chosen, relative to the others of the organisation. */
  readonly share: number;
  readonly rhythm: DeviceRhythm;
  readonly models: readonly Model[];
  readonly plans: readonly Plan[];
  readonly filterGroups: readonly string[];
  /** MB on an ordinary day without a limit: the median, which individual devices leave by far. */
  readonly medianUsage: number;
  /** Ids of labels; one of each list is chosen. */
  readonly labels?: readonly (readonly number[])[];
  /** How a media centre lends it: devices of a pool come back and go out again, those of households stay with them. */
  readonly lending?: 'pool' | 'household';
  readonly runsInSummer?: true;
  /** What its asset tag begins with. */
  readonly assetTag?: string;
  readonly name: (context: NamingContext) => Naming;
}

/** A number that is added where all names have been used before, so that no two devices have the same. */
export const again = (round: number) => (round === 0 ? '' : ` ${round + 1}`);
export const padded = (number: number, length: number) => String(number).padStart(length, '0');
export const fullName = ({ firstName, lastName }: GeneratedName) => `${firstName} ${lastName}`;
/** The `ordinal`th number of a series that has gaps, as units are sold and lost: about every `gap`th number, without repetition. */
export const withGaps = (first: number, gap: number, ordinal: number) =>
  first + gap * ordinal + (permute(ordinal, [50, 100]) % gap);

/** When a device was handed out: on a working day at the beginning of the school year. */
export function issued(random: SeededRandom): string {
  const month = random.pick([8, 9]);
  const day = random.integer(4, 26);
  const weekday = new Date(Date.UTC(2025, month - 1, day)).getUTCDay();
  // A Saturday becomes the Thursday before it, a Sunday the Tuesday after it.
  const working = weekday === 6 ? day - 2 : weekday === 0 ? day + 2 : day;
  return `Issued ${padded(month, 2)}/${padded(working, 2)}/2025`;
}

/** A list with every item as often as its share says, so that a uniform pick is weighted. */
export function repeat<Item extends { readonly share: number }>(items: readonly Item[]): Item[] {
  return items.flatMap((item) => Array<Item>(item.share).fill(item));
}
