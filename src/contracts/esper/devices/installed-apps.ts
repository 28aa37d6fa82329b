import type {
  AppInstall,
  DeviceApp,
  InstalledApp,
} from '../../../../schemas/esper/devices/apps.js';
import type { DeviceInternal, StoredDevice } from '../../../../schemas/esper/devices/device.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import {
  type AppPackage,
  googleApps,
  schoolApps,
  seededInstalls,
  seededVersion,
  systemApps,
  tabletModel,
} from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import { devices } from '../collections.js';
import { linksFor } from '../links.js';
import { devicesInGroups } from './reach.js';

export type DeviceDocument = StoredDocument<StoredDevice, DeviceInternal>;

/** The apps of the tenant that were installed on a device, or failed to be. */
export function installsOf({ wire, internal }: DeviceDocument): readonly InstalledApp[] {
  return internal.installs ?? seededInstalls(wire);
}

/** The version of an app that was installed on a device. */
export function versionOf({
  package_name,
  version,
}: Pick<InstalledApp, 'package_name' | 'version'>): InstalledVersion {
  if (version) return version;
  const { name = package_name } =
    schoolApps.find((each) => each.packageName === package_name) ?? {};
  const seeded = seededVersion(package_name);
  // Data from a file may name any package.
  const unknownVersion = uuidOf(`esper app version ${package_name} 1`);
  if (!seeded)
    return { id: unknownVersion, name, version_code: '1.0', build_number: '1', hash: '' };
  const { id, version_code, build_number, file } = seeded;
  return { id, name, version_code, build_number, hash: file.sha256 };
}

type InstalledVersion = NonNullable<InstalledApp['version']>;

/** The apps on a device: those of the system, then those that were installed with success. */
export function appsOf(device: DeviceDocument): DeviceApp[] {
  const { created_on, model } = device.wire;
  const { android, isGms } = tabletModel(model);
  const system = [...systemApps(android), ...(isGms ? googleApps : [])];
  return [
    ...system.map((each) => deviceApp(device.wire, each, { isSystem: true, on: created_on })),
    ...presentOf(device).map((installed) =>
      deviceApp(device.wire, packageOf(installed), { isSystem: false, on: installed.on }),
    ),
  ];
}

/** The version of an app on a device. Apps of the system are not among those of the tenant, so theirs have identifiers of their own. */
export function appVersionId(
  device: DeviceDocument,
  { package_name, version_code }: DeviceApp,
): string {
  const installed = presentOf(device).find((each) => each.package_name === package_name);
  return installed
    ? versionOf(installed).id
    : uuidOf(`esper app version ${package_name} ${version_code}`);
}

/** The apps of the tenant that are on a device. */
function presentOf(device: DeviceDocument): InstalledApp[] {
  return installsOf(device).filter(({ install_state }) => install_state === 'INSTALL_SUCCESS');
}

type VisibleDevices = Pick<PresentRequest, 'sandbox' | 'caller'>;

/** The devices that have a version of an app and that the caller sees, in the order of their names. */
export function devicesWithVersion(request: VisibleDevices, version: string): StoredDevice[] {
  return request.sandbox
    .documents(devices)
    .all({ where: devicesInGroups(request) }, { column: 'device_name', descending: false })
    .filter((device) => presentOf(device).some((each) => versionOf(each).id === version))
    .map(({ wire }) => wire);
}

/** The numbers of devices that have a version and that the caller sees, by the identifiers of versions. */
export function installCounts(request: VisibleDevices): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const where = devicesInGroups(request);
  for (const device of request.sandbox.documents(devices).all({ where }))
    for (const installed of presentOf(device)) {
      const { id } = versionOf(installed);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  return counts;
}

/** The number of devices that have a version and that the caller sees. */
export function installCount(request: VisibleDevices, version: string): number {
  return installCounts(request).get(version) ?? 0;
}

/** The installations of a device in the vendor's format. */
export function presentInstalls(request: PresentRequest, device: DeviceDocument): AppInstall[] {
  const links = linksFor(request);
  const { id } = device.wire;
  return installsOf(device).map((installed) => {
    const { package_name, install_state, on } = installed;
    const version = versionOf(installed);
    return {
      id: uuidOf(`esper install ${id} ${package_name}`),
      application: {
        application_name: version.name,
        package_name,
        version: {
          app_version_id: version.id,
          version_code: version.version_code,
          build_number: version.build_number ?? '',
          hash_string: version.hash,
        },
        is_enabled: true,
      },
      install_state,
      reason_details: install_state === 'INSTALL_FAILED' ? 'Not enough storage' : null,
      created_on: on,
      updated_on: on,
      is_active: true,
      enterprise: links.enterprise(enterpriseId),
      device: links.object(enterpriseId, 'device', id),
    };
  });
}

/** The package of an installed app. One without a number is known by its name alone. */
function packageOf(installed: InstalledApp): AppPackage {
  const { name, version_code, build_number } = versionOf(installed);
  return {
    name,
    packageName: installed.package_name,
    versionCode: build_number ?? version_code,
    versionName: version_code,
  };
}

const permissions = ['android.permission.INTERNET', 'android.permission.CAMERA'] as const;

function deviceApp(
  { id: device }: StoredDevice,
  { name, packageName, versionCode, versionName }: AppPackage,
  { isSystem, on }: { readonly isSystem: boolean; readonly on: string },
): DeviceApp {
  const id = uuidOf(`esper device app ${device} ${packageName}`);
  const dates = { created_on: on, updated_on: on };
  return {
    id,
    permissions: permissions.map((permission) => ({
      id: uuidOf(`esper permission ${id} ${permission}`),
      permission,
      grant_state: isSystem ? 'PERMISSION_GRANT_STATE_GRANTED' : 'PERMISSION_GRANT_STATE_DEFAULT',
      ...dates,
      is_active: true,
      app: id,
    })),
    app_name: name,
    package_name: packageName,
    whitelisted: packageName !== 'com.android.settings',
    is_data_clearable: !isSystem,
    is_uninstallable: !isSystem,
    product_id: null,
    version_code: versionCode,
    version_name: versionName,
    ...dates,
    is_active: true,
    device,
  };
}
