import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { DeviceDetails, DeviceHealth } from '../../../../schemas/kajeet/devices/details.js';
import { SeededRandom } from '../../../lib/seeded-random.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { forbidden } from '../../../simulator/contract/problem.js';
import type { LiveContext } from '../../../store/documents/collection.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Query } from '../../../store/query/query.js';
import { devices, type StoredDevice } from '../collections.js';
import { requireGroupIds, visibleGroupIds } from '../corp-tree.js';
import { liveDevice, liveUsage } from './live/live-device.js';
import { noDevicesFoundFor, resolveMdns } from './lookup.js';

/** Lists the devices of a group that carry an IMEI. An empty list is a success here. */
export function listDevicesByImei(
  request: ValidatedRequest<CorpParams & { imei: string }, unknown, unknown>,
) {
  const where = { corpId: requireGroupIds(request), imei: request.params.imei };
  const found = request.sandbox.documents(devices).all({ where });
  const live = found.map((device) => liveDevice(request.sandbox, device));
  return { totalCount: found.length, devices: live };
}

/** "Health check status of eligible devices with showHealthStatus as true"; throws a 403 problem for other devices. */
export function getDeviceHealth(
  request: ValidatedRequest<CorpParams & { mdn: string }, unknown, unknown>,
): DeviceHealth {
  const [key = ''] = resolveMdns(request, requireGroupIds(request), [request.params.mdn]);
  const { sandbox } = request;
  const { wire, internal } = sandbox.documents(devices).get(key) as StoredDevice;
  if (!internal.showHealthStatus)
    throw forbidden(`The device ${wire.mdn} does not show its health status`, {
      rule: 'Only for devices with showHealthStatus as true',
      evidence: 'documented',
      actual: `${wire.mdn} has showHealthStatus false`,
      remedies: [
        'a device for which GET /v1.0/devices/info returns showHealthStatus true, such as 5212671508',
      ],
    });
  const { onlineStatus } = liveDevice(sandbox, { wire, internal });
  const { periodStart } = sandbox.clock;
  const signalStrength = onlineStatus ? signalAt(key, periodStart, sandbox.world.seed) : null;
  return {
    mdn: wire.mdn,
    ...(wire.imei === undefined ? {} : { imei: wire.imei }),
    health: healthRating(signalStrength),
    onlineStatus,
    signalStrength,
    // Everything here is as of the quarter hour, so that the response can be cached until the next one.
    checkedAt: new Date(periodStart).toISOString(),
  };
}

/** Returns the caller's device with exactly this MDN, IMEI, ICCID or ESN. Throws a 404 problem when there is none. */
export function getDeviceInfo(
  request: ValidatedRequest<unknown, { searchValue: string }, unknown>,
): DeviceDetails {
  const { searchValue } = request.query;
  const text = foldCase(searchValue.trim());
  const corpId = visibleGroupIds(request);
  const stored = request.sandbox.documents(devices);
  const byMdn = stored.get(text.replaceAll('-', ''));
  if (byMdn && corpId.includes(byMdn.internal.corpId)) return toDetails(request.sandbox, byMdn);
  const conditions: Query['where'][] = [{ imei: text }, { uicc: text }, { esn: text }];
  for (const condition of conditions) {
    const [found] = stored.all({ where: { ...condition, corpId } });
    if (found) return toDetails(request.sandbox, found);
  }
  throw noDevicesFoundFor(request, [searchValue]);
}

/** The details of a device as of the quarter hour, without the fields that only Understudy uses. */
function toDetails(context: LiveContext, device: StoredDevice): DeviceDetails {
  const { internal } = device;
  const { uicc, vpnStatus, ...rest } = internal;
  const { suspendedForSummer, wasOnline, usage, rhythm, typicalUsage, isSample, ...shown } = rest;
  const renamed = { iccid: uicc, effectiveVpnStatus: vpnStatus };
  return {
    ...liveDevice(context, device),
    ...shown,
    ...renamed,
    ...liveUsage(context, device),
    labelIds: [...internal.labelIds],
  };
}

/** The signal in dBm: a level of the device, which varies a little from one quarter hour to the next. */
function signalAt(key: string, periodStart: number, seed: number): number {
  const random = new SeededRandom(seed, `signal of ${key}`);
  const level = random.integer(62, 103);
  return -(level + random.seek(periodStart / 60_000).integer(-4, 4));
}

function healthRating(signalStrength: number | null): DeviceHealth['health'] {
  if (signalStrength === null) return 'offline';
  if (signalStrength > -85) return 'good';
  return signalStrength > -100 ? 'fair' : 'poor';
}
