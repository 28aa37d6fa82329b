import {
  ListDeviceGroupsOfUserQuery,
  ListUsersQuery,
  UserParams,
} from '../../../../schemas/kajeet/account-settings.js';
import { unpublished, unpublishedResponse } from '../../../../schemas/kajeet/unpublished.js';
import { allow } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { documented, documentedAt, inferredAt } from '../evidence.js';

/** User, role and VPN operations of the vendor's page Account Settings. */
export const accountUsers: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/roles',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documentedAt('https://kajeet.dev/docs/api/accountsettings'),
      effect: 'read',
    },
    schema: {
      operationId: 'listRoles',
      summary: 'Roles the caller may hand out',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/setChangeEmailConfirmation',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documentedAt('https://kajeet.dev/docs/api/accountsettings'),
      effect: 'change',
    },
    schema: {
      operationId: 'setChangeEmailConfirmation',
      summary: "Update a user's pending e-mail change",
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/users',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/users'),
      effect: 'read',
    },
    schema: {
      operationId: 'listUsers',
      summary: 'Page through or CSV-export the users of the account',
      querystring: ListUsersQuery,
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/users/',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/users'),
      effect: 'change',
    },
    schema: {
      operationId: 'addUser',
      summary: 'Add a user to the account',
      body: unpublished('UserPut'),
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/users/deviceGroupsList',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/users/'),
      effect: 'read',
    },
    schema: {
      operationId: 'listDeviceGroupsOfUser',
      summary: 'Child device groups of the user with an e-mail address',
      querystring: ListDeviceGroupsOfUserQuery,
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/users/status/:userName',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/users/'),
      effect: 'destroy',
    },
    schema: {
      operationId: 'updateUserStatus',
      summary: 'Enable or disable a user',
      params: UserParams,
      body: unpublished('UserStatusUpdateRequest'),
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/users/:userName',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/users/{userName}'),
      effect: 'change',
    },
    schema: {
      operationId: 'updateUser',
      summary: 'Change a user',
      params: UserParams,
      body: unpublished('UserPut'),
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/accountSettings/users/:userName',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/users/{userName}'),
      effect: 'destroy',
    },
    schema: {
      operationId: 'deleteUser',
      summary: 'Delete a user',
      params: UserParams,
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/vpnSettings',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documentedAt('https://kajeet.dev/docs/api/accountsettings'),
      effect: 'read',
    },
    schema: {
      operationId: 'getVpnSettings',
      summary: 'VPN management settings of the logged-in user',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/vpnSettings',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: inferredAt('https://kajeet.dev/docs/api/accountsettings'),
      effect: 'change',
    },
    schema: {
      operationId: 'updateVpnSettings',
      summary: 'Change the VPN management settings',
      response: { 200: unpublishedResponse },
    },
  }),
];
