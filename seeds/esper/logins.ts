import { dayMs, minuteMs } from '../../src/lib/calculation/durations.js';
import type { SeededRandom } from '../../src/lib/seeded-random.js';
import { defaultInstant } from '../world/world.js';

/** How often a user signs in: `left` has stopped long ago, `never` was invited lately and has not come yet. */
export type LoginHabit = 'daily' | 'weekly' | 'monthly' | 'left' | 'never';

/** The midnight before the default instant. Everything that is seeded lies before it. */
const today = Math.floor(Date.parse(defaultInstant) / dayMs) * dayMs;
/** New York is five hours behind UTC in winter. */
const noonUtcMinutes = 17 * 60;

/** The working days back from today within which the last login of a habit lies. */
const lastLoginWithin: Readonly<Record<Exclude<LoginHabit, 'never'>, readonly [number, number]>> = {
  daily: [1, 2],
  weekly: [1, 6],
  monthly: [5, 24],
  left: [180, 190],
};

/** When a user was created, changed and last signed in, in that order, in milliseconds since 1970. */
export interface UserTimes {
  readonly created: number;
  readonly updated: number;
  readonly lastLogin: number | null;
}

/** Draws the times of a user: at hours when schools and offices work, the last login as recent as the habit says. */
export function drawTimes(random: SeededRandom, habit: LoginHabit): UserTimes {
  if (habit === 'never') {
    const created = workingTime(random, workingDaysBefore(random.integer(2, 18)));
    return { created, updated: created, lastLogin: null };
  }
  // Most accounts are made when a school year begins.
  const schoolYear = random.pick([2022, 2022, 2023, 2024, 2024]);
  const created = workingTime(random, Date.UTC(schoolYear, 7, random.integer(1, 45)));
  const [nearest, farthest] = lastLoginWithin[habit];
  const lastLogin = workingTime(random, workingDaysBefore(random.integer(nearest, farthest)));
  const span = Math.floor((lastLogin - created) / dayMs);
  const changed = workingTime(random, created + random.integer(1, Math.max(span - 1, 1)) * dayMs);
  return { created, updated: Math.min(changed, lastLogin), lastLogin };
}

/** A time of a working day, most often in the morning: at or after the given day, which is a midnight in UTC or later. */
function workingTime(random: SeededRandom, time: number): number {
  let day = Math.floor(time / dayMs) * dayMs;
  while (isWeekend(day)) day += dayMs;
  const minutes =
    noonUtcMinutes - 285 + Math.floor(540 * random.next() * (0.5 + random.next() / 2));
  return day + minutes * minuteMs + 1000 * random.integer(0, 59);
}

/** The midnight that many working days before today. */
function workingDaysBefore(count: number): number {
  let day = today;
  for (let left = count; left > 0; ) {
    day -= dayMs;
    if (!isWeekend(day)) left--;
  }
  return day;
}

function isWeekend(day: number): boolean {
  return [0, 6].includes(new Date(day).getUTCDay());
}
