import { numberKey } from '../../../simulator/data/document-keys.js';
import { documentRules } from '../../../simulator/data/rules.js';
import { contents, fileParts, users } from '../collections.js';

/** How the control plane reads and writes files of the tenant, and the bytes of all files. */
export const contentRules = [
  documentRules({
    collection: contents,
    description: 'Files of the tenant',
    columns: [
      ...['file.name', 'description', 'tags', 'file.type', 'file.size', 'owner.id'],
      ...['created', 'id'],
    ],
    nameFields: ['file.name'],
    keyField: '/wire/id',
    toKey: numberKey,
    references: [{ at: '/wire/owner/id', to: users, mayDangle: true }],
  }),
  documentRules({
    collection: fileParts,
    description: 'The bytes of uploaded files in parts, by the SHA-256 of the file',
    columns: ['sha256', 'number', 'id'],
    nameFields: [],
    keyField: '/wire/id',
  }),
];
