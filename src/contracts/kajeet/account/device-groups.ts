import { ref } from '../../../../schemas/annotations.js';
import {
  DeviceGroupNode,
  DeviceGroupPage,
  DeviceGroupPostModel,
  DeviceGroupPutModel,
  DeviceGroups,
  DeviceGroupWritten,
  ListDeviceGroupsByFeatureQuery,
  ListDeviceGroupsQuery,
} from '../../../../schemas/kajeet/account/device-groups.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { withConditions } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { accountEditors } from '../access.js';
import { withinOwnTree } from '../corp-tree.js';
import { documented, documentedAt } from '../evidence.js';
import { csvWaiver, listAnswer } from '../lists/rows.js';
import {
  listDeviceGroups,
  listDeviceGroupsByFeature,
  readHierarchy,
} from './device-group-reads.js';
import { addDeviceGroup, updateDeviceGroup } from './device-group-writes.js';

const source = documented('accountsettings');

const logoForm = { model: 'model', files: ['logoImage'] };
const logoNote =
  'The body is JSON, or multipart/form-data with the JSON as its part `model` and the file of the logo as its part `logoImage`. ' +
  'A logo that is null or left out stays; an empty text or an empty file resets it to the default.';

/** Device group operations of the vendor's page Account Settings. */
export const deviceGroups: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups',
    config: { access: accountEditors, evidence: source, effect: 'read', waiver: csvWaiver },
    schema: {
      operationId: 'listDeviceGroups',
      summary: 'Page through or CSV-export the child device groups the caller sees',
      querystring: ListDeviceGroupsQuery,
      response: { 200: listAnswer(DeviceGroupPage) },
    },
    handler: listDeviceGroups,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/accountSettings/deviceGroups',
    config: {
      access: accountEditors,
      evidence: source,
      effect: 'change',
      acceptsMultipart: logoForm,
      refusals: {
        403: "The scope does not allow this, or the parent is outside the caller's tree.",
        404: 'The parent group does not exist.',
        409: 'A group below the same parent has the description.',
      },
    },
    schema: {
      operationId: 'addDeviceGroup',
      summary: 'Create a device group',
      description: `Create a device group. Its corpId follows from its description. ${logoNote}`,
      body: ref(DeviceGroupPostModel),
      response: { 200: ref(DeviceGroupWritten) },
    },
    handler: addDeviceGroup,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups/filtered',
    config: {
      access: accountEditors,
      evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups'),
      effect: 'read',
    },
    schema: {
      operationId: 'listDeviceGroupsByFeature',
      summary: 'Child device groups limited to those with access to a feature',
      querystring: ListDeviceGroupsByFeatureQuery,
      response: { 200: ref(DeviceGroups) },
    },
    handler: listDeviceGroupsByFeature,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/accountSettings/deviceGroups/hierarchy',
    config: {
      access: accountEditors,
      evidence: documentedAt('https://kajeet.dev/docs/api/accountsettings'),
      effect: 'read',
    },
    schema: {
      operationId: 'getDeviceGroupHierarchy',
      summary: "Tree of device groups below the user's group",
      response: { 200: ref(DeviceGroupNode) },
    },
    handler: readHierarchy,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/accountSettings/deviceGroups/:corpId',
    config: {
      access: withConditions(accountEditors, withinOwnTree),
      evidence: documented('accountsettings', '/v1.0/accountSettings/deviceGroups/{corpId}'),
      effect: 'change',
      acceptsMultipart: logoForm,
      refusals: { 409: 'A group below the same parent has the description.' },
    },
    schema: {
      operationId: 'updateDeviceGroup',
      summary: 'Change a device group',
      description: `Change a device group. ${logoNote}`,
      params: CorpParams,
      body: ref(DeviceGroupPutModel),
      response: { 200: ref(DeviceGroupWritten) },
    },
    handler: updateDeviceGroup,
  }),
];
