import type { TObject, TSchema } from '@sinclair/typebox';
import * as shapes from '../../../schemas/esper/newer.js';
import { noContent, unspecifiedResponse } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Evidence } from '../../simulator/contract/evidence.js';
import { defaultEffect, type Operation, operation } from '../../simulator/contract/operation.js';
import { administrators } from './access.js';
import { authn2, authz2, pythonClient, v1Spec } from './evidence.js';

/** What is known of an operation that is not simulated yet. */
interface OperationStub {
  readonly operationId: string;
  readonly summary: string;
  /** Its success: the status, and the answer in words; without words there is none. */
  readonly success: readonly [number, string?];
  readonly params?: TObject;
  readonly querystring?: TObject;
  readonly body?: TSchema;
  /** It is about the caller alone, so that any key will do. */
  readonly isOwn?: true;
}

const role = '{id, name, description, role_type, organization_type}';
const tenant = '/authn2/v0/tenant/:enterprise_id';
const accessTokens = '/authn2/v0/personal-access-token/';

/** Users and invites of the newer generation. */
export const v2Users: readonly Operation[] = [
  stub(authn2, 'POST', `${tenant}/invite`, {
    operationId: 'inviteUser',
    summary: 'Invite a person by email',
    params: shapes.EnterpriseParams,
    body: shapes.InviteCreate,
    success: [201, 'The invite with its invitation_url'],
  }),
  stub(authn2, 'GET', `${tenant}/invite`, {
    operationId: 'listInvites',
    summary: 'List open invites',
    params: shapes.EnterpriseParams,
    querystring: shapes.InvitesQuery,
    success: [201, '{count, userinvites}; 201 is what the document says'],
  }),
  stub(authn2, 'DELETE', `${tenant}/invite/:invite_id`, {
    operationId: 'deleteInvite',
    summary: 'Withdraw an invite',
    params: shapes.InviteParams,
    success: [204],
  }),
  stub(authn2, 'PUT', '/authn2/v0/user/:user_id', {
    operationId: 'updateOwnUser',
    isOwn: true,
    summary: "Change one's own profile",
    params: shapes.AuthnUserParams,
    body: shapes.OwnUserUpdate,
    success: [200, 'The user'],
  }),
  stub(authn2, 'DELETE', `${tenant}/user/:user_id/`, {
    operationId: 'deleteTenantUser',
    summary: 'Remove a user from the enterprise',
    params: shapes.TenantUserParams,
    success: [204],
  }),
  stub(authn2, 'GET', '/authn2/v1/users/', {
    operationId: 'listAuthnUsers',
    summary: 'List users as the authentication service sees them',
    querystring: shapes.AuthnUsersQuery,
    success: [200, '{user_id, tenant_id, partner_id, email, name, connection_id, ...}'],
  }),
  stub(authz2, 'PUT', '/authz2/v1/users/:user_id', {
    operationId: 'updateDifferentUser',
    summary: 'Change role, groups or factory-reset right of another user',
    params: shapes.AuthnUserParams,
    body: shapes.OtherUserUpdate,
    success: [200, 'The user'],
  }),
  stub(authz2, 'GET', '/authz2/v1/users/:user_id/groups', {
    operationId: 'listReachableGroups',
    summary: 'Groups that a user can reach',
    params: shapes.AuthnUserParams,
    querystring: shapes.ReachableGroupsQuery,
    success: [200, '{group_ids, has_all_group_access}'],
  }),
];

