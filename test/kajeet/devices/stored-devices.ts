import type { SortKey } from '../../../schemas/kajeet/devices/list.js';
import { devices } from '../../../src/contracts/kajeet/collections.js';
import type { startInjected } from '../../support/app.js';

type TestServer = Awaited<ReturnType<typeof startInjected>>;

/** Every stored device: the expectations are computed from these. */
export function stored({ app }: TestServer, corp = /^NORTHSTAR/) {
  const all = app.sandboxes.open('default')?.documents(devices).all({}) ?? [];
  return all.filter(({ internal }) => corp.test(internal.corpId));
}

export type Stored = ReturnType<typeof stored>[number];

const readings: Record<SortKey, (device: Stored) => string | number | null | undefined> = {
  MDN: ({ wire }) => wire.key,
  STATUS: ({ wire }) => wire.status,
  MEDIA_CENTER_STATUS: ({ internal }) => internal.mediaCenterStatus,
  ESNHEX: ({ internal }) => internal.esn,
  UICC: ({ internal }) => internal.uicc,
  DEVICE_NAME: ({ wire }) => wire.deviceName,
  MONTHLY_LIMIT: ({ internal }) => internal.monthlyLimit,
  MONTHLY_AMOUNT_USED: ({ wire }) => wire.monthlyAmountUsed,
  DAY_AMOUNT_USED: ({ internal }) => internal.dayAmountUsed,
  LAST_30_DAYS_USED: ({ wire }) => wire.last30DaysUsed,
  DAILY_LIMIT: ({ internal }) => internal.dailyLimit,
  FILTER_GROUP: ({ wire }) => wire.filterGroup,
};

/** Compares text case-insensitively, nulls last, ties by MDN in the same direction. */
export function sorted(all: Stored[], sort: SortKey, direction: 'ASC' | 'DESC'): string[] {
  const sign = direction === 'ASC' ? 1 : -1;
  const value = (device: Stored) => {
    const found = readings[sort](device) ?? null;
    return typeof found === 'string' ? found.toLowerCase() : found;
  };
  const compare = (one: Stored, other: Stored) => {
    const [a, b] = [value(one), value(other)];
    if (a === b) return (one.wire.key < other.wire.key ? -1 : 1) * sign;
    if (a === null || b === null) return a === null ? 1 : -1;
    return (a < b ? -1 : 1) * sign;
  };
  return [...all].sort(compare).map(({ wire }) => wire.key);
}
