import type { TObject, TSchema } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import {
  ApplicationPage,
  ApplicationParams,
  ApplicationsQuery,
  ApplicationV1Page,
  type InstallDevice,
  InstallDevicePage,
  InstallDevicesQuery,
  type StoredApplication,
} from '../../../../schemas/esper/applications/application.js';
import {
  type AppVersion,
  AppVersionDeletionQuery,
  AppVersionPage,
  AppVersionQuery,
  AppVersionsQuery,
  AppVersionsV1Query,
  AppVersionUpdate,
  AppVersionV1Page,
  AppVersionV1Update,
  type StoredVersion,
} from '../../../../schemas/esper/applications/version.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation, pickDeclared } from '../../../simulator/contract/operation.js';
import type { PresentRequest } from '../../../simulator/resources/resource.js';
import { containsText } from '../../../store/query/case-fold.js';
import { applications as collection, groups } from '../collections.js';
import { devicesWithVersion, installCounts } from '../devices/installed-apps.js';
import { manageSpec as evidence } from '../evidence.js';
import { linksFor } from '../links.js';
import { arrayPage, type ListRequest } from '../paging.js';
import { isListed, selectVersions } from './filters.js';
import {
  presentApplication,
  presentApplicationV1,
  presentVersion,
  presentVersionV1,
  versionsOf,
} from './present.js';
import {
  application,
  applicationV1,
  changeVersion,
  version,
  versionUrl,
  versionV1,
} from './resources.js';
import { uploadOperation } from './upload.js';

const listDescription = 'In the order of their names. Several filters select what matches all.';
const deletion =
  'Devices that have it keep it. The file is deleted, and a command that installs it fails.';

/** Apps and their versions. */
export const applicationOperations: readonly Operation[] = [
  application.list({
    operationId: 'getAllApplications',
    summary: 'List apps in enterprise',
    description: listDescription,
    querystring: ApplicationsQuery,
    page: ApplicationPage,
    handler: (request) =>
      applicationPage(request, (each) =>
        presentApplication(request.sandbox, linksFor(request), each),
      ),
  }),
  uploadOperation,
  application.read({ operationId: 'getApplication', summary: 'Get application information' }),
  application.delete({
    operationId: 'deleteApplication',
    summary: 'Delete an application',
    description: `Delete an application with all its versions. ${deletion}`,
  }),
  version.list({
    operationId: 'getAppVersions',
    summary: 'List App versions',
    description: 'The newest first unless an order is given.',
    querystring: AppVersionsQuery,
    page: AppVersionPage,
    handler: (request) =>
      versionPage(request, (...shown) => inFormat(request.query, presentVersion(...shown))),
  }),
  versionRead(
    version.read({ operationId: 'getAppVersion', summary: 'Get app version information' }),
  ),
  version.update({
    method: 'PATCH',
    operationId: 'patchAppVersion',
    summary: 'Patch an App version instance',
    isBodyOptional: true,
    body: AppVersionUpdate,
    update: ({ sandbox, body }, before) => changed(sandbox, before, AppVersionUpdate, body),
  }),
  version.delete({
    operationId: 'deleteAppVersion',
    summary: 'Delete app version',
    description: `Delete a version. ${deletion} An app stays without versions.`,
  }),
  installDevices('', 'getInstallDevices'),
  installDevices('/v1', 'getInstallDevicesV1'),
];