export const customRoles: readonly Operation[] = [
  stub(authz2, 'GET', '/authz2/v1/roles/', {
    operationId: 'listRoles',
    summary: 'List custom roles',
    querystring: shapes.RolesQuery,
    success: [200, `{count, roles: [${role}]}`],
  }),
  stub(authz2, 'POST', '/authz2/v1/roles/', {
    operationId: 'createRole',
    summary: 'Create a custom role without scopes',
    body: shapes.RoleCreate,
    success: [201, `${role}; the page says 200, the specification 201`],
  }),
  stub(authz2, 'GET', '/authz2/v1/roles/:role_id', {
    operationId: 'getRole',
    summary: 'Read a role',
    params: shapes.RoleParams,
    success: [200, role],
  }),
  stub(authz2, 'PATCH', '/authz2/v1/roles/:role_id', {
    operationId: 'updateRole',
    summary: 'Rename or re-describe a role',
    params: shapes.RoleParams,
    body: shapes.RoleUpdate,
    success: [200, role],
  }),
  stub(authz2, 'DELETE', '/authz2/v1/roles/:role_id', {
    operationId: 'deleteRole',
    summary: 'Delete a role',
    params: shapes.RoleParams,
    success: [204],
  }),
  stub(authz2, 'GET', '/authz2/v1/roles/:role_id/scopes', {
    operationId: 'listRoleScopes',
    summary: 'Scopes of a role',
    params: shapes.RoleParams,
    success: [200, 'An array of {id, name, description, scope_type, organization_type}'],
  }),
  stub(authz2, 'PUT', '/authz2/v1/roles/:role_id/scopes', {
    operationId: 'replaceRoleScopes',
    summary: 'Replace the scopes of a role',
    params: shapes.RoleParams,
    body: shapes.RoleScopesUpdate,
    success: [200, '{scopes}: an object here, where the read answers an array'],
  }),
];

export const connections: readonly Operation[] = [
  stub(authn2, 'GET', `${tenant}/connection`, {
    operationId: 'listConnections',
    summary: 'List sign-on connections',
    params: shapes.EnterpriseParams,
    querystring: shapes.ConnectionsQuery,
    success: [200, '{count, connections: [{connection_id, connection}]}'],
  }),
];

export const tokenInfo: readonly Operation[] = [
  stub(pythonClient, 'GET', '/v1/token-info/', {
    operationId: 'getTokenInfo',
    summary: 'Describe the presented key',
    success: [200, '{id, enterprise, user, token, expires_on, scope, created_on, updated_on, ...}'],
  }),
];

export const personalAccessTokens: readonly Operation[] = [
  stub(authn2, 'POST', accessTokens, {
    operationId: 'createPersonalAccessToken',
    isOwn: true,
    summary: 'Create a key for the caller',
    body: shapes.AccessTokenCreate,
    success: [200, '{id, name, description, created_at, updated_at, token, prefix, expiry_at}'],
  }),
  stub(authn2, 'GET', accessTokens, {
    operationId: 'listPersonalAccessTokens',
    summary: "List the caller's keys",
    success: [200, '{count, personal_access_tokens}'],
  }),
  stub(authn2, 'PUT', `${accessTokens}:personal_access_token_id`, {
    operationId: 'renewPersonalAccessToken',
    isOwn: true,
    summary: 'Renew a key',
    params: shapes.AccessTokenParams,
    body: shapes.AccessTokenUpdate,
    success: [200, 'The key, with legacy_token_id and legacy_developer_app_id'],
  }),
  stub(authn2, 'DELETE', `${accessTokens}:personal_access_token_id`, {
    operationId: 'deletePersonalAccessToken',
    isOwn: true,
    summary: 'Delete a key',
    params: shapes.AccessTokenParams,
    success: [204],
  }),
];

export const deviceGroups: readonly Operation[] = [
  stub(v1Spec, 'GET', '/enterprise/:enterprise_id/devicegroup/', {
    operationId: 'listDeviceGroups',
    summary: 'List device groups',
    params: shapes.EnterpriseParams,
    querystring: shapes.DeviceGroupsQuery,
    success: [200, '{count, next, previous, results}'],
  }),
];

function stub(
  evidence: Evidence,
  method: Operation['method'],
  url: string,
  { success: [status, words], isOwn, ...known }: OperationStub,
): Operation {
  return operation({
    method,
    url,
    config: {
      // The console's documentation leaves the management of users to administrators.
      access: method === 'GET' || isOwn ? anyScope : administrators,
      evidence,
      effect: defaultEffect(method),
    },
    schema: { ...known, response: { [status]: words ? unspecifiedResponse(words) : noContent } },
  });
}
