import { type Static, Type } from '@sinclair/typebox';
import { inferred, lenient, nullable, observed, stringEnum } from '../../annotations.js';
import { contentPage } from '../envelope.js';
import { enterpriseId, uuid } from '../profiles.js';
import { orNull, pageParameters, textFilter, time } from '../values.js';
import { DevicesQuery } from './device.js';
import { exampleDevice } from './example.js';

const text = (description: string) => Type.String({ description });
const exampleGroup = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

/** The names of the states that version 2 documents are those of the older devices. */
export const AndroidDeviceV2 = Type.Object(
  {
    id: uuid('The device', exampleDevice),
    name: text('The name that it got when it was provisioned'),
    alias: text('The name that people gave it'),
    os: stringEnum(['Android']),
    state: Type.Integer({ description: '1 for a device that is online, 60 for one that is not' }),
    platform: stringEnum(['ANDROID']),
    serial: text('The serial number'),
    os_version: text('The version of Android'),
    global_device_id: text('The device in all tenants'),
    tenant_id: uuid('The enterprise', enterpriseId),
    group_id: uuid('The group', exampleGroup),
    provisioned_on: time('When it was set up'),
    tags: Type.Array(uuid('A tag', exampleGroup), { description: 'The identifiers of its tags' }),
    hardware_info: Type.Object({
      brand: text('The brand'),
      model: text('The name of the model'),
      model_number: text('The number of the model'),
      serial: text('The serial number'),
      manufacturer: text('The maker'),
    }),
    software_info: Type.Object({
      os_version: text('The version of Android'),
      os_build_number: text('The build'),
      security_path_level: text('The date of the security patch'),
      esper_agent_info: Type.Object({
        version_code: text('The number of the agent'),
        version_name: text('The version of the agent'),
      }),
    }),
    network_info: Type.Object({
      imei1: text('The IMEI'),
      wifi_mac_address: text('The address of its adapter'),
      network_type: stringEnum(['CELLULAR', 'ETHERNET', 'WI-FI', 'OTHER']),
    }),
    memory_info: Type.Object({
      total_ram: text('Memory'),
      total_internal_storage: text('Storage'),
      units: text('The unit of both'),
    }),
    network_stats: Type.Object({
      current_active_connection: text('How it is connected; empty if it is not'),
      wifi_network_info: Type.Object({ wifi_ssid: text('The network that it uses') }),
    }),
    location_stats: Type.Object({
      latitude: text('Degrees north'),
      longitude: text('Degrees east'),
    }),
    memory_stats: Type.Object({
      available_internal_storage: Type.Integer({ description: 'Free storage, in MB' }),
    }),
    blueprint_info: Type.Optional(
      Type.Object(
        {
          assigned_blueprint_id: text('The blueprint of its group'),
          current_blueprint_id: text('The blueprint that it follows'),
          current_blueprint_version_id: text('The revision that it follows'),
          blueprint_upgrade_status: stringEnum([
            'UPGRADABLE',
            'UPGRADE_INITIATED',
            'UPGRADE_FAILED',
            'UPGRADED',
            'NOT_UPGRADABLE',
            'NOT_APPLICABLE',
          ]),
        },
        { description: 'Left out for a device without a blueprint' },
      ),
    ),
    battery_stats: Type.Object({
      battery_level: Type.Number({ description: 'The charge, in percent' }),
    }),
    mqtt_topic: text('Where it listens'),
    fcm_id: text('Where messages to it are sent'),
    is_gms: Type.Boolean({ description: "Whether it has Google's services" }),
    dpc_version: text('The version of the agent'),
    eea_version: orNull(text('Null, as no device has the Android of the vendor')),
    policy: Type.Unsafe<{ policy_id: number; policy_name: string } | null>({
      ...Type.Object({ policy_id: Type.Integer(), policy_name: Type.String() }),
      type: ['object', 'null'],
      description: 'The policy that it follows',
    }),
    managed_by: stringEnum(['BLUEPRINT', 'TEMPLATE']),
    provisioned_with: stringEnum(['BLUEPRINT', 'TEMPLATE']),
    template_name: orNull(text('The template that it was provisioned with')),
    is_seamless: Type.Boolean(),
    is_esper_managed: Type.Boolean({ description: 'False for a device that was wiped' }),
    created_at: time('When it was added'),
    updated_at: time('When it last reported or changed'),
  },
  { $id: 'AndroidDeviceV2', description: 'A device with Android' },
);
export type AndroidDeviceV2 = Static<typeof AndroidDeviceV2>;
export const AndroidDeviceV2Page = contentPage(AndroidDeviceV2, 'devices', 'prev');

export const DevicesV2Query = Type.Object({
  group_multi: Type.Optional(
    Type.String({
      description: 'Only devices of these groups and those below them, separated by commas',
      examples: [exampleGroup],
    }),
  ),
  search: DevicesQuery.properties.search,
  serial: textFilter('Only the device with this serial number', 'R52T1007'),
  imei: textFilter('Only the device with this IMEI', '356938035643809'),
  ...pageParameters('devices'),
});
export type DevicesV2Query = Static<typeof DevicesV2Query>;

/** What apps are. The vendor publishes no values for Android. */
export const appTypes = ['SYSTEM', 'ENTERPRISE'] as const;

/** An app on a device. The page of this operation shows no keys; these are those that the vendor's document has for apps. */
export const DeviceAppV2 = inferred(
  Type.Object(
    {
      app_id: uuid('The app on the device', exampleDevice),
      app_version_id: uuid('The version of the app', exampleDevice),
      app_type: stringEnum(appTypes),
      tenant_id: uuid('The enterprise', enterpriseId),
      name: text('The name of the app'),
      package_name: text('The package of the app'),
      is_removable: Type.Boolean({ description: 'Whether people can remove it' }),
      build_number: nullable(text('The number of the version')),
      version_name: nullable(text('The name of the version')),
      created_at: time('When it was installed'),
      updated_at: time('When it was last changed'),
    },
    { $id: 'DeviceAppV2', description: 'An app on a device' },
  ),
);
export type DeviceAppV2 = Static<typeof DeviceAppV2>;
export const DeviceAppV2Page = contentPage(DeviceAppV2, 'apps', 'prev');

export const DeviceAppsV2Params = Type.Object({ deviceId: uuid('The device', exampleDevice) });
export const DeviceAppsV2Query = Type.Object({
  app_type: Type.Optional(
    observed(
      lenient(
        stringEnum(appTypes, { description: 'Only apps of this type', 'x-chosen': ['the values'] }),
      ),
    ),
  ),
  ...pageParameters('apps'),
});
