import { Type } from '@sinclair/typebox';
import { ApplicationParams } from '../../../../schemas/esper/applications/application.js';
import { exampleVersionSignature } from '../../../../schemas/esper/applications/examples.js';
import { fileSignature, signatureQuery } from '../../../../schemas/esper/applications/files.js';
import { packageType } from '../../../../seeds/esper/index.js';
import { publicAccess } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { StreamResponse } from '../../../simulator/contract/responses.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { applications, appVersions } from '../collections.js';
import { downloads as evidence } from '../evidence.js';
import { fileResponse } from '../files/stored-files.js';
import { iconFor } from './icon.js';
import { versionUrl } from './resources.js';

const iconType = 'image/png';
const shared = {
  method: 'GET',
  config: { access: publicAccess, evidence, effect: 'read' },
} as const;
const schema = {
  params: ApplicationParams,
  querystring: signatureQuery(exampleVersionSignature),
} as const;
const binary = Type.String({ format: 'binary' });

/** What links to files of apps lead to. */
export const applicationDownloads: readonly Operation[] = [
  operation({
    ...shared,
    url: `${versionUrl}:version_id/file/`,
    schema: {
      ...schema,
      operationId: 'downloadAppFile',
      summary: 'Download the file of an app version',
      description: 'Where download_url and app_file lead. It needs no key.',
      response: {
        200: { description: 'The file', content: { [packageType]: { schema: binary } } },
      },
    },
    handler({ sandbox, params, query }) {
      const { file } = requireVersion(sandbox, params);
      return fileResponse(sandbox, file, { ...query, type: packageType });
    },
  }),
  operation({
    ...shared,
    url: `${versionUrl}:version_id/icon/`,
    schema: {
      ...schema,
      operationId: 'downloadAppIcon',
      summary: 'Download the icon of an app version',
      description:
        'Where icon_url and app_icon lead. It needs no key. The icon is drawn from the name of the package, not read from the file.',
      response: { 200: { description: 'The icon', content: { [iconType]: { schema: binary } } } },
    },
    handler({ sandbox, params, query }) {
      const version = requireVersion(sandbox, params);
      if (query.signature !== fileSignature(version.file)) throw unknown(params.version_id);
      const application = sandbox.documents(applications).get(version.application)?.wire;
      return new StreamResponse(iconFor(application?.package_name ?? ''), {
        'content-type': iconType,
      });
    },
  }),
];

function requireVersion(
  sandbox: Sandbox,
  { application_id, version_id }: { application_id: string; version_id: string },
) {
  const found = sandbox.documents(appVersions).get(version_id.toLowerCase())?.wire;
  if (found?.application !== application_id.toLowerCase()) throw unknown(version_id);
  return found;
}

function unknown(version: string) {
  return notFound(`There is no file of a version ${version}; links to files come from the API`);
}
