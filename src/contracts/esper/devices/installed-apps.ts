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
  systemApps,
  tabletModel,
} from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import { linksFor } from '../links.js';

type DeviceDocument = StoredDocument<StoredDevice, DeviceInternal>;

/** The apps of the tenant that were installed on a device, or failed to be. */
export function installsOf({ wire, internal }: DeviceDocument): readonly InstalledApp[] {
  return internal.installs ?? seededInstalls(wire);
}

/** The apps on a device: those of the system, then those that were installed with success. */
export function appsOf(device: DeviceDocument): DeviceApp[] {
  const { created_on, model } = device.wire;
  const system = [...systemApps, ...(tabletModel(model).isGms ? googleApps : [])];
  const installed = installsOf(device).filter(
    ({ install_state }) => install_state === 'INSTALL_SUCCESS',
  );
  return [
    ...system.map((each) => deviceApp(device.wire, each, { isSystem: true, on: created_on })),
    ...installed.map(({ package_name, on }) =>
      deviceApp(device.wire, packageOf(package_name), { isSystem: false, on }),
    ),
  ];
}

/** The installations of a device in the vendor's format. */
export function presentInstalls(request: PresentRequest, device: DeviceDocument): AppInstall[] {
  const links = linksFor(request);
  const { id } = device.wire;
  return installsOf(device).map(({ package_name, install_state, on }) => {
    const { name, versionCode, versionName } = packageOf(package_name);
    return {
      id: uuidOf(`esper install ${id} ${package_name}`),
      application: {
        application_name: name,
        package_name,
        version: {
          app_version_id: appVersionId({ packageName: package_name, versionCode }),
          version_code: versionName,
          build_number: versionCode,
          hash_string: uuidOf(`esper app hash ${package_name} ${versionCode}`).replaceAll('-', ''),
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

/** The identifier of a version of an app. */
export function appVersionId({
  packageName,
  versionCode,
}: Pick<AppPackage, 'packageName' | 'versionCode'>): string {
  return uuidOf(`esper app version ${packageName} ${versionCode}`);
}

/** What is known of a package; one that the tenant does not have is named after itself. */
function packageOf(packageName: string): AppPackage {
  const known = schoolApps.find((each) => each.packageName === packageName);
  return known ?? { name: packageName, packageName, versionCode: '1', versionName: '1.0' };
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
