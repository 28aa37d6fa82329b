import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';
import { dayMs } from '../../../lib/calculation/durations.js';

type Schedule = Pick<StoredRequest, 'schedule' | 'schedule_args'>;
type ScheduleArgs = StoredRequest['schedule_args'];

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** When a new request is sent: at once, or at its start, while its window is open, and else when it opens; undefined after its end. */
export function firstTime({ schedule, schedule_args: args }: Schedule, now: number) {
  const { first = now, end } = limitsOf(args);
  const begin = Math.max(now, first);
  if (begin > end) return undefined;
  const isAllDay = schedule === 'WINDOW' && args.window_start_time === undefined;
  const isOpen = isAllDay ? isOnDay(args, begin) : isInWindow(args, begin);
  return isOpen ? begin : nextOpening(args, begin, isAllDay ? 0 : first);
}

/** When a recurring request that was sent at an instant is sent again: at most once a day; undefined after its end. */
export function nextTime(
  { schedule_args: args, created_on }: Pick<StoredRequest, 'schedule_args' | 'created_on'>,
  sentAt: number,
): number | undefined {
  return nextOpening(args, sentAt + 1000, limitsOf(args).first ?? Date.parse(created_on));
}

/** The first time from an instant on at which a window opens, which without one is at the time of day of another instant. */
function nextOpening(args: ScheduleArgs, from: number, timeOfDay: number): number | undefined {
  const { first = from, end } = limitsOf(args);
  const start = Math.max(from, first);
  const opensAt = args.window_start_time ? clockMs(args.window_start_time) : timeOfDay % dayMs;
  const firstDay = startOfDay(start);
  for (let day = 0; day <= 7; day++) {
    const at = firstDay + day * dayMs + opensAt;
    if (at >= start && isOnDay(args, at)) return at <= end ? at : undefined;
  }
  return undefined;
}

/** Whether an instant is in the window of its day, or in that of the day before if it goes on after midnight. */
function isInWindow(args: ScheduleArgs, instant: number): boolean {
  const { window_start_time, window_end_time } = args;
  if (window_start_time === undefined || window_end_time === undefined) return false;
  const opensAt = clockMs(window_start_time);
  const length = (clockMs(window_end_time) - opensAt + dayMs) % dayMs;
  return [0, -dayMs].some((shift) => {
    const opened = startOfDay(instant) + shift + opensAt;
    return opened <= instant && instant < opened + length && isOnDay(args, opened);
  });
}

function limitsOf({ start_datetime, end_datetime }: ScheduleArgs) {
  return {
    first: start_datetime ? Date.parse(start_datetime) : undefined,
    end: end_datetime ? Date.parse(end_datetime) : Number.POSITIVE_INFINITY,
  };
}

function isOnDay({ days = [] }: ScheduleArgs, instant: number): boolean {
  return days.length === 0 || days.some((day) => weekday(day) === new Date(instant).getUTCDay());
}

/** The number of a day of the week, Sunday being 0; -1 for a text that does not begin like the name of one. */
export function weekday(text: string): number {
  return dayNames.indexOf(text.toLowerCase().slice(0, 3));
}

function startOfDay(instant: number): number {
  return instant - (instant % dayMs);
}

function clockMs(text: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
