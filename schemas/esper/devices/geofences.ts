import { type Static, Type } from '@sinclair/typebox';
import { chosen, stringEnum } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import { orNull, pageOf, pageParameters, time } from '../values.js';
import { exampleDevice } from './example.js';

/** A seeded geofence. */
export const exampleGeofence = '0e3a6d47-6d0c-5c1e-9d1a-9f2f7c1b2a10';

const radiusUnits = ['KILOMETERS', 'METERS', 'MILES'] as const;

const coordinate = (description: string, example: string) =>
  chosen(
    Type.String({
      pattern: '^-?\\d{1,3}(\\.\\d{1,20})?$',
      description,
      examples: [example],
    }),
    'pattern',
  );

const writable = {
  name: chosen(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'The name of the geofence',
      examples: ['Genesee Valley Park'],
    }),
    'minLength',
    'maxLength',
  ),
  description: Type.String({ description: 'What it is for' }),
  latitude: coordinate('Degrees north, as a decimal number', '43.1209'),
  longitude: coordinate('Degrees east, as a decimal number', '-77.6427'),
  radius: chosen(Type.Integer({ minimum: 1, description: 'The radius of the circle' }), 'minimum'),
  radius_unit: stringEnum(radiusUnits, {
    default: 'METERS',
    description: 'The unit of the radius',
    'x-chosen': ['default'],
  }),
  device_actions: Type.Array(stringEnum(['LOCK_DOWN', 'BEEP']), {
    description: 'What happens on a device that leaves the circle',
  }),
};
const { name, latitude, longitude, ...optional } = writable;

/** The devices of a geofence are in the vendor's later document, not in its Swagger file. */
const devices = Type.Array(Type.String({ format: 'uuid' }), {
  maxItems: 1000,
  uniqueItems: true,
  description: 'The ids of devices that the geofence is for; none when left out',
  examples: [[exampleDevice]],
  'x-chosen': ['maxItems', 'uniqueItems', 'the field may be left out'],
});

export const Geofence = Type.Object(
  {
    id: uuid('The geofence', exampleGeofence),
    name,
    description: writable.description,
    enterprise: uuid('The enterprise', enterpriseId),
    latitude,
    longitude,
    radius: orNull(writable.radius),
    radius_unit: writable.radius_unit,
    device_actions: writable.device_actions,
    device_count: Type.Integer({ description: 'How many devices it is for' }),
    created_by: Type.String({ description: 'The name of the user who created it' }),
    created_on: time('When it was created'),
    updated_on: time('When it was last changed'),
  },
  { $id: 'Geofence', description: 'A circle that devices should stay in' },
);
export type Geofence = Static<typeof Geofence>;
export const GeofencePage = pageOf(Geofence, 'geofences');

/** A geofence as it is stored. */
export const StoredGeofence = Type.Object({
  ...Type.Omit(Geofence, ['enterprise', 'device_count']).properties,
  /** The ids of its devices, and of the groups whose devices it is for. */
  devices: Type.Array(Type.String()),
  groups: Type.Array(Type.String()),
});
export type StoredGeofence = Static<typeof StoredGeofence>;

const required = { name, latitude, longitude, ...Type.Partial(Type.Object(optional)).properties };
const examples = [
  {
    name: 'Genesee Valley Park',
    latitude: '43.1209',
    longitude: '-77.6427',
    radius: 800,
    radius_unit: 'METERS',
    device_actions: ['BEEP'],
  },
];

export const GeofenceCreate = Type.Object(
  { ...required, devices: Type.Optional(devices) },
  { $id: 'GeofenceCreate', description: 'A geofence to create', examples },
);
export type GeofenceCreate = Static<typeof GeofenceCreate>;

export const GeofenceReplace = Type.Object(required, {
  $id: 'GeofenceReplace',
  description: 'A geofence to replace one with; its devices stay',
  examples,
});
export type GeofenceReplace = Static<typeof GeofenceReplace>;

export const GeofenceUpdate = Type.Partial(Type.Object(writable), {
  $id: 'GeofenceUpdate',
  description: 'The changes of a geofence; fields that are left out stay',
  examples: [{ radius: 500 }],
});
export type GeofenceUpdate = Static<typeof GeofenceUpdate>;

export const GeofenceParams = Type.Object({
  enterprise_id: uuid('The enterprise', enterpriseId),
  geofence_id: uuid('The geofence', exampleGeofence),
});

export const GeofencesQuery = Type.Object({
  search: Type.Optional(
    Type.String({ description: 'Any part of the name or the description', examples: ['school'] }),
  ),
  ...pageParameters(),
});
export type GeofencesQuery = Static<typeof GeofencesQuery>;
