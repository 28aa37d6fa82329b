import { CountESimInventoryQuery } from '../../../schemas/kajeet/activation.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
import { unpublishedResponse } from '../../../schemas/kajeet/unpublished.js';
import { allow, anyScope, withConditions } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { withinOwnTree } from './access.js';
import { documented } from './evidence.js';

/** Operations of the vendor's page Activation, in its order. */
export const activation: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/activation/billing-plans',
    config: { access: anyScope, evidence: documented('activation'), effect: 'read' },
    schema: {
      operationId: 'listBillingPlans',
      summary: 'Billing rate plans of the device group',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/businessInternetPlans',
    config: { access: anyScope, evidence: documented('activation'), effect: 'read' },
    schema: {
      operationId: 'listBusinessInternetPlans',
      summary: 'Verizon business internet plans the account may use',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/carriers',
    config: { access: allow('aux_activation'), evidence: documented('activation'), effect: 'read' },
    schema: {
      operationId: 'carriers',
      summary: 'Carriers offered for activation',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/eSim/carriers',
    config: { access: allow('aux_kemp_user'), evidence: documented('activation'), effect: 'read' },
    schema: {
      operationId: 'eSimCarriers',
      summary: 'Carriers offered for eSIM activation',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/eSimInventoryCount/:corpId',
    config: {
      access: withConditions(anyScope, withinOwnTree),
      evidence: documented('activation'),
      effect: 'read',
    },
    schema: {
      operationId: 'countESimInventory',
      summary: 'Stock of eSIMs of a carrier',
      params: CorpParams,
      querystring: CountESimInventoryQuery,
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'POST',
    url: '/v1.0/activation/esim-transaction',
    config: {
      access: allow('aux_activation'),
      evidence: documented('activation'),
      effect: 'change',
    },
    schema: {
      operationId: 'submitESimTransaction',
      summary: 'Submit an eSIM activation',
      response: { 200: unpublishedResponse },
    },
  }),
];
