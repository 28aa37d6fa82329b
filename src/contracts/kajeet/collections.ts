import type { Corp, Label } from '../../../schemas/kajeet/corps.js';
import type { Device, DeviceOwn, SortKey } from '../../../schemas/kajeet/devices.js';
import type { User, UserOwn } from '../../../schemas/kajeet/users.js';
import { collection, type Stored } from '../../store/collection.js';
import { fold } from '../../store/fold.js';
import type { Summer } from './summer.js';

type Nothing = Record<string, never>;

/** Accounts and device groups, found under every corp above them. */
export const corps = collection<Corp, Nothing>('kajeet_corps', {
  key: ({ corpId }) => corpId,
  tags: { path: ({ path }) => path },
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
export type StoredUser = Stored<User, UserOwn>;

/** Free-form documents that an account or a user stores: messages, contact details, choices. */
export const preferences = collection<Record<string, unknown>, { readonly id: string }>(
  'kajeet_preferences',
  {
    key: (_, { id }) => id,
  },
);

/** The column that each sort key of the vendor's page sorts by. */
export const sortColumns: Readonly<Record<SortKey, string>> = {
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

const foldedOrNull = (text: string | null | undefined) => (text ? fold(text) : null);

export const devices = collection<Device, DeviceOwn>('kajeet_devices', {
  key: ({ key }) => key,
  columns: {
    corpId: (_, { corpId }) => corpId,
    status: ({ status }) => status,
    mediaCenterStatus: (_, { mediaCenterStatus }) => foldedOrNull(mediaCenterStatus),
    esn: (_, { esn }) => fold(esn),
    uicc: (_, { uicc }) => fold(uicc),
    deviceName: ({ deviceName }) => fold(deviceName),
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
    ...Object.values(sortColumns)
      .filter((column) => column !== 'key')
      .map((column) => ['corpId', column, 'key']),
    ['imei'],
  ],
  search: {
    /** What both the list and the totals search in. */
    core: (wire, own) => [
      wire.mdn,
      wire.key,
      own.esn,
      wire.imei,
      wire.nickname,
      own.uicc,
      own.imsi,
      own.msisdn,
    ],
    /** What only the list searches in. */
    more: (wire, own) => [own.mac ?? undefined, wire.oemSerialNumber, own.eid ?? undefined],
  },
  tags: { labelIds: (_, { labelIds }) => labelIds },
  counts: ['corpId', 'status'],
});

/** The summer suspension of each account that has one. */
export const summers = collection<Summer, Nothing>('kajeet_summers', {
  key: ({ accountId }) => accountId,
});

export const collections = [corps, labels, users, preferences, summers, devices];
