import type { StoredApplication } from '../../../../../schemas/esper/applications/application.js';
import type { StoredVersion } from '../../../../../schemas/esper/applications/version.js';
import type { UploadedFile } from '../../../../simulator/streams/file-form.js';
import type { PackageInfo } from './manifest.js';
import { readPackage } from './read-package.js';

/** What is known of a package: what its manifest says, or its file's name. */
export type DescribedPackage = Pick<StoredApplication, 'application_name' | 'package_name'> &
  Pick<
    StoredVersion,
    | 'version_code'
    | 'build_number'
    | 'min_sdk_version'
    | 'target_sdk_version'
    | 'release_comments'
    | 'permissions'
  >;

/** How Android writes the name of a package. */
const packageName = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/;

const maxLength = { name: 255, version: 50 };

/** Describes an uploaded package. Returns what is wrong with it, as the predicate of a sentence, if it is refused. */
export async function describePackage(
  { path, name, size }: UploadedFile,
  isStrict: boolean,
): Promise<DescribedPackage | string> {
  if (size === 0) return 'must not be empty';
  const read = await readPackage(path);
  if ('info' in read)
    return packageName.test(read.info.packageName)
      ? fromManifest(read.info)
      : 'must be an APK whose manifest has a valid name of a package';
  const refusal = `must be an APK: ${read.reason}`;
  if (read.isDamaged || isStrict || !/\.apk$/i.test(name)) return refusal;
  return fromFileName(name.slice(0, -'.apk'.length)) ?? `${refusal}, and its name has no letters`;
}

function fromManifest(info: PackageInfo): DescribedPackage {
  const { versionCode = null, minSdk = null, targetSdk = null } = info;
  const [lastName = ''] = info.packageName.split('.').slice(-1);
  return {
    application_name: info.label ?? lastName,
    package_name: info.packageName,
    version_code: (info.versionName ?? versionCode ?? '1').slice(0, maxLength.version),
    build_number: versionCode,
    min_sdk_version: minSdk?.slice(0, 10) ?? null,
    target_sdk_version: targetSdk?.slice(0, 10) ?? null,
    release_comments: null,
    permissions: [...info.permissions],
  };
}

/** Takes package and version from a name such as `com.example.app-1.2.0`; undefined for a name without letters and digits. */
function fromFileName(name: string): DescribedPackage | undefined {
  const [, base = name, version = '1'] = /^(.+?)[-_ ]+v?(\d[\w.]*)$/i.exec(name) ?? [];
  const package_name = base.replace(/[^\p{L}\p{N}._]+/gu, '_').slice(0, maxLength.name);
  if (!/[\p{L}\p{N}]/u.test(package_name)) return undefined;
  return {
    application_name: base.trim().slice(0, maxLength.name),
    package_name,
    version_code: version.slice(0, maxLength.version),
    build_number: null,
    min_sdk_version: null,
    target_sdk_version: null,
    release_comments: "Package and version are taken from the file's name",
    permissions: [],
  };
}
