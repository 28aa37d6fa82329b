import type { StoredGroup } from '../../schemas/esper/devices/groups.js';
import { deviceCounts } from '../world/fleet.js';
import { uuidOf } from '../world/identifiers.js';
import {
  isInMainOrganisation,
  mainOrganisation,
  organisationPath,
  organisations,
} from '../world/world.js';
import { tabletCount } from './devices/fleet.js';
import { foundedOn } from './enterprise.js';

/** The group of the vendor's sample. */
const sampleId = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

/** The device groups of the tenant: one for each part of its organisation, with the number of seeded devices. */
export function groups(seed: number, fleet: number): StoredGroup[] {
  const devices = deviceCounts(seed, tabletCount(fleet));
  return organisations
    .filter(({ id }) => isInMainOrganisation(id))
    .map(({ id, name }) => ({
      id: groupId(id),
      name,
      path: organisationPath(id)
        .map((each) => each.name)
        .join('/'),
      device_count: devices.get(id) ?? 0,
      created_on: foundedOn,
    }));
}

/** The identifier of the group that mirrors an organisation. */
export function groupId(organisation: string): string {
  return organisation === mainOrganisation ? sampleId : uuidOf(`esper group ${organisation}`);
}
