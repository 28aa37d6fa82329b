import type { InstalledApp } from '../../../schemas/esper/devices/apps.js';
import type { StoredDevice } from '../../../schemas/esper/devices/device.js';
import type { TabletModel } from './models.js';

/** An app as its package describes it. */
export interface AppPackage {
  readonly name: string;
  readonly packageName: string;
  readonly versionCode: string;
  readonly versionName: string;
}

const app = (
  name: string,
  packageName: string,
  versionName: string,
  versionCode: string,
): AppPackage => ({ name, packageName, versionName, versionCode });

type AndroidVersion = Pick<TabletModel['android'], 'version' | 'apiLevel'>;

/** The apps that come with a version of Android. Two of them have its version. */
export const systemApps = ({ version, apiLevel }: AndroidVersion): readonly AppPackage[] => [
  app('Settings', 'com.android.settings', version, String(apiLevel)),
  app('Files', 'com.android.documentsui', version, String(apiLevel)),
  app('Camera', 'com.android.camera2', '2.0.002', '20002000'),
  app('Clock', 'com.android.deskclock', '7.5', '75000'),
  app('Esper Agent', 'io.esper.agent', '7.14.2', '71402'),
];

/** The apps that come with Google's services. */
export const googleApps: readonly AppPackage[] = [
  app('Chrome', 'com.android.chrome', '145.0.7632.45', '763204533'),
  app('Google Play Store', 'com.android.vending', '49.8.21', '84982110'),
];

/** The apps that the district installs. */
export const schoolApps: readonly AppPackage[] = [
  app('Khan Academy', 'org.khanacademy.android', '8.0.5', '8000500'),
  app('Northstar Bus', 'example.northstar.bus', '3.2.0', '30200'),
  app('Northstar Library', 'example.northstar.library', '1.8.4', '10804'),
  app('Desmos Calculator', 'com.desmos.calculator', '7.12.0', '71200'),
];

/** What the district has installed on a seeded device. */
export function seededInstalls({ id, model, created_on, tags }: StoredDevice): InstalledApp[] {
  // A digit of the identifier decides, so that it needs no random stream.
  const digit = Number.parseInt(id.slice(-1), 16);
  const [khan, bus, library, desmos] = schoolApps as [
    AppPackage,
    AppPackage,
    AppPackage,
    AppPackage,
  ];
  const isBus = model === 'SM-T577U';
  const chosen = isBus ? [bus] : [library, ...(tags.includes('loaner') ? [khan, desmos] : [khan])];
  return chosen.map(({ packageName }, index) => ({
    package_name: packageName,
    install_state: index > 0 && digit === 7 ? 'INSTALL_FAILED' : 'INSTALL_SUCCESS',
    on: created_on,
  }));
}
