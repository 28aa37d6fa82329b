import { formatMdn } from '../../../../seeds/world/identifiers.js';
import { passesLuhn } from '../../../../seeds/world/luhn.js';
import { type DocumentError, documentRules } from '../../../simulator/data/rules.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { corps, devices, labels, preferences, type StoredDevice } from '../collections.js';
import { checkDigitMessage, imeiPattern } from '../devices/imei.js';
import { liveDevice } from '../devices/live/live-device.js';
import { deviceUsageByDay } from '../devices/live/usage-by-day.js';
import { settingsId } from '../devices/smartspot.js';
import { allowedStatuses, withStatus } from '../devices/statuses.js';
import { generateDevice } from './generated-devices.js';

/** What holds for devices, whoever writes them. */
export const deviceRules = documentRules({
  collection: devices,
  description: 'Devices of device groups, with their limits, usage, labels and identifiers',
  columns: [
    ...['key', 'nickname', 'corpId', 'deviceName', 'status', 'onlineStatus'],
    ...['network', 'monthlyAmountUsed', 'monthlyLimit', 'labelIds'],
  ],
  nameFields: ['nickname'],
  keyField: '/wire/key',
  toKey: (text) => text.replaceAll('-', ''),
  unique: { imei: '/wire/imei' },
  references: [
    { at: '/internal/corpId', to: corps, copies: ['/wire/description'] },
    { at: '/internal/labelIds/*', to: labels },
  ],
  derived: ['/wire/mdn', '/wire/corpDescription'],
  derive(device, { sandbox, before }) {
    const { wire, internal } = withConsistentUsage(withOnlineStatus(device, before), before);
    const corp = sandbox.documents(corps).get(internal.corpId)?.wire;
    return {
      wire: {
        ...wire,
        mdn: formatMdn(wire.key),
        corpDescription: corp?.description ?? wire.corpDescription,
      },
      internal,
    };
  },
  check: (device, { sandbox }) => [
    ...imeiErrors(device),
    ...statusErrors(sandbox, device),
    ...labelErrors(sandbox, device),
  ],
  generate: generateDevice,
  present: ({ wire, internal }, sandbox) => ({
    wire: liveDevice(sandbox, { wire, internal }),
    internal,
  }),
  usageByDay: (device, sandbox, days) => deviceUsageByDay(sandbox, device, days),
  afterWrite(sandbox, before, after) {
    // A device that is added later with the same number starts without settings.
    if (before && !after) sandbox.documents(preferences).delete(settingsId(before.wire.key));
  },
});

/**
 * A device that changes its status gets what the vendor's own write gives it. Whether a device is online follows from its rhythm:
 * one that is set online or offline stays so.
 */
function withOnlineStatus(device: StoredDevice, before: StoredDevice | undefined): StoredDevice {
  const { wire, internal } = device;
  if (!before) return device;
  const isSwitched =
    before.wire.onlineStatus !== wire.onlineStatus && before.internal.rhythm === internal.rhythm;
  const rhythm = wire.onlineStatus ? ('always' as const) : ('offline' as const);
  const switched = isSwitched ? { ...internal, rhythm } : internal;
  if (before.wire.status === wire.status) return { wire, internal: switched };
  const { suspendedForSummer: _, ...rest } = switched;
  const changed = { wire: { ...wire, status: before.wire.status }, internal: rest };
  return withStatus(changed, wire.status.toUpperCase() as Parameters<typeof withStatus>[1]);
}

/** The month contains the day, and the 30 days contain the month. Growth starts from usage that was changed here. */
function withConsistentUsage(device: StoredDevice, before: StoredDevice | undefined): StoredDevice {
  const { wire, internal } = device;
  const isChanged =
    before !== undefined &&
    (before.wire.monthlyAmountUsed !== wire.monthlyAmountUsed ||
      before.wire.last30DaysUsed !== wire.last30DaysUsed ||
      before.internal.dayAmountUsed !== internal.dayAmountUsed);
  if (before && !isChanged) return device;
  const month = Math.max(wire.monthlyAmountUsed, internal.dayAmountUsed);
  const { last30DaysUsed } = wire;
  const { usage: _, ...rest } = internal;
  return {
    wire: {
      ...wire,
      monthlyAmountUsed: month,
      ...(last30DaysUsed !== undefined && { last30DaysUsed: Math.max(last30DaysUsed, month) }),
    },
    internal: isChanged ? rest : internal,
  };
}

function imeiErrors({ wire: { imei } }: StoredDevice): DocumentError[] {
  if (imei === undefined) return [];
  const at = '/wire/imei';
  if (!imeiPattern.test(imei)) return [{ at, message: 'must be 15 digits' }];
  return passesLuhn(imei) ? [] : [{ at, message: checkDigitMessage(imei) }];
}

/** A status that the account of the device does not have. */
function statusErrors(sandbox: Sandbox, { wire, internal }: StoredDevice): DocumentError[] {
  const corp = sandbox.documents(corps).get(internal.corpId)?.wire;
  if (!corp) return [];
  const allowed = allowedStatuses(corp).map(({ code }) => code.toLowerCase());
  if (allowed.includes(wire.status)) return [];
  const message = `must be one of ${allowed.join(', ')} for the account ${corp.path[0]}`;
  return [{ at: '/wire/status', message }];
}

/** Labels of another account than that of the device. */
function labelErrors(sandbox: Sandbox, { internal }: StoredDevice): DocumentError[] {
  const path = sandbox.documents(corps).get(internal.corpId)?.wire.path ?? [];
  return internal.labelIds.flatMap((id, index) => {
    const label = sandbox.documents(labels).get(String(id))?.wire;
    if (!label || path.includes(label.corpId)) return [];
    const message = `must be a label of the account ${path[0]}; ${id} is one of ${label.corpId}`;
    return [{ at: `/internal/labelIds/${index}`, message }];
  });
}
