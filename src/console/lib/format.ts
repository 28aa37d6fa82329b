import { dayMs, hourMs, minuteMs, secondMs } from '../../lib/calculation/durations.js';

const dateFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A time of a sandbox as `Fri 19 Jun 2026 12:00`, in UTC. */
export function formatTime(iso: string): string {
  return `${formatDate(iso)} ${iso.slice(11, 16)}`;
}

/** A time of a sandbox as `19 Jun 2026 12:00`, in UTC, where there is little room. */
export function formatShortTime(iso: string): string {
  return formatTime(iso).replace(/^[A-Z][a-z]{2} /, '');
}

/** The day of a time as `Fri 19 Jun 2026`, in UTC. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : dateFormat.format(date).replace(',', '');
}

/** The time of day as `12:00:07`, in UTC. */
export function formatTimeOfDay(iso: string): string {
  return iso.slice(11, 19);
}

const units = [
  ['day', 'd', dayMs],
  ['hour', 'h', hourMs],
  ['minute', 'min', minuteMs],
  ['second', 's', secondMs],
] as const;

/** A span of time in its largest unit: `3 days`. */
export function formatSpan(milliseconds: number): string {
  const { count, unit } = largestUnit(milliseconds);
  return plural(count, unit);
}

/** A span of time in its largest unit, where there is little room: `3 d`. */
export function formatShortSpan(milliseconds: number): string {
  const { count, symbol } = largestUnit(milliseconds);
  return `${formatNumber(count)} ${symbol}`;
}

function largestUnit(milliseconds: number) {
  const size = Math.abs(milliseconds);
  const found = units.find(([, , each]) => size >= each) ?? (['second', 's', secondMs] as const);
  const [unit, symbol, length] = found;
  return { count: Math.floor(size / length), unit, symbol };
}

/** A number with its noun: `1 call`, `14 calls`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${formatNumber(count)} ${count === 1 ? noun : many}`;
}

/** A number with separators between thousands. */
export function formatNumber(count: number): string {
  return count.toLocaleString('en-GB');
}

/** A size as `1.4 MB`. */
export function formatBytes(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? ['GB', 1e9] : bytes >= 1e6 ? ['MB', 1e6] : ['kB', 1e3];
  return `${(bytes / Number(size)).toFixed(bytes >= 1e8 ? 0 : 1)} ${unit}`;
}

/** A duration of a request: `< 1 ms`, `37 ms`, `1.2 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return milliseconds < 1 ? '< 1 ms' : `${Math.round(milliseconds)} ms`;
}
