import { CorpParams } from '../../../schemas/kajeet/corps.js';
import { ImeiParams } from '../../../schemas/kajeet/devices.js';
import { unpublished, unpublishedAnswer } from '../../../schemas/kajeet/unpublished.js';
import { anyScope, when } from '../../simulator/access.js';
import { type Operation, operation } from '../../simulator/contract.js';
import { ownTree } from './access.js';
import { documented } from './evidence.js';

const page = documented('devices', '/v1.0/devices/{corpId}');

/** SmartSpot settings of the devices page. */
export const smartspot: readonly Operation[] = [
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/smartspot-settings',
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateSmartSpotSettings',
      summary: 'Change the settings of one SmartSpot',
      params: CorpParams,
      body: unpublished('SmartSpotSettingsRequest'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/devices/:corpId/smartspot-settings-multi',
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'change' },
    schema: {
      operationId: 'updateSmartSpotSettingsMulti',
      summary: 'Change the settings of several SmartSpots',
      params: CorpParams,
      body: unpublished('SmartSpotSettingsMultiRequest'),
      response: { 200: unpublishedAnswer },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/devices/:corpId/smartspot-settings/:imei',
    config: { access: when(anyScope, ownTree), evidence: page, effect: 'read' },
    schema: {
      operationId: 'getSmartSpotSettings',
      summary: 'Read the settings of one SmartSpot',
      params: ImeiParams,
      response: { 200: unpublishedAnswer },
    },
  }),
];
