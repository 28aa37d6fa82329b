import { deviceStates, type StoredDevice } from '../../../../schemas/esper/devices/device.js';
import type { StoredGroup } from '../../../../schemas/esper/devices/groups.js';
import type { AndroidDeviceV2 } from '../../../../schemas/esper/devices/v2-device.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { tabletModel } from '../../../../seeds/esper/index.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { blueprints } from '../collections.js';
import { withGroupsAbove } from '../devices/group-tree.js';
import { lastSeen } from '../devices/last-seen.js';
import {
  agentVersion,
  availableStorage,
  fcmId,
  macAddressOf,
  templateName,
  topicOf,
} from '../devices/present.js';
import { findPolicy } from '../policies/assignment.js';
import { locationOf } from '../reports/location.js';
import { tagId } from '../reports/tags.js';

/** A device in the format of version 2. */
export function presentDevice(
  sandbox: Sandbox,
  groups: readonly StoredGroup[],
  device: StoredDevice,
): AndroidDeviceV2 {
  const { id, serial } = device;
  const { android, memory, ...model } = tabletModel(device.model);
  const policy = findPolicy(sandbox, device.policy);
  const blueprint = blueprintInfo(sandbox, groups, device.group);
  const isOnline = device.state === deviceStates.active;
  return {
    id,
    name: device.device_name,
    alias: device.alias_name,
    os: 'Android',
    state: device.state,
    platform: 'ANDROID',
    serial,
    os_version: android.version,
    global_device_id: id.replaceAll('-', ''),
    tenant_id: enterpriseId,
    group_id: device.group,
    provisioned_on: device.created_on,
    tags: device.tags.map(tagId),
    hardware_info: {
      brand: model.brand,
      model: model.name,
      model_number: model.number,
      serial,
      manufacturer: model.manufacturer,
    },
    software_info: {
      os_version: android.version,
      os_build_number: android.build,
      security_path_level: android.patch,
      esper_agent_info: { version_code: agentVersion.code, version_name: agentVersion.name },
    },
    network_info: {
      imei1: device.imei,
      wifi_mac_address: macAddressOf(device),
      network_type: 'WI-FI',
    },
    memory_info: {
      total_ram: String(memory.ram),
      total_internal_storage: String(memory.storage),
      units: 'MB',
    },
    network_stats: {
      current_active_connection: isOnline ? 'WIFI' : '',
      wifi_network_info: { wifi_ssid: device.ssid },
    },
    location_stats: locationOf(groups, device),
    memory_stats: { available_internal_storage: availableStorage(device) },
    ...(blueprint && { blueprint_info: blueprint }),
    battery_stats: { battery_level: device.battery },
    mqtt_topic: topicOf(device),
    fcm_id: fcmId(device),
    is_gms: model.isGms,
    dpc_version: agentVersion.name,
    eea_version: null,
    policy: policy ? { policy_id: policy.id, policy_name: policy.name } : null,
    managed_by: blueprint ? 'BLUEPRINT' : 'TEMPLATE',
    provisioned_with: 'TEMPLATE',
    template_name: templateName,
    is_seamless: false,
    is_esper_managed: device.is_active,
    created_at: device.created_on,
    updated_at: lastSeen(sandbox, device),
  };
}

/** The blueprint of a group, or of the nearest group above it that has one; undefined if none has. */
function blueprintInfo(
  sandbox: Sandbox,
  groups: readonly StoredGroup[],
  groupId: string,
): AndroidDeviceV2['blueprint_info'] {
  for (const { id } of withGroupsAbove(groups, groupId)) {
    const blueprint = sandbox.documents(blueprints).findOne({ where: { groupId: id } })?.wire;
    if (blueprint)
      return {
        assigned_blueprint_id: blueprint.id,
        current_blueprint_id: blueprint.id,
        current_blueprint_version_id: blueprint.latest_revision.id,
        blueprint_upgrade_status: 'UPGRADED',
      };
  }
  return undefined;
}
