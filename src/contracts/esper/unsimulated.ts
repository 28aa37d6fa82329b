import { InitialTemplateParams } from '../../../schemas/esper/devices/reports.js';
import { EnterpriseParams } from '../../../schemas/esper/tenant/enterprise.js';
import * as shapes from '../../../schemas/esper/v2.js';
import { noContent, unspecifiedResponse } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { stub } from '../../simulator/resources/stub.js';
import { administrators } from './access.js';
import { authn2, authz2, supportTool } from './evidence.js';

const role = '{id, name, description, role_type, organization_type}';
const tenant = '/authn2/v0/tenant/:enterprise_id';
const accessTokens = '/authn2/v0/personal-access-token/';

/** Users and invites in version 2 of the API. Any key may change what belongs to its own user; other writes need an administrator. */
export const v2Users: readonly Operation[] = [
  stub({
    method: 'POST',
    url: `${tenant}/invite`,
    access: administrators,
    evidence: authn2,
    operationId: 'inviteUser',
    summary: 'Invite a person by email',
    params: EnterpriseParams,
    body: shapes.InviteCreate,
    response: { 201: unspecifiedResponse('The invite with its invitation_url') },
  }),
  stub({
    method: 'GET',
    url: `${tenant}/invite`,
    access: anyScope,
    evidence: authn2,
    operationId: 'listInvites',
    summary: 'List open invites',
    params: EnterpriseParams,
    querystring: shapes.InvitesQuery,
    response: { 201: unspecifiedResponse('{count, userinvites}; 201 is what the document says') },
  }),
  stub({
    method: 'DELETE',
    url: `${tenant}/invite/:invite_id`,
    access: administrators,
    evidence: authn2,
    operationId: 'deleteInvite',
    summary: 'Withdraw an invite',
    params: shapes.InviteParams,
    response: { 204: noContent },
  }),
  stub({
    method: 'PUT',
    url: '/authn2/v0/user/:user_id',
    access: anyScope,
    evidence: authn2,
    operationId: 'updateOwnUser',
    summary: "Change one's own profile",
    params: shapes.AuthnUserParams,
    body: shapes.OwnUserUpdate,
    response: { 200: unspecifiedResponse('The user') },
  }),
  stub({
    method: 'DELETE',
    url: `${tenant}/user/:user_id/`,
    access: administrators,
    evidence: authn2,
    operationId: 'deleteTenantUser',
    summary: 'Remove a user from the enterprise',
    params: shapes.TenantUserParams,
    response: { 204: noContent },
  }),
  stub({
    method: 'GET',
    url: '/authn2/v1/users/',
    access: anyScope,
    evidence: authn2,
    operationId: 'listAuthnUsers',
    summary: 'List users as the authentication service sees them',
    querystring: shapes.AuthnUsersQuery,
    response: {
      200: unspecifiedResponse('{user_id, tenant_id, partner_id, email, name, connection_id, ...}'),
    },
  }),
  stub({
    method: 'PUT',
    url: '/authz2/v1/users/:user_id',
    access: administrators,
    evidence: authz2,
    operationId: 'updateDifferentUser',
    summary: 'Change role, groups or factory-reset right of another user',
    params: shapes.AuthnUserParams,
    body: shapes.OtherUserUpdate,
    response: { 200: unspecifiedResponse('The user') },
  }),
  stub({
    method: 'GET',
    url: '/authz2/v1/users/:user_id/groups',
    access: anyScope,
    evidence: authz2,
    operationId: 'listReachableGroups',
    summary: 'Groups that a user can reach',
    params: shapes.AuthnUserParams,
    querystring: shapes.ReachableGroupsQuery,
    response: { 200: unspecifiedResponse('{group_ids, has_all_group_access}') },
  }),
];

