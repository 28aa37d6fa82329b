import {
  ListDeviceGroupsByFeatureQuery,
  ListDeviceGroupsOfUserQuery,
  ListDeviceGroupsQuery,
  ListUsersQuery,
  UserParams,
} from '../../../schemas/kajeet/account-settings.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { allow, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { notWbu, ownTree, parentCorp } from './access.js';
import { documented, documentedAt, inferredAt } from './evidence.js';

/** Account settings, in the order of the vendor's page. */
export const accountSettings: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/categories',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings'),
      effect: 'change',
    },
    schema: {
      operationId: 'addCategory',
      summary: 'Create a label category',
      body: unpublished('DeviceAddCategory'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/categories',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings'),
      effect: 'change',
    },
    schema: {
      operationId: 'updateCategories',
      summary: 'Rename/change label categories',
      body: unpublished('CategoryUpdateModel'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/accountSettings/categories',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings'),
      effect: 'destroy',
    },
    schema: {
      operationId: 'deleteCategories',
      summary: 'Delete label categories',
      body: unpublished('model', 'array'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings'),
      effect: 'read',
    },
    schema: {
      operationId: 'listDeviceGroups',
      summary: 'Page through or CSV-export the child device groups the caller sees',
      querystring: ListDeviceGroupsQuery,
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/deviceGroups',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings'),
      effect: 'change',
    },
    schema: {
      operationId: 'addDeviceGroup',
      summary: 'Create a device group',
      body: unpublished('DeviceGroupPostModel'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups/filtered',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups'),
      effect: 'read',
    },
    schema: {
      operationId: 'listDeviceGroupsByFeature',
      summary: 'Child device groups limited to those with access to a feature',
      querystring: ListDeviceGroupsByFeatureQuery,
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups/hierarchy',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documentedAt('https://kajeet.dev/docs/api/accountsettings'),
      effect: 'read',
    },
    schema: {
      operationId: 'getDeviceGroupHierarchy',
      summary: "Tree of device groups below the user's group",
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/deviceGroups/:corpId',
    config: {
      access: when(allow('org_super', 'org_managerplus'), ownTree),
      evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups/{corpId}'),
      effect: 'change',
    },
    schema: {
      operationId: 'updateDeviceGroup',
      summary: 'Change a device group',
      params: CorpParams,
      body: unpublished('DeviceGroupPutModel'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/labels',
    config: {
      access: when(allow('org_super', 'org_managerplus'), parentCorp, notWbu),
      evidence: documented('accountsettings', '/v1.0/accountSettings/labels'),
      effect: 'change',
    },
    schema: {
      operationId: 'addLabel',
      summary: 'Add a label to a category',
      body: unpublished('DeviceAddLabel'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/labels',
    config: {
      access: when(allow('org_super', 'org_managerplus'), parentCorp, notWbu),
      evidence: documented('accountsettings', '/v1.0/accountSettings/labels'),
      effect: 'change',
    },
    schema: {
      operationId: 'renameLabel',
      summary: 'Rename a label',
      body: unpublished('DeviceEditLabel'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'DELETE',
    url: '/v1.0/accountSettings/labels',
    config: {
      access: allow('org_super', 'org_managerplus'),
      evidence: documented('accountsettings', '/v1.0/accountSettings/labels'),
      effect: 'destroy',
    },
    schema: {
      operationId: 'deleteLabels',
      summary: 'Delete labels',
      body: unpublished('Delete label', 'array'),
      response: { 200: unpublishedAnswer },
    },
  }),
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
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
      response: { 200: unpublishedAnswer },
    },
  }),
];
