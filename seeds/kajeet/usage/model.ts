import type { DeviceRhythm } from '../../../schemas/kajeet/devices/device.js';
import { dayMs } from '../../../src/lib/calculation/durations.js';
import { SeededRandom } from '../../../src/lib/seeded-random.js';
import { dayKind } from './calendar.js';
import { dayFactors } from './rhythms.js';

/** What the usage of a device follows from. */
export interface UsageTraits {
  readonly key: string;
  readonly rhythm: DeviceRhythm;
  /** MB on an ordinary day. */
  readonly typicalUsage: number;
  /** MB in a month; null for no limit. */
  readonly monthlyLimit: number | null;
}

/** Days over which the usage of a device drifts from one level to the next. */
const driftDays = 28;
/** Days of a possible burst, and how often there is one. */
const burst = { days: 5, share: 0.05 };
/** Blocks of draws that no day of the next millennia uses; a thousand times their numbers are still small integers of V8. */
const streams = { drift: 1_000_000, burst: 1_500_000 };
/** The speed to which a carrier throttles a device that has used up its month. */
const throttled = 0.1;

/**
 * Returns the usage of a device by day, counted from 1970, in hundredths of a megabyte. It depends only on the seed, the
 * traits and the day: weekday and holidays, a slow drift, bursts of some days, and chance. A device that has used up its month
 * is slowed down for the rest of it.
 */
export function dailyUsage(
  { key, rhythm, typicalUsage, monthlyLimit }: UsageTraits,
  seed: number,
): (day: number) => number {
  const random = new SeededRandom(seed, `usage of ${key}`);
  const level = (knot: number) => 0.75 + random.seek(streams.drift + knot).next() / 2;
  const exhaustedAfter = exhaustingDay(typicalUsage, monthlyLimit);
  const dayFactor = dayFactors(rhythm);
  // Days are asked for in their order, so that the draws for several days are made once.
  let knot = Number.NaN;
  let levels: readonly [number, number] = [1, 1];
  let burstBlock = Number.NaN;
  let burstFactor = 1;
  return (day) => {
    const kind = dayKind(day);
    const dayKnot = Math.floor(day / driftDays);
    if (dayKnot !== knot) {
      knot = dayKnot;
      levels = [level(knot), level(knot + 1)];
    }
    const drift = levels[0] + (levels[1] - levels[0]) * (day / driftDays - knot);
    const dayBurst = Math.floor(day / burst.days);
    if (dayBurst !== burstBlock) {
      burstBlock = dayBurst;
      const isBurst = random.seek(streams.burst + burstBlock).next() < burst.share;
      burstFactor = isBurst ? 1.6 + 1.4 * random.next() : 1;
    }
    const chance = 0.7 + 0.6 * random.seek(day).next();
    const speed = kind.dayOfMonth > exhaustedAfter ? throttled : 1;
    const factor = dayFactor(kind) * drift * burstFactor * chance * speed;
    return Math.round(100 * typicalUsage * factor);
  };
}

/** Adds up the usage of the days from `from` to `to` (exclusive). */
export function sumDays(usageOn: (day: number) => number, from: number, to: number): number {
  let total = 0;
  for (let day = from; day < to; day++) total += usageOn(day);
  return total;
}

/** The day of the month after which a device has used up its limit: a little more than it, because usage is billed late. */
function exhaustingDay(typicalUsage: number, monthlyLimit: number | null): number {
  if (monthlyLimit === null) return Number.POSITIVE_INFINITY;
  return Math.ceil((1.25 * monthlyLimit) / (0.7 * typicalUsage));
}

/** The first day of the month that a day is in, both counted from 1970. */
export function firstOfMonth(day: number): number {
  const date = new Date(day * dayMs);
  return Math.floor(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / dayMs);
}
