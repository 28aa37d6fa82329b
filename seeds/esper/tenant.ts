import { enterpriseId, exampleRole } from '../../schemas/esper/profiles.js';
import type { Connection } from '../../schemas/esper/v2/connections.js';
import { exampleInvite, type Invite, type InviteInternal } from '../../schemas/esper/v2/invites.js';
import {
  exampleTokenId,
  neverExpires,
  type StoredPersonalToken,
} from '../../schemas/esper/v2/personal-tokens.js';
import type { Role, RoleInternal } from '../../schemas/esper/v2/roles.js';
import { scopeNames } from '../../schemas/esper/v2/scopes.js';
import { uuidOf } from '../world/identifiers.js';

/** The connection of the vendor's sample, by which users sign on unless they are invited with another one. */
export const defaultConnection = '500f8424-a17b-4138-9b34-dcf4c445232c';

/** The sign-on connections of the tenant. */
export const connections: readonly Connection[] = [
  {
    connection_id: defaultConnection,
    connection: { name: 'northstar-saml', strategy: 'samlp', is_default: true },
  },
  {
    connection_id: uuidOf('esper connection staff'),
    connection: { name: 'contractors-oidc', strategy: 'oidc', is_default: false },
  },
];

/** The role of the persona with a custom role. */
export const operationsRole = uuidOf('esper role operations');

const types = { role_type: 1, organization_type: 1 };

/** The custom roles of the tenant. */
export const roles: readonly { readonly wire: Role; readonly internal: RoleInternal }[] = [
  {
    wire: { id: exampleRole, name: 'Librarian', description: 'Hands out loaners', ...types },
    internal: {
      scopes: [
        ...['read:device', 'read:device_app', 'read:group', 'update:device:group'],
        ...['REBOOT', 'LOCK', 'NOTIFY_DEVICE'].map((name) => `create:device_command:${name}`),
      ],
    },
  },
  {
    wire: {
      id: operationsRole,
      name: 'IT Operations',
      description: 'Everything that has a scope; no users, roles and settings of the tenant',
      ...types,
    },
    internal: { scopes: [...scopeNames] },
  },
];

const invited = '2026-03-09T15:12:40Z';

/** An invite that is open at the instant at which the world begins. */
export const invites: readonly { readonly wire: Invite; readonly internal: InviteInternal }[] = [
  {
    wire: {
      id: exampleInvite.id,
      email: 'marta.lindgren@northstar.example',
      tenant_id: enterpriseId,
      idp_invite_id: uuidOf('esper seeded invite').replaceAll('-', ''),
      meta: {
        email: 'marta.lindgren@northstar.example',
        profile: { role: 'Viewer', enterprise: enterpriseId },
      },
      connection_id: defaultConnection,
      send_invitation_email: true,
      created_at: invited,
      updated_at: invited,
    },
    internal: { token: exampleInvite.token },
  },
];

/** The numbers of created personal access tokens come after this one. */
export const firstFreeToken = 100;

/** A token of the first user. */
export const personalTokens: readonly StoredPersonalToken[] = [
  {
    id: exampleTokenId,
    name: 'nightly-inventory',
    description: 'Counts the tablets every night',
    created_at: '2025-09-02T13:40:12Z',
    updated_at: '2025-09-02T13:40:12Z',
    expiry_at: neverExpires,
    number: firstFreeToken,
    user: 4001,
  },
];
