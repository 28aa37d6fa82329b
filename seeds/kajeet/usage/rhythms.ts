import type { DeviceRhythm } from '../../../schemas/kajeet/devices/device.js';
import { type DayKind, isWeekend } from './calendar.js';

/** Who works with a device decides which days are ordinary ones. */
type Calendar = 'school' | 'business' | 'daily';

/** A share of the devices for some hours of the day: from the hour of the key to the hour of the next one. */
type HourlyShares = Readonly<Record<number, number>>;

interface Rhythm {
  readonly calendar: Calendar;
  /** The share of the devices that is online on an ordinary day and on a day off, by local hour. */
  readonly online: HourlyShares;
  readonly onlineOnDayOff: HourlyShares;
  /** Usage relative to an ordinary day, from Monday. */
  readonly week: readonly number[];
  /** Usage on holidays and in vacations, relative to an ordinary day. */
  readonly usageOnDayOff: number;
}

const workweek = [1, 1.06, 1.04, 1.02, 0.88, 0.16, 0.12];

const rhythms: Readonly<Record<DeviceRhythm, Rhythm>> = {
  always: constant(1),
  site: {
    calendar: 'daily',
    online: { 0: 0.95 },
    onlineOnDayOff: { 0: 0.94 },
    week: [1, 1.04, 1.03, 1.02, 0.98, 0.72, 0.66],
    usageOnDayOff: 0.7,
  },
  office: {
    calendar: 'business',
    online: {
      0: 0.12,
      6: 0.2,
      7: 0.55,
      8: 0.88,
      9: 0.94,
      12: 0.9,
      13: 0.94,
      16: 0.82,
      17: 0.5,
      18: 0.25,
      20: 0.14,
    },
    onlineOnDayOff: { 0: 0.1, 9: 0.18, 17: 0.1 },
    week: workweek,
    usageOnDayOff: 0.1,
  },
  classroom: {
    calendar: 'school',
    online: { 0: 0.05, 7: 0.35, 8: 0.86, 9: 0.93, 14: 0.86, 15: 0.5, 16: 0.2, 18: 0.06 },
    onlineOnDayOff: { 0: 0.04 },
    week: workweek,
    usageOnDayOff: 0.06,
  },
  home: {
    calendar: 'school',
    online: {
      0: 0.2,
      1: 0.12,
      6: 0.34,
      8: 0.22,
      14: 0.34,
      15: 0.6,
      16: 0.72,
      18: 0.8,
      21: 0.66,
      22: 0.45,
      23: 0.3,
    },
    onlineOnDayOff: { 0: 0.2, 1: 0.12, 9: 0.35, 11: 0.5, 20: 0.44, 23: 0.28 },
    week: [1, 1.02, 1.04, 1, 0.86, 0.42, 0.55],
    usageOnDayOff: 0.5,
  },
  bus: {
    calendar: 'school',
    online: {
      0: 0.04,
      5: 0.3,
      6: 0.88,
      7: 0.94,
      8: 0.8,
      9: 0.34,
      10: 0.16,
      13: 0.4,
      14: 0.86,
      15: 0.94,
      16: 0.7,
      17: 0.3,
      18: 0.1,
      20: 0.04,
    },
    onlineOnDayOff: { 0: 0.03, 9: 0.08, 16: 0.03 },
    week: [1, 1.03, 1.02, 1.03, 1.05, 0.07, 0.03],
    usageOnDayOff: 0.04,
  },
  transit: {
    calendar: 'daily',
    online: { 0: 0.34, 1: 0.12, 4: 0.35, 5: 0.72, 6: 0.93, 20: 0.8, 22: 0.6, 23: 0.45 },
    onlineOnDayOff: { 0: 0.3, 1: 0.1, 6: 0.5, 8: 0.72, 20: 0.55, 22: 0.4 },
    week: [1, 1.02, 1.02, 1.03, 1.1, 0.74, 0.58],
    usageOnDayOff: 0.6,
  },
  freight: {
    calendar: 'business',
    online: { 0: 0.45, 4: 0.6, 6: 0.9, 18: 0.74, 21: 0.55 },
    onlineOnDayOff: { 0: 0.3, 7: 0.42, 18: 0.3 },
    week: [1, 1.02, 1.04, 1.03, 0.95, 0.45, 0.35],
    usageOnDayOff: 0.35,
  },
  seldom: {
    calendar: 'business',
    online: { 0: 0.02, 8: 0.1, 17: 0.03 },
    onlineOnDayOff: { 0: 0.02 },
    week: workweek,
    usageOnDayOff: 0.1,
  },
  offline: constant(0),
};

/** The quarter hours of a day. */
export const quarters = 96;
const quartersPerHour = 4;

/** Whether a rhythm follows its ordinary day. */
export function isOrdinaryDay(rhythm: DeviceRhythm, kind: DayKind): boolean {
  const { calendar } = rhythms[rhythm];
  if (calendar === 'daily') return !kind.isHoliday && !isWeekend(kind);
  return !kind.isHoliday && !isWeekend(kind) && !(calendar === 'school' && kind.isVacation);
}

/** Returns the usage of a day relative to an ordinary day. */
export function dayFactors(rhythm: DeviceRhythm): (kind: DayKind) => number {
  const { calendar, week, usageOnDayOff } = rhythms[rhythm];
  return (kind) => {
    const factor = week[kind.weekday] ?? 1;
    const isOff = kind.isHoliday || (calendar === 'school' && kind.isVacation);
    return isOff ? Math.min(factor, usageOnDayOff) : factor;
  };
}

const curves = new Map<string, readonly number[]>();

/** The share of the devices of a rhythm that is online in each quarter hour of the local day. */
export function onlineCurve(rhythm: DeviceRhythm, isOrdinary: boolean): readonly number[] {
  const name = `${rhythm} ${isOrdinary}`;
  const known = curves.get(name);
  if (known) return known;
  const { online, onlineOnDayOff } = rhythms[rhythm];
  const curve = interpolate(isOrdinary ? online : onlineOnDayOff);
  curves.set(name, curve);
  return curve;
}

/** Spreads the steps between hours over the hour before them, so that devices come and go within an hour. */
function interpolate(shares: HourlyShares): readonly number[] {
  const hourly: number[] = [];
  for (let hour = 0; hour < 24; hour++) hourly.push(shares[hour] ?? hourly.at(-1) ?? 0);
  return Array.from({ length: quarters }, (_, quarter) => {
    const hour = Math.floor(quarter / quartersPerHour);
    const [share = 0, next = 0] = [hourly[hour], hourly[(hour + 1) % 24]];
    return share + ((next - share) * (quarter % quartersPerHour)) / quartersPerHour;
  });
}

function constant(share: number): Rhythm {
  const always = { 0: share };
  const week = Array<number>(7).fill(share);
  return {
    calendar: 'daily',
    online: always,
    onlineOnDayOff: always,
    week,
    usageOnDayOff: share,
  };
}
