import { dayMs } from '../../../src/lib/calculation/durations.js';
/** What kind of day it is for schools and for offices in the United States. */
export interface DayKind {
  /** 0 is Monday, 6 is Sunday. */
  readonly weekday: number;
  readonly isHoliday: boolean;
  /** A recess or the summer, when pupils are away. */
  readonly isVacation: boolean;
  /** The day of the month, from 1. */
  readonly dayOfMonth: number;
}

const [january, february, april, may, june, july, august, september, october, november, december] =
  [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const [monday, thursday, friday, saturday] = [0, 3, 4, 5];

/** The number of days that are remembered; a step of the clock looks at about sixty. */
const maxKnownDays = 2000;
const knownDays = new Map<number, DayKind>();

/** Describes a day, which is counted from 1970. */
export function dayKind(day: number): DayKind {
  const known = knownDays.get(day);
  if (known) return known;
  if (knownDays.size >= maxKnownDays) knownDays.clear();
  const date = new Date(day * dayMs);
  const [month, dayOfMonth] = [date.getUTCMonth(), date.getUTCDate()];
  const weekday = (date.getUTCDay() + 6) % 7;
  const kind = {
    weekday,
    dayOfMonth,
    isHoliday: isHoliday(month, dayOfMonth, weekday),
    isVacation: isVacation(month, dayOfMonth, weekday),
  };
  knownDays.set(day, kind);
  return kind;
}

export function isWeekend({ weekday }: DayKind): boolean {
  return weekday >= saturday;
}

/** Federal holidays, and the day after Thanksgiving. */
function isHoliday(month: number, day: number, weekday: number): boolean {
  const isNth = (n: number) => Math.ceil(day / 7) === n;
  switch (month) {
    case january:
      return day === 1 || (weekday === monday && isNth(3));
    case february:
      return weekday === monday && isNth(3);
    case may:
      return weekday === monday && day > 24;
    case june:
      return day === 19;
    case july:
      return day === 4;
    case september:
      return weekday === monday && isNth(1);
    case october:
      return weekday === monday && isNth(2);
    case november:
      return day === 11 || isThanksgiving(day, weekday);
    case december:
      return day === 25;
    default:
      return false;
  }
}

/** The fourth Thursday of November and the Friday after it. */
function isThanksgiving(day: number, weekday: number): boolean {
  const thursdayOfWeek = weekday === friday ? day - 1 : day;
  return (weekday === thursday || weekday === friday) && thursdayOfWeek > 21 && thursdayOfWeek < 29;
}

/** The recesses of schools: around New Year, the week of Presidents' Day, a week in April, and from late June to Labor Day. */
function isVacation(month: number, day: number, weekday: number): boolean {
  const mondayOfWeek = day - weekday;
  switch (month) {
    case january:
      return day <= 2;
    case february:
      return mondayOfWeek >= 15 && mondayOfWeek <= 21;
    case april:
      return mondayOfWeek >= 4 && mondayOfWeek <= 10;
    case june:
      return day > 26;
    case july:
    case august:
      return true;
    case september:
      return mondayOfWeek < 1 || (weekday === monday && day <= 7);
    case december:
      return day >= 24;
    default:
      return false;
  }
}
