import { dayMs, minuteMs } from '../../../../lib/calculation/durations.js';

/** A time in a time zone. */
export interface LocalTime {
  /** The date, in days since 1970. */
  readonly day: number;
  /** The minutes since midnight, by the clock on the wall. */
  readonly minutes: number;
}

/** A time zone with the latest time that was converted: all devices of a quarter hour ask for the same one. */
interface TimeZone {
  readonly format: Intl.DateTimeFormat;
  latest: { readonly instant: number; readonly time: LocalTime } | undefined;
}

const timeZones = new Map<string, TimeZone>();

/** Converts an instant, in milliseconds since 1970. An unknown time zone counts as UTC. */
export function localTime(instant: number, name: string): LocalTime {
  const timeZone = timeZones.get(name) ?? { format: createFormat(name), latest: undefined };
  timeZones.set(name, timeZone);
  if (timeZone.latest?.instant === instant) return timeZone.latest.time;
  const time = convert(instant, timeZone.format);
  timeZone.latest = { instant, time };
  return time;
}

function convert(instant: number, format: Intl.DateTimeFormat): LocalTime {
  const parts = new Map(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
  );
  const day = Math.floor(local / dayMs);
  return { day, minutes: (local - day * dayMs) / minuteMs };
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return createFormat('UTC');
  }
}
