const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A time in a time zone. */
export interface LocalTime {
  /** The date, in days since 1970. */
  readonly day: number;
  /** The minutes since midnight, by the clock on the wall. */
  readonly minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Converts an instant, in milliseconds since 1970. An unknown time zone counts as UTC. */
export function localTime(instant: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatFor(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
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

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = createFormat(timeZone);
  formats.set(timeZone, format);
  return format;
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
