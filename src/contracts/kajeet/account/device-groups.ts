import {
  ListDeviceGroupsByFeatureQuery,
  ListDeviceGroupsQuery,
} from '../../../../schemas/kajeet/account-settings.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { unpublished, unpublishedResponse } from '../../../../schemas/kajeet/unpublished.js';
import { allow, withConditions } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { withinOwnTree } from '../access.js';
import { documented, documentedAt } from '../evidence.js';

/** Device group operations of the vendor's page Account Settings. */
export const deviceGroups: readonly Operation[] = [
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
      response: { 200: unpublishedResponse },
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
      response: { 200: unpublishedResponse },
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
      response: { 200: unpublishedResponse },
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
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/deviceGroups/:corpId',
    config: {
      access: withConditions(allow('org_super', 'org_managerplus'), withinOwnTree),
      evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups/{corpId}'),
      effect: 'change',
    },
    schema: {
      operationId: 'updateDeviceGroup',
      summary: 'Change a device group',
      params: CorpParams,
      body: unpublished('DeviceGroupPutModel'),
      response: { 200: unpublishedResponse },
    },
  }),
];
