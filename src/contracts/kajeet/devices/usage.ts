import type { Device, DeviceOwn, UsageBase } from '../../../../schemas/kajeet/devices/devices.js';
import { SeededRandom } from '../../../lib/seeded-random.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices } from '../collections.js';
import type { StoredDevice } from './selection.js';

/**
 * Usage counters grow as days go by: Understudy's choice, where the vendor says what they are and not how they come about.
 * What a device uses on a day depends on the seed, the device and the day and on nothing else, and the counters are sums of
 * it, so that thirty days at once are the same as thirty times one. All amounts are whole hundredths of a megabyte.
 */
export function accrueUsage(sandbox: Sandbox, from: number, to: number): void {
  const { seed } = sandbox.world;
  const monthBegins = firstOfMonth(to);
  const counters = ['monthlyAmountUsed', 'dayAmountUsed', 'last30DaysUsed'];
  sandbox
    .documents(devices)
    .updateAll(counters, (device) => accruedUsage(device, seed, { from, to, monthBegins }));
}

const dayMs = 86_400_000;
const window = 30;

/** How much of its usual use a device has on each day of the week, from Thursday, which 1970 began with. */
const weekdayFactors = [1.05, 1, 0.35, 0.3, 1.1, 1.1, 1.05];

/** The days that go by, and the first of the month in which they end. */
interface Days {
  readonly from: number;
  readonly to: number;
  readonly monthBegins: number;
}

/** The counters of a device as they are after some days. */
function accruedUsage(
  device: StoredDevice,
  seed: number,
  { from, to, monthBegins }: Days,
): StoredDocument<Partial<Device>, Partial<DeviceOwn>> {
  const { wire, internal } = device;
  const isActive = wire.status === 'active';
  // A clock that went back undoes nothing: the days that come again are counted on top.
  const goesOn = internal.usage?.isActive === isActive && internal.usage.until <= from;
  const base = internal.usage && goesOn ? internal.usage : usageBaseline(device, from, isActive);
  const use = isActive ? dailyUsage(device, seed) : () => 0;
  const month =
    (base.day >= monthBegins ? base.month : 0) + sum(use, Math.max(base.day, monthBegins), to);
  const passed = Math.min(to - base.day, window);
  const older = Math.floor((base.last30Days * (window - passed)) / window);
  const last30Days = Math.max(older + sum(use, Math.max(base.day, to - window), to), month);
  return {
    wire: {
      monthlyAmountUsed: month / 100,
      ...(wire.last30DaysUsed === undefined ? {} : { last30DaysUsed: last30Days / 100 }),
    },
    internal: { dayAmountUsed: use(to - 1) / 100, usage: { ...base, until: to } },
  };
}

/** Where a device stands when it begins to use, or ceases to. */
function usageBaseline(
  { wire, internal }: StoredDevice,
  day: number,
  isActive: boolean,
): UsageBase {
  const month = Math.round(wire.monthlyAmountUsed * 100);
  const last30Days = Math.round((wire.last30DaysUsed ?? internal.usage?.last30Days ?? 0) * 100);
  return { day, month, last30Days: Math.max(last30Days, month), isActive, until: day };
}

/** What a device uses on a day. */
function dailyUsage({ wire, internal }: StoredDevice, seed: number): (day: number) => number {
  const dice = new SeededRandom(seed, `usage of ${wire.key}`);
  const typical = typicalOf(dice, internal.monthlyLimit);
  return (day) => {
    const rhythm = weekdayFactors[((day % 7) + 7) % 7] ?? 1;
    const jitter = 0.5 + dice.seek(day).next();
    return Math.round(typical * rhythm * jitter);
  };
}

function typicalOf(dice: SeededRandom, monthlyLimit: number | null): number {
  const usual =
    monthlyLimit === null ? dice.integer(40, 900) : (monthlyLimit / 30) * (0.2 + dice.next());
  return usual * 100;
}

function sum(use: (day: number) => number, from: number, to: number): number {
  let total = 0;
  for (let day = from; day < to; day++) total += use(day);
  return total;
}

/** The first day of the month that a day is in. */
function firstOfMonth(day: number): number {
  const date = new Date(day * dayMs);
  return Math.floor(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / dayMs);
}
