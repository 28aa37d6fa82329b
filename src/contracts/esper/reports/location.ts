import { ref } from '../../../../schemas/annotations.js';
import type { StoredDevice } from '../../../../schemas/esper/devices/device.js';
import type { StoredGroup } from '../../../../schemas/esper/devices/groups.js';
import {
  type DeviceLocation,
  DeviceLocationPage,
  DeviceLocationsQuery,
  ReportParams,
} from '../../../../schemas/esper/devices/reports.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { defaultPlace, type Place, placeOf } from '../../../../seeds/esper/index.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { devicesByName } from '../devices/devices.js';
import { allGroups, withGroupsAbove } from '../devices/group-tree.js';
import { lastSeen } from '../devices/last-seen.js';
import { numberOf } from '../devices/present.js';
import { devicesInGroups } from '../devices/reach.js';
import { operationList } from '../evidence.js';
import { linksFor } from '../links.js';
import { arrayPage } from '../paging.js';
import { enterprises } from '../tenant/lookup.js';

/** Where devices are. */
export const locationReport: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1/enterprise/:enterprise_id/report/location/',
    config: { access: anyScope, evidence: operationList, effect: 'read' },
    schema: {
      operationId: 'getLocationReport',
      summary: 'List where devices are',
      description:
        'In the order of the names of the devices. A device is at the place of its group; one that was wiped is nowhere.',
      params: ReportParams,
      querystring: DeviceLocationsQuery,
      response: { 200: ref(DeviceLocationPage) },
    },
    handler(request) {
      enterprises.require(request);
      const { sandbox } = request;
      const links = linksFor(request);
      const groups = allGroups(sandbox);
      const located = devicesByName(sandbox, devicesInGroups(request)).filter(
        ({ is_active }) => is_active,
      );
      return arrayPage(
        request,
        located,
        (device): DeviceLocation => ({
          device: links.object(enterpriseId, 'device', device.id),
          ...locationOf(groups, device),
          last_updated_on: lastSeen(sandbox, device),
        }),
      );
    },
  }),
];

/** Metres of a degree of latitude. */
const degreeMetres = 111_320;

/** Where a device is: somewhere at the place of its group, which its identifier decides. */
export function locationOf(
  groups: readonly StoredGroup[],
  { id, group }: Pick<StoredDevice, 'id' | 'group'>,
): { readonly latitude: string; readonly longitude: string } {
  const { latitude, longitude, radius } = placeOfGroup(groups, group);
  const number = numberOf(id);
  // The square root spreads devices evenly over the circle.
  const distance = (radius * Math.sqrt(number % 4096)) / 64 / degreeMetres;
  const angle = ((number >> 12) / 4096) * 2 * Math.PI;
  const shrink = Math.cos((latitude * Math.PI) / 180);
  return {
    latitude: (latitude + distance * Math.sin(angle)).toFixed(5),
    longitude: (longitude + (distance * Math.cos(angle)) / shrink).toFixed(5),
  };
}

/** The place of a group, or of the nearest group above it that has one. */
function placeOfGroup(groups: readonly StoredGroup[], id: string): Place {
  for (const group of withGroupsAbove(groups, id)) {
    const place = placeOf(group.id);
    if (place) return place;
  }
  return defaultPlace;
}
