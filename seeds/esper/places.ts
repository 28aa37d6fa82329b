import { exampleGeofence, type StoredGeofence } from '../../schemas/esper/devices/geofences.js';
import { uuidOf } from '../world/identifiers.js';
import { mainOrganisation } from '../world/world.js';
import { groupId } from './groups.js';

/** Where the devices of a group are. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  /** How far from the middle the devices are at most, in metres. */
  readonly radius: number;
}

const districtOffice: Place = { latitude: 43.1547, longitude: -77.6158, radius: 120 };

/** The places of the district's groups, by the identifier of the group. */
const places: Readonly<Record<string, Place>> = {
  [groupId(mainOrganisation)]: districtOffice,
  [groupId('NORTHSTAR-HIGH')]: { latitude: 43.1426, longitude: -77.5961, radius: 250 },
  [groupId('NORTHSTAR-ELEM')]: { latitude: 43.1701, longitude: -77.5682, radius: 200 },
  [groupId('NORTHSTAR-BUS')]: { latitude: 43.1489, longitude: -77.6433, radius: 6000 },
};

/** The place of a group; undefined for one that the district has not seeded. */
export function placeOf(group: string): Place | undefined {
  return places[group];
}

/** Where devices are whose group has no place. */
export const defaultPlace = districtOffice;

/** The geofences of the district: one around each school, and the area of the buses. */
export function geofences(): StoredGeofence[] {
  return [
    geofence('NORTHSTAR-HIGH', {
      id: exampleGeofence,
      name: 'High school campus',
      description: 'Tablets of the high school beep outside',
      radius: 400,
      radius_unit: 'METERS',
      device_actions: ['BEEP'],
    }),
    geofence('NORTHSTAR-ELEM', {
      id: uuidOf('esper geofence NORTHSTAR-ELEM'),
      name: 'Elementary school grounds',
      description: 'Tablets of the elementary school are locked outside',
      radius: 350,
      radius_unit: 'METERS',
      device_actions: ['LOCK_DOWN', 'BEEP'],
    }),
    geofence('NORTHSTAR-BUS', {
      id: uuidOf('esper geofence NORTHSTAR-BUS'),
      name: 'Bus service area',
      description: 'Where the buses drive',
      radius: 10,
      radius_unit: 'KILOMETERS',
      device_actions: [],
    }),
  ];
}

type Own = Pick<
  StoredGeofence,
  'id' | 'name' | 'description' | 'radius' | 'radius_unit' | 'device_actions'
>;

function geofence(organisation: string, own: Own): StoredGeofence {
  const group = groupId(organisation);
  const { latitude, longitude } = placeOf(group) ?? defaultPlace;
  return {
    ...own,
    latitude: String(latitude),
    longitude: String(longitude),
    created_by: 'dana.whitfield',
    created_on: '2024-09-03T12:15:00Z',
    updated_on: '2025-09-02T12:40:00Z',
    devices: [],
    groups: [group],
  };
}
