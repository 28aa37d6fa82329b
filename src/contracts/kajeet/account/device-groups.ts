import {
  ListDeviceGroupsByFeatureQuery,
  ListDeviceGroupsQuery,
} from '../../../../schemas/kajeet/account-settings.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { unpublished, unpublishedResponse } from '../../../../schemas/kajeet/unpublished.js';
import { allow, withConditions } from '../../../simulator/contract/access.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { stub } from '../../../simulator/resources/stub.js';
import { withinOwnTree } from '../corps.js';
import { documented, documentedAt } from '../evidence.js';

/** Device group operations of the vendor's page Account Settings. */
export const deviceGroups: readonly Operation[] = [
  stub({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings'),
    operationId: 'listDeviceGroups',
    summary: 'Page through or CSV-export the child device groups the caller sees',
    querystring: ListDeviceGroupsQuery,
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'POST',
    url: '/v1.0/accountSettings/deviceGroups',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings'),
    operationId: 'addDeviceGroup',
    summary: 'Create a device group',
    body: unpublished('DeviceGroupPostModel'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups/filtered',
    access: allow('org_super', 'org_managerplus'),
    evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups'),
    operationId: 'listDeviceGroupsByFeature',
    summary: 'Child device groups limited to those with access to a feature',
    querystring: ListDeviceGroupsByFeatureQuery,
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups/hierarchy',
    access: allow('org_super', 'org_managerplus'),
    evidence: documentedAt('https://kajeet.dev/docs/api/accountsettings'),
    operationId: 'getDeviceGroupHierarchy',
    summary: "Tree of device groups below the user's group",
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'PUT',
    url: '/v1.0/accountSettings/deviceGroups/:corpId',
    access: withConditions(allow('org_super', 'org_managerplus'), withinOwnTree),
    evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups/{corpId}'),
    operationId: 'updateDeviceGroup',
    summary: 'Change a device group',
    params: CorpParams,
    body: unpublished('DeviceGroupPutModel'),
    response: { 200: unpublishedResponse },
  }),
];
