import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import type { DeviceDetails, DeviceHealth } from '../../../schemas/kajeet/device-details.js';
import type { ReadRequest } from '../../simulator/contract.js';
import { refused } from '../../simulator/problem.js';
import { fold } from '../../store/fold.js';
import type { Query } from '../../store/query.js';
import { devices } from './collections.js';
import { deviceGroup, groupsBelow } from './corps.js';
import { me } from './identity.js';
import { known, noDevicesFor, type StoredDevice } from './selection.js';

/** The devices of a group that carry an IMEI; none is no error. */
export function devicesByImei(
  request: ReadRequest<CorpParams & { imei: string }, unknown, unknown>,
) {
  const where = { corpId: deviceGroup(request), imei: request.params.imei };
  const found = request.sandbox.documents(devices).all({ where });
  return { totalCount: found.length, devices: found.map(({ wire }) => wire) };
}

/** "Health check status of eligible devices with showHealthStatus as true". */
export function deviceHealth(
  request: ReadRequest<CorpParams & { mdn: string }, unknown, unknown>,
): DeviceHealth {
  const [key = ''] = known(request, deviceGroup(request), [request.params.mdn]);
  const { wire, own } = request.sandbox.documents(devices).get(key) as StoredDevice;
  if (!own.showHealthStatus)
    throw refused(`The device ${wire.mdn} does not show its health status`, {
      rule: 'Only for devices with showHealthStatus as true',
      evidence: 'documented',
      had: `${wire.mdn} with showHealthStatus as false`,
      passes: [
        'a device of which GET /v1.0/devices/info says showHealthStatus, such as 5212671508',
      ],
    });
  const signalStrength = wire.onlineStatus ? -(61 + (Number(key) % 48)) : null;
  return {
    mdn: wire.mdn,
    ...(wire.imei === undefined ? {} : { imei: wire.imei }),
    health: rated(signalStrength),
    onlineStatus: wire.onlineStatus,
    signalStrength,
    checkedAt: request.sandbox.clock.iso(),
  };
}

/** The one device of the caller that has exactly this MDN, IMEI, ICCID or ESN. */
export function deviceInfo(
  request: ReadRequest<unknown, { searchValue: string }, unknown>,
): DeviceDetails {
  const { searchValue } = request.query;
  const text = fold(searchValue.trim());
  const corpId = groupsBelow(request.sandbox, me(request).corp.corpId);
  const stored = request.sandbox.documents(devices);
  const byMdn = stored.get(text.replaceAll('-', ''));
  if (byMdn && corpId.includes(byMdn.own.corpId)) return details(byMdn);
  const ways: Query['where'][] = [{ imei: text }, { uicc: text }, { esn: text }];
  for (const way of ways) {
    const [found] = stored.all({ where: { ...way, corpId } });
    if (found) return details(found);
  }
  throw noDevicesFor(request, [searchValue]);
}

function details({ wire, own }: StoredDevice): DeviceDetails {
  const { uicc, vpnStatus, suspendedForSummer: _, wasOnline: __, usage: ___, ...rest } = own;
  const renamed = { iccid: uicc, effectiveVpnStatus: vpnStatus };
  return { ...wire, ...rest, ...renamed, labelIds: [...own.labelIds] };
}

function rated(signalStrength: number | null): DeviceHealth['health'] {
  if (signalStrength === null) return 'offline';
  if (signalStrength > -85) return 'good';
  return signalStrength > -100 ? 'fair' : 'poor';
}
