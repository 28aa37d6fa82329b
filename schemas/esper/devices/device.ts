import { type Static, Type } from '@sinclair/typebox';
import { observed } from '../../annotations.js';
import { enterpriseId, uuid } from '../profiles.js';
import {
  link,
  orNull,
  pageOf,
  pageParameters,
  textFilter,
  time,
  undocumentedObject,
} from '../values.js';
import { InstalledApp } from './apps.js';
import { exampleDevice } from './example.js';

/** What the state of a device means. Public client code names the numbers. */
export const deviceStates = { active: 1, disabled: 20, inactive: 60, wiping: 70 } as const;

const text = (description: string) => Type.String({ description });
const count = (description: string) => Type.Integer({ description });
const megabytes = (description: string) => Type.Integer({ description: `${description}, in MB` });

const ownFields = {
  id: uuid('The device', exampleDevice),
  device_name: Type.String({ description: 'The name that it got when it was provisioned' }),
  alias_name: Type.String({ description: 'The name that people gave it' }),
  status: Type.Integer({
    description: '1 for a device that is online, 60 for one that is not',
  }),
  state: Type.Integer({ description: 'As `status`; 70 while it is wiped' }),
  tags: Type.Array(Type.String()),
  is_active: Type.Boolean({ description: 'False for a device that was wiped' }),
  created_on: time('When it was added'),
  updated_on: time('When it last reported or changed'),
};

/** A device as it is stored. What its model decides and links to other objects are added to responses. */
export const StoredDevice = Type.Object({
  ...ownFields,
  group: Type.String(),
  /** The model's number, as in `model` of the hardware. */
  model: Type.String(),
  serial: Type.String(),
  imei: Type.String(),
  /** The network name of the hotspot that it uses. */
  ssid: Type.String(),
  battery: Type.Integer({ minimum: 0, maximum: 100 }),
  /** The number of its policy. Data of earlier versions have none. */
  policy: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
});
export type StoredDevice = Static<typeof StoredDevice>;

/** What no response shows of a device as such. */
export const DeviceInternal = Type.Object(
  {
    /** The apps of the tenant that were installed on it; left out for a device with those that it was seeded with. */
    installs: Type.Optional(Type.Array(InstalledApp)),
    /** The command that it carried out last. */
    lastCommand: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type DeviceInternal = Static<typeof DeviceInternal>;

const EmmDevice = Type.Object({
  id: Type.Integer(),
  google_device_id: text('The device at Google'),
  managementType: text('How Google manages it'),
  device: uuid('The device', exampleDevice),
  google_user: Type.Integer(),
  policy: Type.Integer(),
  created_on: time('When it was created'),
  updated_on: time('When it was last changed'),
  is_active: Type.Boolean(),
});

const { id, device_name, alias_name, status, state, tags } = ownFields;

export const Device = Type.Object(
  {
    id,
    url: link('The device itself'),
    device_name,
    alias_name,
    policy_name: orNull(text('The policy that it follows')),
    status,
    state,
    current_command: orNull(uuid('The command that it runs', exampleDevice)),
    suid: text('The identifier of its software'),
    fcm_id: text('Where messages to it are sent'),
    enterprise: link('The enterprise'),
    policy: orNull(link('The policy that it follows')),
    user: orNull(link('The user of the device')),
    groups: Type.Array(link('A group')),
    tags,
    api_level: Type.Integer({ description: 'The API level of Android' }),
    template_name: text('The template that it was provisioned with'),
    mqtt_id: text('The identifier under which it listens'),
    softwareInfo: undocumentedObject('The software', {
      androidVersion: text('The version of Android'),
      apiLevel: count('The API level of Android'),
      buildNumber: text('The build'),
      securityPatch: text('The date of the security patch'),
      agentVersion: text('The version of the agent'),
    }),
    hardwareInfo: undocumentedObject('The hardware', {
      manufacturer: text('The maker'),
      brand: text('The brand'),
      model: text('The number of the model'),
      modelName: text('The name of the model'),
      serialNumber: text('The serial number'),
      imei1: text('The IMEI'),
      batteryLevel: count('The charge of the battery, in percent'),
    }),
    displays: undocumentedObject('The display', {
      width: count('Pixels'),
      height: count('Pixels'),
      densityDpi: count('Dots per inch'),
    }),
    networkInfo: undocumentedObject('The network', {
      ssid: text('The network that it uses'),
      macAddress: text('The address of its adapter'),
      isOnline: Type.Boolean(),
    }),
    memoryInfo: undocumentedObject('The memory', {
      totalRam: megabytes('Memory'),
      totalInternalStorage: megabytes('Storage'),
      availableInternalStorage: megabytes('Free storage'),
    }),
    audioConstraints: undocumentedObject('The volumes', {
      maxMusicVolume: count('The highest volume of music'),
      maxRingVolume: count('The highest volume of calls'),
    }),
    provisioned_on: time('When it was set up'),
    created_on: ownFields.created_on,
    updated_on: ownFields.updated_on,
    is_gms: Type.Boolean({ description: "Whether it has Google's services" }),
    is_active: ownFields.is_active,
    emm_device: Type.Unsafe<Static<typeof EmmDevice>>(EmmDevice),
  },
  { $id: 'Device', description: 'A device' },
);
export type Device = Static<typeof Device>;

export const DevicePage = pageOf(Device, 'devices');

const enterprise_id = uuid('The enterprise', enterpriseId);
const device_id = uuid('The device', exampleDevice);
export const DeviceParams = Type.Object({ enterprise_id, device_id });

export const DevicesQuery = Type.Object({
  name: textFilter('Only devices with this name or alias, in letters of either case', 'NS-0001'),
  group: Type.Optional(
    Type.String({ format: 'uuid', description: 'Only devices of this group and those below it' }),
  ),
  imei: textFilter('Only the device with this IMEI', '356938035643809'),
  serial: textFilter('Only the device with this serial number', 'R52T1007'),
  state: Type.Optional(Type.Integer({ description: 'Only devices in this state' })),
  brand: textFilter('Only devices of this brand, in letters of either case', 'samsung'),
  is_gms: Type.Optional(
    Type.Boolean({ description: "Only devices with Google's services, or only those without" }),
  ),
  search: textFilter(
    'Any part of name, alias, serial number, IMEI, MAC address or model, in letters of either case',
    'tablet',
  ),
  tags: Type.Optional(
    observed(
      Type.String({
        description:
          "Only devices with a tag that contains this text, in letters of either case, as the vendor's client describes it; or one of several texts, separated by commas",
        examples: ['loaner'],
      }),
    ),
  ),
  ...pageParameters(),
});
export type DevicesQuery = Static<typeof DevicesQuery>;
