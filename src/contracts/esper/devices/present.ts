import type { Device, StoredDevice } from '../../../../schemas/esper/devices/device.js';
import { deviceStates } from '../../../../schemas/esper/devices/device.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { tabletModel } from '../../../../seeds/esper/index.js';
import { macAddress, uuidOf } from '../../../../seeds/world/identifiers.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { linksFor } from '../links.js';
import { findPolicy } from '../policies/assignment.js';
import { lastSeen } from './last-seen.js';

/** A device with what its model decides, and with links to other objects. */
export function presentDevice(request: PresentRequest, stored: StoredDevice): Device {
  const { id, device_name, alias_name, status, state, tags } = stored;
  const { created_on, is_active } = stored;
  const updated_on = lastSeen(request.sandbox, stored);
  const links = linksFor(request);
  const { android, ...model } = tabletModel(stored.model);
  const policy = findPolicy(request.sandbox, stored.policy);
  return {
    id,
    url: links.object(enterpriseId, 'device', id),
    device_name,
    alias_name,
    policy_name: policy?.name ?? null,
    status,
    state,
    current_command: null,
    suid: numberOf(id).toString(16),
    fcm_id: fcmId(stored),
    enterprise: links.enterprise(enterpriseId),
    policy: policy ? links.object(enterpriseId, 'policy', String(policy.id)) : null,
    user: null,
    groups: [links.object(enterpriseId, 'devicegroup', stored.group)],
    tags,
    api_level: android.apiLevel,
    template_name: templateName,
    mqtt_id: topicOf(stored),
    softwareInfo: {
      androidVersion: android.version,
      apiLevel: android.apiLevel,
      buildNumber: android.build,
      securityPatch: android.patch,
      agentVersion: agentVersion.name,
    },
    ...hardwareOf(stored),
    provisioned_on: created_on,
    created_on,
    updated_on,
    is_gms: model.isGms,
    is_active,
    emm_device: emmDevice(stored, updated_on),
  };
}

/** The number of the policy of a device that follows none. */
const noPolicy = 0;

/** The blocks that describe the hardware, and what the device last reported of it. */
function hardwareOf(device: StoredDevice) {
  const model = tabletModel(device.model);
  return {
    hardwareInfo: {
      manufacturer: model.manufacturer,
      brand: model.brand,
      model: model.number,
      modelName: model.name,
      serialNumber: device.serial,
      imei1: device.imei,
      batteryLevel: device.battery,
    },
    displays: model.display,
    networkInfo: {
      ssid: device.ssid,
      macAddress: macAddressOf(device),
      isOnline: device.status === deviceStates.active,
    },
    memoryInfo: {
      totalRam: model.memory.ram,
      totalInternalStorage: model.memory.storage,
      availableInternalStorage: availableStorage(device),
    },
    audioConstraints: { maxMusicVolume: 15, maxRingVolume: 7 },
  };
}

/** The template that all tablets were provisioned with. */
export const templateName = 'Northstar tablets';

/** The agent of the vendor on the tablets. */
export const agentVersion = { name: '7.14.2', code: '71402' } as const;

/** Where messages to a device are sent. */
export function fcmId({ id }: StoredDevice): string {
  return uuidOf(`esper fcm ${id}`).replaceAll('-', '');
}

/** The topic at which a device listens. */
export function topicOf({ id }: StoredDevice): string {
  return `esper/${enterpriseId}/${id}`;
}

/** The address of the network adapter of a device. */
export function macAddressOf({ id, model }: StoredDevice): string {
  return macAddress(tabletModel(model).macPrefix, numberOf(id));
}

/** The free storage of a device, in MB. */
export function availableStorage({ id, model }: StoredDevice): number {
  return Math.round(tabletModel(model).memory.storage * (0.3 + (numberOf(id) % 50) / 100));
}

function emmDevice({ id, created_on, is_active, policy }: StoredDevice, updated_on: string) {
  return {
    id: numberOf(id),
    google_device_id: uuidOf(`esper google device ${id}`).replaceAll('-', '').slice(0, 16),
    managementType: 'MANAGED_DEVICE',
    device: id,
    google_user: 118,
    policy: policy ?? noPolicy,
    created_on,
    updated_on,
    is_active,
  };
}

/** A number that the identifier of a device decides. */
export function numberOf(id: string): number {
  return Number.parseInt(id.slice(0, 6), 16) || 0;
}
