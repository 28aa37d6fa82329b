import type { Device, DeviceInternal } from '../../../../../schemas/kajeet/devices/device.js';
import { dayKind } from '../../../../../seeds/kajeet/usage/calendar.js';
import { dailyUsage } from '../../../../../seeds/kajeet/usage/model.js';
import { isOrdinaryDay, onlineCurve, quarters } from '../../../../../seeds/kajeet/usage/rhythms.js';
import { dayMs } from '../../../../lib/calculation/durations.js';
import type { LiveContext } from '../../../../store/documents/collection.js';
import { type StoredDevice, timeZoneOf } from '../../collections.js';
import { localTime } from './local-time.js';
import { presenceReader, presenceRhythm } from './presence.js';
import { usageTraits } from './usage-traits.js';

/** A device as it is in the current quarter hour: its online status is computed, the stored one is a placeholder. */
export function liveDevice(context: LiveContext, { wire, internal }: StoredDevice): Device {
  const { key } = wire;
  const rhythm = presenceRhythm({ wire, internal });
  const isOnline = presenceReader(context, timeZoneOf);
  return { ...wire, onlineStatus: isOnline({ key, rhythm, corpId: internal.corpId }) };
}

/** The counters of a device with what it has used today. */
type LiveUsage = Pick<Device, 'monthlyAmountUsed' | 'last30DaysUsed'> &
  Pick<DeviceInternal, 'dayAmountUsed'>;

/**
 * The counters of a device, which count whole days, with the usage since midnight (UTC). The documented samples keep the
 * documented amounts until the clock passes the first midnight.
 */
export function liveUsage(context: LiveContext, { wire, internal }: StoredDevice): LiveUsage {
  const { monthlyAmountUsed, last30DaysUsed } = wire;
  if (internal.isSample && !internal.usage)
    return { ...pickUsage(wire), dayAmountUsed: internal.dayAmountUsed };
  const today = usedToday(context, { wire, internal });
  const plusToday = (amount: number) => (Math.round(amount * 100) + today) / 100;
  return {
    monthlyAmountUsed: plusToday(monthlyAmountUsed),
    ...(last30DaysUsed === undefined ? {} : { last30DaysUsed: plusToday(last30DaysUsed) }),
    dayAmountUsed: today / 100,
  };
}

function pickUsage({ monthlyAmountUsed, last30DaysUsed }: Device) {
  return { monthlyAmountUsed, ...(last30DaysUsed === undefined ? {} : { last30DaysUsed }) };
}

/** Usage since midnight, in hundredths of a megabyte: the part of the day's usage that belongs to the hours that are over. */
function usedToday(context: LiveContext, device: StoredDevice): number {
  const { periodStart } = context.clock;
  const traits = usageTraits(device, context.world.seed);
  if (device.wire.status !== 'active' || traits.rhythm === 'offline') return 0;
  const day = Math.floor(periodStart / dayMs);
  const curve = onlineCurve(traits.rhythm, isOrdinaryDay(traits.rhythm, dayKind(day)));
  const { minutes } = localTime(periodStart, timeZoneOf(context, device.internal.corpId));
  const quarterNow = Math.floor(((periodStart - day * dayMs) / dayMs) * quarters);
  const localOffset = Math.floor(minutes / 15) - quarterNow + quarters;
  let [total, passed] = [0, 0];
  for (let quarter = 0; quarter < quarters; quarter++) {
    const weight = curve[(quarter + localOffset) % quarters] ?? 0;
    total += weight;
    if (quarter < quarterNow) passed += weight;
  }
  return Math.floor((dailyUsage(traits, context.world.seed)(day) * passed) / total);
}
