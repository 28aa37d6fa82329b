import type {
  Device,
  DeviceInternal,
  UsageBaseline,
} from '../../../../schemas/kajeet/devices/device.js';
import { dailyUsage, firstOfMonth, sumDays } from '../../../../seeds/kajeet/usage/model.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { LongWork } from '../../../store/documents/long-work.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { devices, type StoredDevice } from '../collections.js';
import { usageTraits } from './live/usage-traits.js';

/**
 * The work of adding the usage of the days from `from` to `to` (exclusive, in days since 1970) to the counters of all devices. How usage
 * grows is Understudy's choice. The usage of a day depends only on the seed, the device and the day, and counters are sums
 * of it, so that one step of thirty days equals thirty steps of one day. Amounts are whole hundredths of a megabyte.
 */
export function accrueUsage(sandbox: Sandbox, from: number, to: number): LongWork {
  const { seed } = sandbox.world;
  const monthBegins = firstOfMonth(to);
  const columns = ['monthlyAmountUsed', 'dayAmountUsed', 'last30DaysUsed', 'presence'];
  return sandbox
    .documents(devices)
    .updateAll(columns, (device) => accruedUsage(device, seed, { from, to, monthBegins }));
}

const windowDays = 30;

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
  const traits = usageTraits(device, seed);
  const isActive = wire.status === 'active' && traits.rhythm !== 'offline';
  const description = `${traits.rhythm} ${traits.typicalUsage} ${traits.monthlyLimit}`;
  const { usage } = internal;
  // Moving the clock back reverts nothing: days that are repeated are added again.
  const isContinuous =
    usage?.isActive === isActive && usage.traits === description && usage.until <= from;
  const base = isContinuous
    ? usage
    : { ...usageBaseline(device, from), isActive, traits: description };
  const usageOn = isActive ? dailyUsage(traits, seed) : () => 0;
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

/** The counters of a device at the start of a period in which it is used in the same way. */
function usageBaseline(
  { wire, internal }: StoredDevice,
  day: number,
): Omit<UsageBaseline, 'isActive' | 'traits'> {
  const month = Math.round(wire.monthlyAmountUsed * 100);
  const last30Days = Math.round((wire.last30DaysUsed ?? internal.usage?.last30Days ?? 0) * 100);
  return { day, month, last30Days: Math.max(last30Days, month), until: day };
}
