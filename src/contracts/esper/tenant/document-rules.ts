import { numberKey, uuidKey } from '../../../simulator/data/document-keys.js';
import { type AnyRules, documentRules } from '../../../simulator/data/rules.js';
import {
  connections,
  groups,
  invites,
  personalTokens,
  roles,
  users,
  webTokens,
} from '../collections.js';

/** How the control plane reads and writes what administers the users of the tenant. */
export const tenantRules: readonly AnyRules[] = [
  documentRules({
    collection: connections,
    description: 'How users of the tenant sign on',
    columns: ['connection.name', 'connection.strategy', 'connection.is_default', 'connection_id'],
    nameFields: ['connection.name'],
    keyField: '/wire/connection_id',
  }),
  documentRules({
    collection: roles,
    description: 'Custom roles with the names of their scopes',
    columns: ['name', 'description', 'scopes', 'id'],
    nameFields: ['name'],
    keyField: '/wire/id',
    toKey: uuidKey,
    unique: { name: '/wire/name' },
  }),
  documentRules({
    collection: invites,
    description: 'Invites that are not accepted; expired ones stay until they are deleted',
    columns: [
      ...['email', 'meta.profile.role', 'meta.profile.groups', 'connection_id', 'created_at'],
      'id',
    ],
    nameFields: ['email'],
    references: [
      { at: '/wire/connection_id', to: connections, mayDangle: true },
      { at: '/wire/meta/profile/groups/*', to: groups, mayDangle: true },
    ],
    keyField: '/wire/id',
    toKey: uuidKey,
    unique: { email: '/wire/email' },
    secrets: { '/internal/token': '' },
  }),
  documentRules({
    collection: personalTokens,
    description: 'Personal access tokens; the key that a caller presents is made of the number',
    columns: ['name', 'description', 'user', 'expiry_at', 'created_at', 'id', 'number'],
    nameFields: ['name'],
    references: [{ at: '/wire/user', to: users, mayDangle: true }],
    keyField: '/wire/number',
    toKey: numberKey,
    unique: { id: '/wire/id' },
  }),
  documentRules({
    collection: webTokens,
    description: "Tokens for frames with Google's store",
    columns: ['parent_url', 'is_active', 'created_on', 'emm', 'id'],
    nameFields: ['parent_url'],
    keyField: '/wire/id',
    toKey: numberKey,
  }),
];