export const customRoles: readonly Operation[] = [
  stub({
    method: 'GET',
    url: '/authz2/v1/roles/',
    access: anyScope,
    evidence: authz2,
    operationId: 'listRoles',
    summary: 'List custom roles',
    querystring: shapes.RolesQuery,
    response: { 200: unspecifiedResponse(`{count, roles: [${role}]}`) },
  }),
  stub({
    method: 'POST',
    url: '/authz2/v1/roles/',
    access: administrators,
    evidence: authz2,
    operationId: 'createRole',
    summary: 'Create a custom role without scopes',
    body: shapes.RoleCreate,
    response: { 201: unspecifiedResponse(`${role}; the page says 200, the specification 201`) },
  }),
  stub({
    method: 'GET',
    url: '/authz2/v1/roles/:role_id',
    access: anyScope,
    evidence: authz2,
    operationId: 'getRole',
    summary: 'Read a role',
    params: shapes.RoleParams,
    response: { 200: unspecifiedResponse(role) },
  }),
  stub({
    method: 'PATCH',
    url: '/authz2/v1/roles/:role_id',
    access: administrators,
    evidence: authz2,
    operationId: 'updateRole',
    summary: 'Rename or re-describe a role',
    params: shapes.RoleParams,
    body: shapes.RoleUpdate,
    response: { 200: unspecifiedResponse(role) },
  }),
  stub({
    method: 'DELETE',
    url: '/authz2/v1/roles/:role_id',
    access: administrators,
    evidence: authz2,
    operationId: 'deleteRole',
    summary: 'Delete a role',
    params: shapes.RoleParams,
    response: { 204: noContent },
  }),
  stub({
    method: 'GET',
    url: '/authz2/v1/roles/:role_id/scopes',
    access: anyScope,
    evidence: authz2,
    operationId: 'listRoleScopes',
    summary: 'Scopes of a role',
    params: shapes.RoleParams,
    response: {
      200: unspecifiedResponse(
        'An array of {id, name, description, scope_type, organization_type}',
      ),
    },
  }),
  stub({
    method: 'PUT',
    url: '/authz2/v1/roles/:role_id/scopes',
    access: administrators,
    evidence: authz2,
    operationId: 'replaceRoleScopes',
    summary: 'Replace the scopes of a role',
    params: shapes.RoleParams,
    body: shapes.RoleScopesUpdate,
    response: {
      200: unspecifiedResponse('{scopes}: an object here, where the read returns an array'),
    },
  }),
];

export const connections: readonly Operation[] = [
  stub({
    method: 'GET',
    url: `${tenant}/connection`,
    access: anyScope,
    evidence: authn2,
    operationId: 'listConnections',
    summary: 'List sign-on connections',
    params: EnterpriseParams,
    querystring: shapes.ConnectionsQuery,
    response: { 200: unspecifiedResponse('{count, connections: [{connection_id, connection}]}') },
  }),
];

export const personalAccessTokens: readonly Operation[] = [
  stub({
    method: 'POST',
    url: accessTokens,
    access: anyScope,
    evidence: authn2,
    operationId: 'createPersonalAccessToken',
    summary: 'Create a key for the caller',
    body: shapes.AccessTokenCreate,
    response: {
      200: unspecifiedResponse(
        '{id, name, description, created_at, updated_at, token, prefix, expiry_at}',
      ),
    },
  }),
  stub({
    method: 'GET',
    url: accessTokens,
    access: anyScope,
    evidence: authn2,
    operationId: 'listPersonalAccessTokens',
    summary: "List the caller's keys",
    response: { 200: unspecifiedResponse('{count, personal_access_tokens}') },
  }),
  stub({
    method: 'PUT',
    url: `${accessTokens}:personal_access_token_id`,
    access: anyScope,
    evidence: authn2,
    operationId: 'renewPersonalAccessToken',
    summary: 'Renew a key',
    params: shapes.AccessTokenParams,
    body: shapes.AccessTokenUpdate,
    response: {
      200: unspecifiedResponse('The key, with legacy_token_id and legacy_developer_app_id'),
    },
  }),
  stub({
    method: 'DELETE',
    url: `${accessTokens}:personal_access_token_id`,
    access: anyScope,
    evidence: authn2,
    operationId: 'deletePersonalAccessToken',
    summary: 'Delete a key',
    params: shapes.AccessTokenParams,
    response: { 204: noContent },
  }),
];

/** No document or client code shows what the template of a device looks like. */
export const initialTemplate: readonly Operation[] = [
  stub({
    method: 'GET',
    url: '/enterprise/:enterprise_id/device/:device_id/initialtemplate/',
    access: anyScope,
    evidence: supportTool,
    operationId: 'getInitialTemplate',
    summary: 'The template that a device was provisioned with',
    params: InitialTemplateParams,
    response: { 200: unspecifiedResponse('The template; no key is known') },
  }),
];
