import type {
  Device,
  DeviceInternal,
  UsageBaseline,
} from '../../../../schemas/kajeet/devices/device.js';
import { SeededRandom } from '../../../lib/seeded-random.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { LongWork } from '../../../store/documents/long-work.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices, type StoredDevice } from '../collections.js';

/**
 * The work of adding the usage of the days from `from` to `to` (exclusive, in days since 1970) to the counters of all devices. How usage
 * grows is Understudy's choice. The usage of a day depends only on the seed, the device and the day, and counters are sums
 * of it, so that one step of thirty days equals thirty steps of one day. Amounts are whole hundredths of a megabyte.
 */
export function accrueUsage(sandbox: Sandbox, from: number, to: number): LongWork {
  const { seed } = sandbox.world;
  const monthBegins = firstOfMonth(to);
  const counters = ['monthlyAmountUsed', 'dayAmountUsed', 'last30DaysUsed'];
  return sandbox
    .documents(devices)
    .updateAll(counters, (device) => accruedUsage(device, seed, { from, to, monthBegins }));
}

const dayMs = 86_400_000;
const windowDays = 30;

/** Share of its typical usage that a device uses on each weekday, from Thursday, the first day of 1970. */
const weekdayFactors = [1.05, 1, 0.35, 0.3, 1.1, 1.1, 1.05];

/** Days since 1970: a period and the first day of the month in which it ends. */
interface Days {
  readonly from: number;
  readonly to: number;
  readonly monthBegins: number;
}

/** Returns the counters of a device after the given days. */
function accruedUsage(
  device: StoredDevice,
  seed: number,
  { from, to, monthBegins }: Days,
): StoredDocument<Partial<Device>, Partial<DeviceInternal>> {
  const { wire, internal } = device;
  const isActive = wire.status === 'active';
  // Moving the clock back reverts nothing: days that are repeated are added again.
  const isContinuous = internal.usage?.isActive === isActive && internal.usage.until <= from;
  const base =
    internal.usage && isContinuous ? internal.usage : usageBaseline(device, from, isActive);
  const usageOn = isActive ? dailyUsage(device, seed) : () => 0;
  const month =
    (base.day >= monthBegins ? base.month : 0) +
    sumDays(usageOn, Math.max(base.day, monthBegins), to);
  const passed = Math.min(to - base.day, windowDays);
  const older = Math.floor((base.last30Days * (windowDays - passed)) / windowDays);
  const last30Days = Math.max(
    older + sumDays(usageOn, Math.max(base.day, to - windowDays), to),
    month,
  );
  return {
    wire: {
      monthlyAmountUsed: month / 100,
      ...(wire.last30DaysUsed === undefined ? {} : { last30DaysUsed: last30Days / 100 }),
    },
    internal: { dayAmountUsed: usageOn(to - 1) / 100, usage: { ...base, until: to } },
  };
}

/** The counters of a device at the start of a period in which it is active or not. */
function usageBaseline(
  { wire, internal }: StoredDevice,
  day: number,
  isActive: boolean,
): UsageBaseline {
  const month = Math.round(wire.monthlyAmountUsed * 100);
  const last30Days = Math.round((wire.last30DaysUsed ?? internal.usage?.last30Days ?? 0) * 100);
  return { day, month, last30Days: Math.max(last30Days, month), isActive, until: day };
}

/** Returns the usage of a device by day, in hundredths of a megabyte. */
function dailyUsage({ wire, internal }: StoredDevice, seed: number): (day: number) => number {
  const random = new SeededRandom(seed, `usage of ${wire.key}`);
  const typical = typicalUsage(random, internal.monthlyLimit);
  return (day) => {
    const weekdayFactor = weekdayFactors[((day % 7) + 7) % 7] ?? 1;
    const jitter = 0.5 + random.seek(day).next();
    return Math.round(typical * weekdayFactor * jitter);
  };
}

/** The usage of a typical day, in hundredths of a megabyte. */
function typicalUsage(random: SeededRandom, monthlyLimit: number | null): number {
  const megabytes =
    monthlyLimit === null ? random.integer(40, 900) : (monthlyLimit / 30) * (0.2 + random.next());
  return megabytes * 100;
}

function sumDays(usageOn: (day: number) => number, from: number, to: number): number {
  let total = 0;
  for (let day = from; day < to; day++) total += usageOn(day);
  return total;
}

/** The first day of the month that a day is in. */
function firstOfMonth(day: number): number {
  const date = new Date(day * dayMs);
  return Math.floor(Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / dayMs);
}
