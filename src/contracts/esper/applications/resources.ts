import {
  Application,
  ApplicationParams,
  ApplicationV1,
  type StoredApplication,
} from '../../../../schemas/esper/applications/application.js';
import {
  AppVersion,
  AppVersionV1,
  type StoredVersion,
} from '../../../../schemas/esper/applications/version.js';
import type { UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import type { ItemRequest } from '../../../simulator/resources/resource-store.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { applications, appVersions } from '../collections.js';
import { installCount } from '../devices/installed-apps.js';
import { manageSpec as evidence } from '../evidence.js';
import { releaseFile } from '../files/stored-files.js';
import { linksFor } from '../links.js';
import { resource } from '../resource.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import {
  presentApplication,
  presentApplicationV1,
  presentVersion,
  presentVersionV1,
  versionsOf,
} from './present.js';

const applicationUrl = '/enterprise/:enterprise_id/application/';
export const versionUrl = `${applicationUrl}:application_id/version/`;

const sharedApplication = {
  collection: applications,
  id: 'application_id',
  noun: 'app',
  params: ApplicationParams,
  evidence,
  key: ({ application_id }: { application_id: string }) => application_id.toLowerCase(),
  afterDelete({ sandbox }: ItemRequest, { id }: StoredApplication) {
    for (const version of versionsOf(sandbox, id)) deleteVersion(sandbox, version);
  },
} as const;

/** Apps of the tenant. */
export const application = resource({
  ...sharedApplication,
  url: applicationUrl,
  model: Application,
  present: (request: PresentRequest, { wire }) =>
    presentApplication(request.sandbox, linksFor(request), wire),
});

/** The same as the first version of the API shows them. */
export const applicationV1 = resource({
  ...sharedApplication,
  url: `/v1${applicationUrl}`,
  model: ApplicationV1,
  present: (request: PresentRequest, { wire }) =>
    presentApplicationV1(request.sandbox, linksFor(request), wire),
});

const sharedVersion = {
  collection: appVersions,
  id: 'version_id',
  noun: 'version',
  params: ApplicationParams,
  evidence,
  key: ({ version_id }: { version_id: string }) => version_id.toLowerCase(),
  parent: application,
  validate: validateVersion,
  afterDelete({ sandbox }: ItemRequest, version: StoredVersion) {
    releaseFile(sandbox, version.file);
    const others = versionsOf(sandbox, version.application);
    if (version.is_default && others[0]) save(sandbox, { ...others[0], is_default: true });
    touchApplication(sandbox, version.application);
  },
} as const;

/** Versions of an app. */
export const version = resource({
  ...sharedVersion,
  url: versionUrl,
  model: AppVersion,
  present: (request: PresentRequest, { wire }) =>
    presentVersion(linksFor(request), wire, installCount(request, wire.id)),
});

/** The same as the first version of the API shows them. */
export const versionV1 = resource({
  ...sharedVersion,
  url: `/v1${versionUrl}`,
  model: AppVersionV1,
  present: (request: PresentRequest, { wire }) =>
    presentVersionV1(linksFor(request), wire, installCount(request, wire.id)),
});

/** A version with other fields. One that becomes the default takes the place of the one before. */
export function changeVersion(
  sandbox: Sandbox,
  before: StoredVersion,
  changes: Partial<StoredVersion>,
): StoredVersion {
  if (Object.keys(changes).length === 0) return before;
  if (changes.is_default) {
    for (const each of versionsOf(sandbox, before.application))
      if (each.is_default && each.id !== before.id) save(sandbox, { ...each, is_default: false });
  }
  touchApplication(sandbox, before.application);
  return { ...before, ...changes, updated_on: currentTimestamp(sandbox) };
}

/** The version of an app with a number, or, for one without a number, with a name. */
export function findVersion(
  versions: readonly StoredVersion[],
  { build_number, version_code }: Pick<StoredVersion, 'build_number' | 'version_code'>,
): StoredVersion | undefined {
  return versions.find((each) =>
    build_number === null || each.build_number === null
      ? each.version_code === version_code
      : each.build_number === build_number,
  );
}

/** Sets the time of the last change of an app. */
function touchApplication(sandbox: Sandbox, id: string): void {
  const updated_on = currentTimestamp(sandbox);
  sandbox
    .documents(applications)
    .update(id, ({ wire, internal }) => ({ wire: { ...wire, updated_on }, internal }));
}

function deleteVersion(sandbox: Sandbox, { id, file }: StoredVersion): void {
  sandbox.documents(appVersions).delete(id);
  releaseFile(sandbox, file);
}

function save(sandbox: Sandbox, changed: StoredVersion): void {
  sandbox.documents(appVersions).upsert(changed, {});
}

/** Reports a number or name that another version of the app has. */
function validateVersion(
  { sandbox, body }: UnvalidatedRequest,
  before: StoredVersion | undefined,
): FieldError[] {
  const fields = ['build_number', 'version_code'] as const;
  const changed = fields.filter((name) => typeof body[name] === 'string');
  if (!before || changed.length === 0) return [];
  const others = versionsOf(sandbox, before.application).filter(({ id }) => id !== before.id);
  const after = { ...before, ...Object.fromEntries(changed.map((name) => [name, body[name]])) };
  const same = findVersion(others, after);
  if (!same) return [];
  return fieldError(
    changed[0] ?? '',
    `must not be that of another version of the app, ${same.version_code} (${same.build_number ?? 'without a number'})`,
  );
}
