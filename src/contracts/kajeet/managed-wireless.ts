import { ref } from '../../../schemas/annotations.js';
import type { CorpParams } from '../../../schemas/kajeet/corps.js';
import { MdnParams } from '../../../schemas/kajeet/devices/device.js';
import { ManagedWirelessDevice } from '../../../schemas/kajeet/managed-wireless.js';
import { anyScope, withConditions } from '../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  type ValidatedRequest,
} from '../../simulator/contract/operation.js';
import { foldCase } from '../../store/query/case-fold.js';
import { corps, devices, type StoredDevice } from './collections.js';
import { requireGroupIds, withinOwnTree } from './corp-tree.js';
import { liveDevice } from './devices/live/live-device.js';
import { resolveMdns } from './devices/lookup.js';
import { observed } from './evidence.js';

/** Managed wireless operations, which no vendor page documents. */
export const managedWireless: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/managedwireless/devices/:corpId/:mdn',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: observed, effect: 'read' },
    schema: {
      operationId: 'getManagedWirelessDevice',
      summary: 'Managed-wireless details of one device',
      description:
        'Managed-wireless details of one device. Each device group has a group for routers and one for other devices in the network manager.',
      params: MdnParams,
      response: { 200: ref(ManagedWirelessDevice) },
    },
    handler: readManagedDevice,
  }),
];

/** The details of a device, with its group in the network manager. */
function readManagedDevice(
  request: ValidatedRequest<CorpParams & { mdn: string }, unknown, unknown>,
) {
  const { sandbox, params } = request;
  const [key = ''] = resolveMdns(request, requireGroupIds(request), [params.mdn]);
  const device = sandbox.documents(devices).get(key) as StoredDevice;
  const { internal } = device;
  const wire = liveDevice(sandbox, device);
  const groups = sandbox.documents(corps).keys({});
  const isRouter = /cradlepoint|sierra|smartbus/.test(foldCase(wire.deviceName));
  return {
    mdn: wire.mdn,
    ...(wire.imei === undefined ? {} : { imei: wire.imei }),
    deviceName: wire.deviceName,
    status: wire.status,
    onlineStatus: wire.onlineStatus,
    ncmGroup: {
      id: 1000 + 2 * groups.indexOf(internal.corpId) + Number(!isRouter),
      name: `${wire.corpDescription} ${isRouter ? 'Routers' : 'Devices'}`,
    },
  };
}