/** The same as the first version of the API shows them. */
export const applicationV1Operations: readonly Operation[] = [
  applicationV1.list({
    operationId: 'getAllApplicationsV1',
    summary: 'List apps in enterprise',
    description: listDescription,
    querystring: ApplicationsQuery,
    page: ApplicationV1Page,
    handler: (request) =>
      applicationPage(request, (each) =>
        presentApplicationV1(request.sandbox, linksFor(request), each),
      ),
  }),
  applicationV1.read({ operationId: 'getApplicationv1', summary: 'Get application information' }),
  applicationV1.delete({
    operationId: 'deleteApplicationV1',
    summary: 'Delete an application',
    description: `Delete an application with all its versions. ${deletion}`,
  }),
  versionV1.list({
    operationId: 'getAppVersionsV1',
    summary: 'List App versions',
    description: 'The newest first unless an order is given.',
    querystring: AppVersionsV1Query,
    page: AppVersionV1Page,
    handler: (request) => versionPage(request, presentVersionV1),
  }),
  versionV1.read({ operationId: 'getAppVersionV1', summary: 'Get app version information' }),
  versionV1.update({
    method: 'PATCH',
    operationId: 'patchAppVersionV1',
    summary: 'Patch an App version instance',
    isBodyOptional: true,
    body: AppVersionV1Update,
    update: ({ sandbox, body }, before) => changed(sandbox, before, AppVersionV1Update, body),
  }),
  operationWithQuery(
    versionV1.delete({
      operationId: 'deleteAppVersionV1',
      summary: 'Delete app version',
      description: `Delete a version. ${deletion} An app stays without versions.`,
    }),
    AppVersionDeletionQuery,
  ),
];

/** The read of a version, in the format that the query asks for. */
function versionRead({ handler, ...declared }: Operation): Operation {
  return operationWithQuery(
    {
      ...declared,
      handler: (request) => inFormat(request.query, handler?.(request) as AppVersion),
    },
    AppVersionQuery,
  );
}

/** A version in the newer format of the vendor if the query asks for it: its name and its number have other keys. */
function inFormat(query: unknown, shown: AppVersion): AppVersion {
  if ((query as AppVersionQuery).legacy_format !== false) return shown;
  const { build_number, ...fields } = shown;
  const { version_code: version_name } = fields;
  return { ...fields, version_name, version_code: build_number ?? version_name };
}

/** An operation of a resource with a query. */
function operationWithQuery(declared: Operation, querystring: TObject): Operation {
  return { ...declared, schema: { ...declared.schema, querystring } };
}

function applicationPage(
  request: ListRequest,
  toListItem: (application: StoredApplication) => unknown,
) {
  const filters = request.query as ApplicationsQuery;
  const matching = request.sandbox
    .documents(collection)
    .all({}, { column: 'name', descending: false })
    .map(({ wire }) => wire)
    .filter((each) => isListed(request.sandbox, each, filters));
  return arrayPage(request, matching, toListItem);
}

function versionPage(
  request: ListRequest & PresentRequest & { readonly params: unknown },
  present: (links: ReturnType<typeof linksFor>, each: StoredVersion, count: number) => unknown,
) {
  const { id } = application.require(request).wire;
  const versions = selectVersions(
    versionsOf(request.sandbox, id),
    request.query as AppVersionsV1Query,
  );
  const counts = installCounts(request);
  const links = linksFor(request);
  return arrayPage(request, versions, (each) => present(links, each, counts.get(each.id) ?? 0));
}

function changed(
  sandbox: PresentRequest['sandbox'],
  before: StoredVersion,
  model: TSchema,
  body: unknown,
): StoredVersion {
  const changes = pickDeclared(model as unknown as TObject, body as Partial<StoredVersion>);
  return changeVersion(sandbox, before, changes);
}

function installDevices(prefix: string, operationId: string): Operation {
  return operation({
    method: 'GET',
    url: `${prefix}${versionUrl}:version_id/installdevices`,
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId,
      summary: 'List install devices',
      description: 'The devices that have the version, in the order of their names.',
      params: ApplicationParams,
      querystring: InstallDevicesQuery,
      response: { 200: ref(InstallDevicePage) },
    },
    handler(request) {
      const { sandbox, query } = request;
      const { wire } = version.require(request);
      const { search = '' } = query as { search?: string };
      const rows = devicesWithVersion(request, wire.id).map(
        ({ id, device_name, alias_name, group }): InstallDevice => ({
          id,
          device_name,
          alias_name,
          group_name: sandbox.documents(groups).get(group)?.wire.name ?? 'All devices',
        }),
      );
      const isFound = ({ device_name, alias_name, group_name }: InstallDevice) =>
        [device_name, alias_name ?? '', group_name].some((each) => containsText(each, search));
      return arrayPage(request, rows.filter(isFound), (each) => each);
    },
  });
}
