import {
  Geofence,
  GeofenceCreate,
  GeofencePage,
  GeofenceParams,
  GeofenceReplace,
  GeofencesQuery,
  GeofenceUpdate,
  type StoredGeofence,
} from '../../../../schemas/esper/devices/geofences.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import {
  type Operation,
  pickDeclared,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { containsText } from '../../../store/query/case-fold.js';
import { geofences as collection, devices, geofenceSequence } from '../collections.js';
import { reachableGroups, reachableSubtrees } from '../devices/reach.js';
import { manageSpec } from '../evidence.js';
import { callingUser } from '../identity.js';
import { arrayPage } from '../paging.js';
import { resource } from '../resource.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { unknownIds } from '../unknown-ids.js';

const geofence = resource({
  collection,
  url: '/v0/enterprise/:enterprise_id/geofence/',
  id: 'geofence_id',
  noun: 'geofence',
  params: GeofenceParams,
  model: Geofence,
  evidence: manageSpec,
  key: ({ geofence_id }) => geofence_id.toLowerCase(),
  present: (request, { wire }) => presentGeofence(request, wire),
  validate: validateGeofence,
});

/** Circles that devices should stay in. */
export const geofenceOperations: readonly Operation[] = [
  geofence.list({
    operationId: 'getAllGeofences',
    summary: 'List Geofences in Enterprise',
    description: 'In the order of their names.',
    querystring: GeofencesQuery,
    page: GeofencePage,
    handler(request) {
      const { search = '' } = request.query as GeofencesQuery;
      const found = request.sandbox
        .documents(collection)
        .all({}, { column: 'name', descending: false })
        .map(({ wire }) => wire)
        .filter(({ name, description }) =>
          [name, description].some((each) => containsText(each, search)),
        );
      return arrayPage(request, found, (wire) => presentGeofence(request, wire));
    },
  }),
  geofence.create({
    operationId: 'createGeofence',
    summary: 'Create a geofence',
    description:
      'The Swagger file has no field for devices; `devices` is from a later document, which requires it.',
    body: GeofenceCreate,
    create({ sandbox, body, caller }) {
      const now = currentTimestamp(sandbox);
      return {
        id: uuidOf(`esper created geofence ${sandbox.sequences.next(geofenceSequence)}`),
        ...replacedFields(body),
        created_by: callingUser({ caller }).username,
        created_on: now,
        updated_on: now,
        devices: (body.devices ?? []).map((id) => id.toLowerCase()),
        groups: [],
      };
    },
  }),
  geofence.read({ operationId: 'getGeofence', summary: 'Get geofence information' }),
  geofence.update({
    method: 'PUT',
    operationId: 'updateGeofence',
    summary: 'Update geofence information',
    description: 'Fields that are left out go back to their defaults; the devices stay.',
    body: GeofenceReplace,
    update: ({ sandbox, body }, before) => ({
      ...before,
      ...replacedFields(body),
      updated_on: currentTimestamp(sandbox),
    }),
  }),
  geofence.update({
    method: 'PATCH',
    operationId: 'partialUpdateGeofence',
    summary: 'Partially updates geofence information',
    body: GeofenceUpdate,
    update: ({ sandbox, body }, before) => ({
      ...before,
      ...pickDeclared(GeofenceUpdate, body),
      updated_on: currentTimestamp(sandbox),
    }),
  }),
  geofence.delete({ operationId: 'deleteGeofence', summary: 'Delete a geofence' }),
];

function presentGeofence(request: PresentRequest, stored: StoredGeofence): Geofence {
  const { devices: _, groups: __, ...fields } = stored;
  return { ...fields, enterprise: enterpriseId, device_count: countDevices(request, stored) };
}

/** Counts the devices of a geofence that the caller sees: those that it names, and those of its groups and of the groups below them. */
function countDevices(request: PresentRequest, { devices: named, groups }: StoredGeofence): number {
  const { sandbox } = request;
  const visible = reachableGroups(request);
  const groupId = reachableSubtrees(request, groups);
  const stored = sandbox.documents(devices);
  const others = named.filter((id) => {
    const device = stored.get(id)?.wire;
    const isVisible = device !== undefined && (visible?.has(device.group) ?? true);
    return isVisible && !groupId.includes(device.group);
  });
  return stored.count({ where: { groupId } }) + others.length;
}

/** The fields of a geofence that a body replaces, with the defaults of those that it leaves out. */
function replacedFields({ name, latitude, longitude, ...sent }: GeofenceReplace) {
  const { description = '', radius_unit = 'METERS', device_actions = [] } = sent;
  const radius = sent.radius ?? null;
  return { name, latitude, longitude, description, radius, radius_unit, device_actions };
}

const highest = { latitude: 90, longitude: 180 } as const;

/** Reports coordinates that are nowhere on earth, and unknown devices. */
function validateGeofence({ sandbox, body }: UnvalidatedRequest): FieldError[] {
  const outside = Object.entries(highest).flatMap(([field, degrees]) =>
    typeof body[field] === 'string' && Math.abs(Number(body[field])) > degrees
      ? fieldError(field, `must be from -${degrees} to ${degrees}`)
      : [],
  );
  const unknown = unknownIds(sandbox, devices, {
    field: 'devices',
    ids: body.devices,
    message: (id) => `must be the id of a device; no device has ${id}`,
  });
  return [...outside, ...unknown];
}
