import type { StoredApplication } from '../../../schemas/esper/applications/application.js';
import type { FilePart } from '../../../schemas/esper/applications/files.js';
import type { StoredVersion } from '../../../schemas/esper/applications/version.js';
import { uuidOf } from '../../world/identifiers.js';
import { type AppPackage, schoolApps } from '../devices/apps.js';
import { fileParts, storedFile } from './files.js';
import { packageFile } from './package-file.js';

/** The media type of Android packages. */
export const packageType = 'application/vnd.android.package-archive';

/** What the tenant's console says of an app besides its package. */
interface Listing {
  readonly developer: string;
  readonly category: string;
  readonly uploadedOn: string;
  readonly releaseName: string | null;
}

const listings: Readonly<Record<string, Listing>> = {
  'org.khanacademy.android': {
    developer: 'Khan Academy',
    category: 'Education',
    uploadedOn: '2023-08-07T13:20:11Z',
    releaseName: 'Back to school',
  },
  'example.northstar.bus': {
    developer: 'Northstar ISD',
    category: 'Transportation',
    uploadedOn: '2022-11-14T15:02:45Z',
    releaseName: null,
  },
  'example.northstar.library': {
    developer: 'Northstar ISD',
    category: 'Education',
    uploadedOn: '2023-01-09T16:41:30Z',
    releaseName: 'Winter loans',
  },
  'com.desmos.calculator': {
    developer: 'Desmos Studio PBC',
    category: 'Education',
    uploadedOn: '2023-08-07T13:24:57Z',
    releaseName: null,
  },
};

/** The permissions that the packages of the district's apps ask for. */
const permissions = ['android.permission.INTERNET', 'android.permission.CAMERA'];

/** An app of the tenant with its only version, and the bytes of that. */
interface SeededApplication {
  readonly application: StoredApplication;
  readonly version: StoredVersion;
  readonly bytes: Buffer;
}

let cache: readonly SeededApplication[] | undefined;

/** The apps of the tenant. They are made once, on first use. */
function seededApplications(): readonly SeededApplication[] {
  cache ??= schoolApps.map(seededApplication);
  return cache;
}

/** The apps of the tenant, their versions, and the parts of their files. */
export function applications(): {
  readonly applications: readonly StoredApplication[];
  readonly versions: readonly StoredVersion[];
  readonly parts: readonly FilePart[];
} {
  const seeded = seededApplications();
  return {
    applications: seeded.map(({ application }) => application),
    versions: seeded.map(({ version }) => version),
    parts: seeded.flatMap(({ version, bytes }) => [...fileParts(version.file, bytes)]),
  };
}

/** The seeded version of a package; undefined for a package that the tenant was not seeded with. */
export function seededVersion(packageName: string): StoredVersion | undefined {
  return seededApplications().find(({ application }) => application.package_name === packageName)
    ?.version;
}

/** The identifier of the app with a package. */
export function applicationId(packageName: string): string {
  return uuidOf(`esper application ${packageName}`);
}

function seededApplication(app: AppPackage): SeededApplication {
  const { name, packageName, versionCode, versionName } = app;
  const { developer, category, uploadedOn, releaseName } = listings[packageName] as Listing;
  const [minSdk, targetSdk] = [26, 33];
  const bytes = packageFile({
    ...{ packageName, versionName, permissions, minSdk, targetSdk },
    versionCode: Number(versionCode),
    label: name,
  });
  const dates = { created_on: uploadedOn, updated_on: uploadedOn };
  const id = applicationId(packageName);
  return {
    bytes,
    application: {
      id,
      application_name: name,
      package_name: packageName,
      developer,
      category,
      content_rating: '0.0',
      compatibility: null,
      ...dates,
      is_active: true,
      is_hidden: false,
    },
    version: {
      id: uuidOf(`esper app version ${packageName} ${versionCode}`),
      application: id,
      version_code: versionName,
      build_number: versionCode,
      min_sdk_version: String(minSdk),
      target_sdk_version: String(targetSdk),
      release_name: releaseName,
      release_comments: null,
      release_track: 'Production',
      approval_status: 'APPROVED',
      is_enabled: true,
      is_default: true,
      permissions,
      ...dates,
      file: storedFile(bytes, `${packageName}-${versionName}.apk`, packageType),
    },
  };
}
