import type { Corp, Label } from '../../../schemas/kajeet/corps.js';
import type { Device, DeviceOwn, SortKey } from '../../../schemas/kajeet/devices/devices.js';
import type { User, UserOwn } from '../../../schemas/kajeet/users.js';
import { collection, type StoredDocument } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';

type Nothing = Record<string, never>;

/** Accounts and device groups, found under every corp above them. */
export const corps = collection<Corp, Nothing>('kajeet_corps', {
  key: ({ corpId }) => corpId,
  multiValueIndexes: { path: ({ path }) => path },
});

export const labels = collection<Label, Nothing>('kajeet_labels', {
  key: ({ id }) => String(id),
  columns: { corpId: ({ corpId }) => corpId },
});

export const users = collection<User, UserOwn>('kajeet_users', {
  key: ({ username }) => username,
  columns: { corpId: (_, { corpId }) => corpId, persona: (_, { persona }) => persona ?? null },
});

/** A user with what no answer shows. */
export type StoredUser = StoredDocument<User, UserOwn>;

/** Free-form documents that an account or a user stores: messages, contact details, choices. */
export const preferences = collection<Record<string, unknown>, { readonly id: string }>(
  'kajeet_preferences',
  {
    key: (_, { id }) => id,
  },
);

/** The column that each sort key of the vendor's page sorts by. */
export const columnBySortKey: Readonly<Record<SortKey, string>> = {
  MDN: 'key',
  STATUS: 'status',
  MEDIA_CENTER_STATUS: 'mediaCenterStatus',
  ESNHEX: 'esn',
  UICC: 'uicc',
  DEVICE_NAME: 'deviceName',
  MONTHLY_LIMIT: 'monthlyLimit',
  MONTHLY_AMOUNT_USED: 'monthlyAmountUsed',
  DAY_AMOUNT_USED: 'dayAmountUsed',
  LAST_30_DAYS_USED: 'last30DaysUsed',
  DAILY_LIMIT: 'dailyLimit',
  FILTER_GROUP: 'filterGroup',
};

const foldedOrNull = (text: string | null | undefined) => (text ? foldCase(text) : null);

export const devices = collection<Device, DeviceOwn>('kajeet_devices', {
  key: ({ key }) => key,
  columns: {
    corpId: (_, { corpId }) => corpId,
    status: ({ status }) => status,
    mediaCenterStatus: (_, { mediaCenterStatus }) => foldedOrNull(mediaCenterStatus),
    esn: (_, { esn }) => foldCase(esn),
    uicc: (_, { uicc }) => foldCase(uicc),
    deviceName: ({ deviceName }) => foldCase(deviceName),
    monthlyLimit: (_, { monthlyLimit }) => monthlyLimit,
    monthlyAmountUsed: ({ monthlyAmountUsed }) => monthlyAmountUsed,
    dayAmountUsed: (_, { dayAmountUsed }) => dayAmountUsed,
    last30DaysUsed: ({ last30DaysUsed }) => last30DaysUsed ?? null,
    dailyLimit: (_, { dailyLimit }) => dailyLimit,
    filterGroup: ({ filterGroup }) => foldedOrNull(filterGroup),
    imei: ({ imei }) => imei ?? null,
  },
  indexes: [
    ['corpId', 'key'],
    ...Object.values(columnBySortKey)
      .filter((column) => column !== 'key')
      .map((column) => ['corpId', column, 'key']),
    ['imei'],
  ],
  search: {
    /** What both the list and the totals search in. */
    core: (wire, internal) => [
      wire.mdn,
      wire.key,
      internal.esn,
      wire.imei,
      wire.nickname,
      internal.uicc,
      internal.imsi,
      internal.msisdn,
    ],
    /** What only the list searches in. */
    more: (wire, internal) => [
      internal.mac ?? undefined,
      wire.oemSerialNumber,
      internal.eid ?? undefined,
    ],
  },
  multiValueIndexes: { labelIds: (_, { labelIds }) => labelIds },
  counters: ['corpId', 'status'],
});

/** The summer of an account: from the start of its first day to the end of its last, in the account's time zone. */
export interface SuspensionPeriod {
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly begins: number;
  readonly ends: number;
  readonly exemptImeis: readonly string[];
}

/** The summer suspension of each account that has one. */
export const summerSuspensions = collection<SuspensionPeriod, Nothing>('kajeet_summers', {
  key: ({ accountId }) => accountId,
});

export const collections = [corps, labels, users, preferences, summerSuspensions, devices];
