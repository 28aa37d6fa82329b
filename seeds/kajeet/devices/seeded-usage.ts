import { dayMs } from '../../../src/lib/calculation/durations.js';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';
import { defaultInstant } from '../../world/world.js';
import { dailyUsage, firstOfMonth, sumDays, type UsageTraits } from '../usage/model.js';
import type { Purpose } from './purpose.js';

/** The day of the default instant, counted from 1970. Usage is counted up to the midnight before it. */
const defaultDay = Math.floor(Date.parse(defaultInstant) / dayMs);
const windowDays = 30;

/** Ordinary days of a month, with what is used on the others. */
const daysPerMonth = 26;

/** Of so many devices with a limit one uses a multiple of it. */
const limitedPerExcess = 29;

/** Draws the MB that a device uses on an ordinary day. `nextLimited` counts the devices with a limit. */
export function typicalUsage(
  random: SeededRandom,
  { medianUsage }: Purpose,
  monthlyLimit: number | null,
  nextLimited: () => number,
): number {
  const level = Math.exp(spreadExponent * (random.next() + random.next() + random.next() - 1.5));
  if (monthlyLimit === null) return roundToCents(medianUsage * level);
  const isExcessive = nextLimited() % limitedPerExcess === 11;
  const share = isExcessive ? 5 + 1.5 * random.next() : Math.min(0.3 * level, 0.68);
  return roundToCents((share * monthlyLimit) / daysPerMonth);
}

/** Spreads the sum of three draws, whose standard deviation is a half, to a factor between about 1/10 and 10. */
const spreadExponent = 1.7;

/** Usage in MB up to a day, by default the default one, of a device that was suspended some days before it, or 0 for never. */
export function seededUsage(
  traits: UsageTraits,
  seed: number,
  daysSuspended: number,
  day = defaultDay,
) {
  const usageOn = dailyUsage(traits, seed);
  const end = day - daysSuspended;
  // A month has at most one day more than the window, so the days of both are looked at once.
  const [monthBegins, windowBegins] = [firstOfMonth(day), day - windowDays];
  const common = Math.max(monthBegins, windowBegins);
  const shared = sumDays(usageOn, common, end);
  return {
    month: (sumDays(usageOn, monthBegins, Math.min(common, end)) + shared) / 100,
    last30Days: (sumDays(usageOn, windowBegins, Math.min(common, end)) + shared) / 100,
    day: daysSuspended > 0 ? 0 : usageOn(day - 1) / 100,
  };
}

/** The usage of an active device when its world begins some days after the default day. */
export function shiftedUsage(traits: UsageTraits, { days, seed }: { days: number; seed: number }) {
  return seededUsage(traits, seed, 0, defaultDay + days);
}

function roundToCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
