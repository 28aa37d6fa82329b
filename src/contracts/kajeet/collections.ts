import { type Static, Type } from '@sinclair/typebox';
import { readonlyArray } from '../../../schemas/annotations.js';
import { VpnSettings } from '../../../schemas/kajeet/account/vpn-settings.js';
import { Corp, Label } from '../../../schemas/kajeet/corps.js';
import { type Device, DeviceInternal, WireDevice } from '../../../schemas/kajeet/devices/device.js';
import type { SortKey } from '../../../schemas/kajeet/devices/list.js';
import { SmartSpotSettings } from '../../../schemas/kajeet/devices/smartspot.js';
import {
  ContactInformation,
  CreditCardInformation,
  Message,
  NotificationModel,
} from '../../../schemas/kajeet/manage-profile.js';
import { User, UserInternal } from '../../../schemas/kajeet/users.js';
import type { LiveContext } from '../../store/documents/collection.js';
import { collection, type StoredDocument } from '../../store/documents/collection.js';
import { foldCase } from '../../store/query/case-fold.js';
import { maxInstant } from '../../store/time/clock.js';
import { accountCollections } from './account-collections.js';
import { onlineStatusField, presenceRhythm } from './devices/live/presence.js';
import { shiftDevice } from './devices/live/shift-device.js';

const Nothing = Type.Object({}, { additionalProperties: false });
type NoInternalFields = Record<string, never>;

/** Accounts and device groups, indexed by their own id and the ids of all their ancestors. */
export const corps = collection<Corp, NoInternalFields>('kajeet_corps', {
  key: ({ corpId }) => corpId,
  columns: { parentCorpId: ({ parentCorpId }) => parentCorpId },
  multiValueIndexes: { path: ({ path }) => path },
  schema: { wire: Corp, internal: Nothing },
});

/** The time zone of a device group; UTC for an unknown one. */
export function timeZoneOf(context: LiveContext, corpId: string): string {
  return context.documents(corps).get(corpId)?.wire.timeZone ?? 'UTC';
}

export const labels = collection<Label, NoInternalFields>('kajeet_labels', {
  key: ({ id }) => String(id),
  columns: { corpId: ({ corpId }) => corpId },
  schema: { wire: Label, internal: Nothing },
});

export const users = collection<User, UserInternal>('kajeet_users', {
  key: ({ username }) => username,
  columns: {
    corpId: (_, { corpId }) => corpId,
    persona: (_, { persona }) => persona ?? null,
    email: ({ email }) => foldCase(email),
  },
  schema: { wire: User, internal: UserInternal },
});

/** A user with its internal fields. */
export type StoredUser = StoredDocument<User, UserInternal>;

/** The internal part of a preference: its id ends with its name, after its owner, or begins with its kind. */
const preferenceId = (pattern: string) => Type.Object({ id: Type.String({ pattern }) });

/** Free-form documents of an account, a user or a SmartSpot, such as messages, contact details and settings. */
export const preferences = collection<Record<string, unknown>, { readonly id: string }>(
  'kajeet_preferences',
  {
    key: (_, { id }) => id,
    schema: [
      { wire: Message, internal: preferenceId(' (deviceStatus|lostStolen)Message$') },
      { wire: ContactInformation, internal: preferenceId(' contactInformation$') },
      { wire: NotificationModel, internal: preferenceId(' emailNotification$') },
      { wire: CreditCardInformation, internal: preferenceId(' card$') },
      { wire: VpnSettings, internal: preferenceId(' vpnSettings$') },
      {
        wire: Type.Partial(SmartSpotSettings, { additionalProperties: true }),
        internal: preferenceId('^smartspot '),
      },
    ],
  },
);

/** The column of each sort key that the vendor documents. */
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

const foldOrNull = (text: string | null | undefined) => (text ? foldCase(text) : null);

/** A device with its internal fields. */
export type StoredDevice = StoredDocument<Device, DeviceInternal>;

/** The columns of the usage counters. */
const usageColumns = {
  monthlyAmountUsed: ({ monthlyAmountUsed }: Device) => monthlyAmountUsed,
  dayAmountUsed: (_: Device, { dayAmountUsed }: DeviceInternal) => dayAmountUsed,
  last30DaysUsed: ({ last30DaysUsed }: Device) => last30DaysUsed ?? null,
};

export const devices = collection<Device, DeviceInternal>('kajeet_devices', {
  key: ({ key }) => key,
  columns: {
    corpId: (_, { corpId }) => corpId,
    status: ({ status }) => status,
    mediaCenterStatus: (_, { mediaCenterStatus }) => foldOrNull(mediaCenterStatus),
    esn: (_, { esn }) => foldCase(esn),
    uicc: (_, { uicc }) => foldCase(uicc),
    deviceName: ({ deviceName }) => foldCase(deviceName),
    monthlyLimit: (_, { monthlyLimit }) => monthlyLimit,
    ...usageColumns,
    dailyLimit: (_, { dailyLimit }) => dailyLimit,
    filterGroup: ({ filterGroup }) => foldOrNull(filterGroup),
    imei: ({ imei }) => imei ?? null,
    presence: (wire, internal) => presenceRhythm({ wire, internal }),
  },
  live: onlineStatusField(timeZoneOf),
  shifted: {
    columns: usageColumns,
    shift: shiftDevice,
  },
  indexes: [
    ['corpId', 'key'],
    ...Object.values(columnBySortKey)
      .filter((column) => column !== 'key')
      .map((column) => ['corpId', column, 'key']),
    ['imei'],
  ],
  search: {
    /** Fields that the list and the totals search. */
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
    /** Fields that only the list searches. */
    more: (wire, internal) => [
      internal.mac ?? undefined,
      wire.oemSerialNumber,
      internal.eid ?? undefined,
    ],
  },
  multiValueIndexes: { labelIds: (_, { labelIds }) => labelIds },
  counters: ['corpId', 'status'],
  schema: { wire: WireDevice, internal: DeviceInternal },
});

const instant = Type.Integer({ minimum: -maxInstant, maximum: maxInstant });

/**
 * The summer suspension of an account: from the start of its first day to the end of its last day, in the account's time
 * zone. Times are milliseconds since 1970.
 */
const SuspensionPeriod = Type.Object({
  accountId: Type.String({ minLength: 1 }),
  begins: instant,
  ends: instant,
  exemptImeis: readonlyArray(Type.String()),
});
export type SuspensionPeriod = Static<typeof SuspensionPeriod>;

/** The summer suspensions, at most one per account. */
export const summerSuspensions = collection<SuspensionPeriod, NoInternalFields>('kajeet_summers', {
  key: ({ accountId }) => accountId,
  schema: { wire: SuspensionPeriod, internal: Nothing },
});

export const collections = [
  corps,
  labels,
  users,
  preferences,
  summerSuspensions,
  ...accountCollections,
  devices,
];
