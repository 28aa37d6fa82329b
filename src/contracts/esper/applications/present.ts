import type {
  Application,
  ApplicationV1,
  ApplicationVersion,
  ApplicationVersionV1,
  StoredApplication,
} from '../../../../schemas/esper/applications/application.js';
import { fileSignature } from '../../../../schemas/esper/applications/files.js';
import type {
  AppVersion,
  AppVersionV1,
  StoredVersion,
} from '../../../../schemas/esper/applications/version.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { appVersions } from '../collections.js';
import type { Links } from '../links.js';

/** The versions of an app, the newest first. */
export function versionsOf(sandbox: Sandbox, application: string): StoredVersion[] {
  return sandbox
    .documents(appVersions)
    .all({ where: { application_id: application } })
    .map(({ wire }) => wire)
    .sort(newestFirst);
}

/** Compares the numbers of versions, then the times of their upload. */
function newestFirst(one: StoredVersion, other: StoredVersion): number {
  const numberOf = ({ build_number }: StoredVersion) => Number(build_number) || 0;
  return (
    numberOf(other) - numberOf(one) ||
    other.created_on.localeCompare(one.created_on) ||
    other.version_code.localeCompare(one.version_code, 'en', { numeric: true })
  );
}

/** An app with its versions. */
export function presentApplication(
  sandbox: Sandbox,
  links: Links,
  { id, ...application }: StoredApplication,
): Application {
  return {
    id,
    versions: versionsOf(sandbox, id).map((version) => versionInList(links, version)),
    ...application,
    enterprise: links.enterprise(enterpriseId),
  };
}

function versionInList(links: Links, version: StoredVersion): ApplicationVersion {
  const { release_name, icon_url, ...fields } = latestVersion(links, version);
  return { ...fields, download_url: fileLink(links, version, 'file'), icon_url, release_name };
}

/** An app with its latest version. */
export function presentApplicationV1(
  sandbox: Sandbox,
  links: Links,
  { id, application_name, package_name, is_hidden }: StoredApplication,
): ApplicationV1 {
  const [latest] = versionsOf(sandbox, id);
  return {
    id,
    ...(latest && { latest_version: latestVersion(links, latest) }),
    application_name,
    package_name,
    is_hidden,
    enterprise: links.enterprise(enterpriseId),
  };
}

function latestVersion(links: Links, version: StoredVersion): ApplicationVersionV1 {
  const { id, version_code, build_number, min_sdk_version, target_sdk_version } = version;
  return {
    id,
    version_code,
    build_number,
    hash_string: version.file.sha256,
    min_sdk_version,
    target_sdk_version,
    icon_url: fileLink(links, version, 'icon'),
    release_name: version.release_name ?? '',
  };
}

/** A version with the number of devices that have it. */
export function presentVersion(
  links: Links,
  version: StoredVersion,
  installed_count: number,
): AppVersion {
  const { application, permissions, file, is_default: _, ...fields } = version;
  const { created_on, updated_on } = version;
  const { id, version_code, build_number, ...others } = fields;
  const enterprise = links.enterprise(enterpriseId);
  const versionUrl = `${links.object(enterpriseId, 'application', application)}version/${id}/`;
  return {
    id,
    installed_count,
    permissions: permissions.map((permission) => ({
      id: uuidOf(`esper app permission ${id} ${permission}`),
      permission,
      grant_state: 'Default' as const,
      created_on,
      updated_on,
      is_active: true,
      enterprise,
      app_version: versionUrl,
    })),
    app_file: fileLink(links, version, 'file'),
    app_icon: fileLink(links, version, 'icon'),
    version_code,
    build_number,
    size_in_mb: sizeInMb(file),
    hash_string: file.sha256,
    ...others,
    enterprise,
    application: links.object(enterpriseId, 'application', application),
  };
}

/** The same as the first version of the API shows it. */
export function presentVersionV1(
  links: Links,
  version: StoredVersion,
  installed_count: number,
): AppVersionV1 {
  const { id, application, created_on, release_name, release_comments } = version;
  const { version_code, build_number, min_sdk_version, approval_status, is_default } = version;
  return {
    id,
    installed_count,
    // Apps of Google's store are not simulated.
    is_g_play: false,
    app_file: fileLink(links, version, 'file'),
    app_icon: fileLink(links, version, 'icon'),
    version_code,
    build_number,
    min_sdk_version,
    enterprise: links.enterprise(enterpriseId),
    application: links.object(enterpriseId, 'application', application),
    release_name,
    release_comments,
    approval_status,
    release_date: created_on,
    size_in_mb: sizeInMb(version.file),
    is_default,
    created_on,
  };
}

/** With four digits, because the smallest packages have some hundred bytes. */
function sizeInMb({ size }: StoredVersion['file']): number {
  return Math.round((size / 1024 ** 2) * 10_000) / 10_000;
}

function fileLink(links: Links, { id, application, file }: StoredVersion, what: 'file' | 'icon') {
  const path = `/enterprise/${enterpriseId}/application/${application}/version/${id}/${what}/`;
  return links.file(path, fileSignature(file));
}
