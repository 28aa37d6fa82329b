import { ref } from '../../../../schemas/annotations.js';
import {
  ApplicationParams,
  ApplicationUpload,
  type StoredApplication,
  UploadedApplication,
} from '../../../../schemas/esper/applications/application.js';
import type { StoredFile } from '../../../../schemas/esper/applications/files.js';
import type { StoredVersion } from '../../../../schemas/esper/applications/version.js';
import type { EsperSettings } from '../../../../schemas/esper/settings.js';
import { applicationId, packageType } from '../../../../seeds/esper/index.js';
import { uuidOf } from '../../../../seeds/world/identifiers.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { badRequest, fieldError, Problem } from '../../../simulator/contract/problem.js';
import { requestedPath } from '../../../simulator/pipeline/routing.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { administrators } from '../access.js';
import { applications, appVersions, versionSequence } from '../collections.js';
import { manageSpec as evidence } from '../evidence.js';
import { storeUploadedFile } from '../files/store-upload.js';
import { tooLarge, uploadParams } from '../files/upload-declarations.js';
import { linksFor } from '../links.js';
import { enterprises } from '../tenant/lookup.js';
import { currentTimestamp } from '../tenant/timestamp.js';
import { type DescribedPackage, describePackage } from './package/describe.js';
import { presentApplication, versionsOf } from './present.js';
import { changeVersion, findVersion } from './resources.js';

const part = 'app_file';

/** Uploads a package. */
export const uploadOperation: Operation = operation({
  method: 'POST',
  url: '/enterprise/:enterprise_id/application/upload/',
  config: {
    access: administrators,
    evidence,
    effect: 'change',
    acceptsFile: { part, types: ['multipart/form-data', 'application/x-www-form-urlencoded'] },
    refusals: {
      405: 'The path has no slash at its end, and the setting esper.strict is on.',
      ...tooLarge,
      415: 'The body is not a form.',
    },
  },
  schema: {
    operationId: 'upload',
    summary: 'Upload an application to enterprise',
    description:
      "Upload a package. Its name and version are read from its manifest. Those of a file that is no archive, or an archive without a manifest, are taken from the file's name, such as com.example.app-1.2.0.apk, and its `release_comments` say so; with the setting esper.strict it is refused. A version that the app has is refused too.",
    params: uploadParams(ApplicationParams),
    body: ref(ApplicationUpload),
    response: { 201: ref(UploadedApplication) },
  },
  handler(request) {
    enterprises.require(request);
    const { sandbox, body } = request;
    const { strict } = sandbox.settings<EsperSettings>('esper');
    if (strict && !requestedPath(request).endsWith('/')) throw missingSlash;
    const uploaded = { ...body[part], type: packageType };
    const links = linksFor(request);
    return storeUploadedFile({
      sandbox,
      uploaded,
      async prepare() {
        const described = await describePackage(uploaded, strict);
        if (typeof described === 'string') throw badRequest(fieldError(part, described));
        return described;
      },
      finish: (target, file, described) => ({
        application: presentApplication(target, links, addVersion(target, file, described)),
      }),
    });
  },
});

/** The resource without the slash has no method; public client code reports the status. */
const missingSlash = new Problem(405, 'POST is not allowed here; the path must end with a slash', {
  headers: { allow: 'OPTIONS' },
});

/** Adds a version to the app with its package, or to a new one. Throws a 400 problem for a version that the app has. */
function addVersion(
  sandbox: Sandbox,
  file: StoredFile,
  { application_name, package_name, ...described }: DescribedPackage,
): StoredApplication {
  const now = currentTimestamp(sandbox);
  const stored = sandbox.documents(applications);
  const known = stored.findOne({ where: { package_name } })?.wire;
  const application: StoredApplication = {
    ...(known ?? newApplication({ application_name, package_name }, now)),
    updated_on: now,
  };
  const versions = versionsOf(sandbox, application.id);
  const same = findVersion(versions, described);
  if (same) throw badRequest(fieldError(part, duplicateMessage(package_name, same)));
  stored.upsert(application, {});
  const version: StoredVersion = {
    id: freeVersionId(sandbox, package_name),
    application: application.id,
    ...described,
    release_name: null,
    release_track: null,
    approval_status: 'APPROVED',
    is_enabled: true,
    is_default: false,
    created_on: now,
    updated_on: now,
    file,
  };
  // The version that was uploaded last is the one to install.
  sandbox.documents(appVersions).insert(changeVersion(sandbox, version, { is_default: true }), {});
  return application;
}

function duplicateMessage(packageName: string, { version_code, build_number }: StoredVersion) {
  const number = build_number === null ? '' : ` (${build_number})`;
  return `must be a new version; ${packageName} has version ${version_code}${number}`;
}

function newApplication(
  names: Pick<StoredApplication, 'application_name' | 'package_name'>,
  now: string,
): StoredApplication {
  return {
    id: applicationId(names.package_name),
    ...names,
    developer: null,
    category: null,
    content_rating: '0.0',
    compatibility: null,
    created_on: now,
    updated_on: now,
    is_active: true,
    is_hidden: false,
  };
}

/** An identifier that no version has: imported data may have some that the sequence does not count. */
function freeVersionId(sandbox: Sandbox, packageName: string): string {
  for (;;) {
    const number = sandbox.sequences.next(versionSequence);
    const id = uuidOf(`esper uploaded version ${packageName} ${number}`);
    if (!sandbox.documents(appVersions).get(id)) return id;
  }
}
