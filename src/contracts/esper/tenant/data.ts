import { type AnyRules, documentRules } from '../../../simulator/data/rules.js';
import { paddedKey } from '../../../store/documents/collection.js';
import { connections, invites, personalTokens, roles } from '../collections.js';

const lowerCase = (text: string) => text.toLowerCase();

/** How the control plane reads and writes what administers the users of the tenant. */
export const tenantRules: readonly AnyRules[] = [
  documentRules({
    collection: connections,
    description: 'How users of the tenant sign on',
    keyField: '/wire/connection_id',
  }),
  documentRules({
    collection: roles,
    description: 'Custom roles with the names of their scopes',
    keyField: '/wire/id',
    toKey: lowerCase,
    unique: { name: '/wire/name' },
  }),
  documentRules({
    collection: invites,
    description: 'Invites that are not accepted; expired ones stay until they are deleted',
    keyField: '/wire/id',
    toKey: lowerCase,
    unique: { email: '/wire/email' },
    secrets: { '/internal/token': '' },
  }),
  documentRules({
    collection: personalTokens,
    description: 'Personal access tokens; the key that a caller presents is made of the number',
    keyField: '/wire/number',
    toKey: (text) => (/^\d{1,12}$/.test(text) ? paddedKey(Number(text)) : text),
    unique: { id: '/wire/id' },
  }),
];
