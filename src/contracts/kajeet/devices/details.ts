import type { CorpParams } from '../../../../schemas/kajeet/corps.js';
import type { DeviceDetails, DeviceHealth } from '../../../../schemas/kajeet/devices/details.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import { forbidden } from '../../../simulator/contract/problem.js';
import { foldCase } from '../../../store/query/case-fold.js';
import type { Query } from '../../../store/query/query.js';
import { devices, type StoredDevice } from '../collections.js';
import { descendantGroupIds, requireGroupIds } from '../corps.js';
import { kajeetCaller } from '../identity.js';
import { noDevicesFoundFor, resolveMdns } from './lookup.js';

/** Lists the devices of a group that carry an IMEI. An empty list is a success here. */
export function listDevicesByImei(
  request: ValidatedRequest<CorpParams & { imei: string }, unknown, unknown>,
) {
  const where = { corpId: requireGroupIds(request), imei: request.params.imei };
  const found = request.sandbox.documents(devices).all({ where });
  return { totalCount: found.length, devices: found.map(({ wire }) => wire) };
}

/** "Health check status of eligible devices with showHealthStatus as true"; throws a 403 problem for other devices. */
export function getDeviceHealth(
  request: ValidatedRequest<CorpParams & { mdn: string }, unknown, unknown>,
): DeviceHealth {
  const [key = ''] = resolveMdns(request, requireGroupIds(request), [request.params.mdn]);
  const { wire, internal } = request.sandbox.documents(devices).get(key) as StoredDevice;
  if (!internal.showHealthStatus)
    throw forbidden(`The device ${wire.mdn} does not show its health status`, {
      rule: 'Only for devices with showHealthStatus as true',
      evidence: 'documented',
      actual: `${wire.mdn} has showHealthStatus false`,
      remedies: [
        'a device for which GET /v1.0/devices/info returns showHealthStatus true, such as 5212671508',
      ],
    });
  const signalStrength = wire.onlineStatus ? -(61 + (Number(key) % 48)) : null;
  return {
    mdn: wire.mdn,
    ...(wire.imei === undefined ? {} : { imei: wire.imei }),
    health: healthRating(signalStrength),
    onlineStatus: wire.onlineStatus,
    signalStrength,
    checkedAt: request.sandbox.clock.iso(),
  };
}

/** Returns the caller's device with exactly this MDN, IMEI, ICCID or ESN. Throws a 404 problem when there is none. */
export function getDeviceInfo(
  request: ValidatedRequest<unknown, { searchValue: string }, unknown>,
): DeviceDetails {
  const { searchValue } = request.query;
  const text = foldCase(searchValue.trim());
  const corpId = descendantGroupIds(request.sandbox, kajeetCaller(request).corp.corpId);
  const stored = request.sandbox.documents(devices);
  const byMdn = stored.get(text.replaceAll('-', ''));
  if (byMdn && corpId.includes(byMdn.internal.corpId)) return toDetails(byMdn);
  const conditions: Query['where'][] = [{ imei: text }, { uicc: text }, { esn: text }];
  for (const condition of conditions) {
    const [found] = stored.all({ where: { ...condition, corpId } });
    if (found) return toDetails(found);
  }
  throw noDevicesFoundFor(request, [searchValue]);
}

/** The details of a device: its stored fields besides those that only Understudy uses. */
function toDetails({ wire, internal }: StoredDevice): DeviceDetails {
  const { uicc, vpnStatus, ...rest } = internal;
  const { suspendedForSummer, wasOnline, usage, rhythm, typicalUsage, isSample, ...shown } = rest;
  const renamed = { iccid: uicc, effectiveVpnStatus: vpnStatus };
  return { ...wire, ...shown, ...renamed, labelIds: [...internal.labelIds] };
}

function healthRating(signalStrength: number | null): DeviceHealth['health'] {
  if (signalStrength === null) return 'offline';
  if (signalStrength > -85) return 'good';
  return signalStrength > -100 ? 'fair' : 'poor';
}
