import { uuidKey } from '../../../simulator/data/document-keys.js';
import { documentRules } from '../../../simulator/data/rules.js';
import { applications, appVersions } from '../collections.js';

/** How the control plane reads and writes apps and their versions. */
export const applicationRules = [
  documentRules({
    collection: applications,
    description: 'Apps of the tenant',
    columns: [
      ...['application_name', 'developer', 'category', 'package_name', 'is_active', 'is_hidden'],
      ...['updated_on', 'id'],
    ],
    nameFields: ['application_name'],
    keyField: '/wire/id',
    toKey: uuidKey,
  }),
  documentRules({
    collection: appVersions,
    description: 'Versions of apps, each with its file',
    columns: [
      ...['application', 'version_code', 'approval_status', 'release_track', 'is_default'],
      ...['file.name', 'file.size', 'created_on', 'id'],
    ],
    nameFields: ['application', 'version_code'],
    keyField: '/wire/id',
    toKey: uuidKey,
    references: [
      { at: '/wire/application', to: applications, index: 'application_id', mayDangle: true },
    ],
  }),
];
