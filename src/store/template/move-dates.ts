import { dayMs } from '../../lib/calculation/durations.js';

const isoTime = /\d{4}-\d\d-\d\d(?=[Tt]\d\d:\d\d)/g;

/**
 * Moves the dates of all ISO 8601 times in a text by whole days, except one date and those before `from`. Other values stay as they
 * are.
 */
export function moveDates(text: unknown, days: unknown, except: unknown, from: unknown): unknown {
  if (typeof text !== 'string') return text;
  return text.replace(isoTime, (date) =>
    date === except || date < String(from) ? date : movedDate(date, Number(days)),
  );
}

const moved = new Map<string, string>();

function movedDate(date: string, days: number): string {
  const name = `${date} ${days}`;
  const known = moved.get(name);
  if (known) return known;
  const result = new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
  if (moved.size > 5000) moved.clear();
  moved.set(name, result);
  return result;
}
