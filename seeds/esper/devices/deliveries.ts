import { dayMs, minuteMs } from '../../../src/lib/calculation/durations.js';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';

/** When the district got tablets, and how many: most before a school year. The last delivery has all others. */
const deliveries: readonly (readonly [string, number])[] = [
  ['2023-08-14', 120],
  ['2024-01-08', 55],
  ['2024-08-12', 145],
  ['2025-01-13', 40],
  ['2025-08-11', Number.POSITIVE_INFINITY],
];
/** How many tablets are set up on a working day, and how many days that takes at most. */
const perDay = 14;
const mostDays = 24;
/** Between 9 and 15 o'clock in New York. */
const firstMinute = 14 * 60;
const minutes = 330;

/** When a tablet was set up, by its number from 0: in the order of the numbers, day by day, on working days. */
export function setUpTime(random: SeededRandom, index: number): number {
  let position = index;
  for (const [date, count] of deliveries) {
    if (position < count) {
      const day = workingDayAfter(
        Date.parse(date),
        Math.min(Math.floor(position / perDay), mostDays),
      );
      const minute =
        firstMinute + Math.floor((minutes * ((position % perDay) + random.next())) / perDay);
      return day + minute * minuteMs;
    }
    position -= count;
  }
  throw new Error(`no delivery has the tablet ${index}`);
}

/** The midnight that many working days after a Monday. */
function workingDayAfter(monday: number, count: number): number {
  return monday + (Math.floor(count / 5) * 7 + (count % 5)) * dayMs;
}
