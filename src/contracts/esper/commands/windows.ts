import type { StoredRequest } from '../../../../schemas/esper/commands/requests.js';

type Schedule = Pick<StoredRequest, 'schedule' | 'schedule_args'>;
type ScheduleArgs = StoredRequest['schedule_args'];

const dayMs = 86_400_000;
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** When a new request is sent: at once while its window is open, and else when it opens; undefined after its end. */
export function firstTime({ schedule, schedule_args: args }: Schedule, now: number) {
  const isOpen = schedule === 'WINDOW' && args.window_start_time === undefined;
  return isWithin(args, now) && (isOpen || isInWindow(args, now)) ? now : nextTime(args, now);
}

/** The first time from an instant on at which a window opens; undefined after the end. Windows repeat every day. */
export function nextTime(args: ScheduleArgs, from: number): number | undefined {
  const { first = from, end } = limitsOf(args);
  const start = Math.max(from, first);
  // Without a window the time of day is that of the start.
  const timeOfDay = args.window_start_time ? clockMs(args.window_start_time) : first % dayMs;
  const firstDay = startOfDay(start);
  for (let day = 0; day <= 7; day++) {
    const at = firstDay + day * dayMs + timeOfDay;
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

/** Whether an instant is between the start and the end of a schedule. */
function isWithin(args: ScheduleArgs, instant: number): boolean {
  const { first = instant, end } = limitsOf(args);
  return first <= instant && instant <= end;
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
