import { CountESimInventoryQuery } from '../../../schemas/kajeet/activation.js';
import { CorpParams } from '../../../schemas/kajeet/corps.js';
import { unpublishedResponse } from '../../../schemas/kajeet/unpublished.js';
import { allow, anyScope, withConditions } from '../../simulator/contract/access.js';
import type { Operation } from '../../simulator/contract/operation.js';
import { stub } from '../../simulator/resources/stub.js';
import { withinOwnTree } from './corps.js';
import { documented } from './evidence.js';

/** Operations of the vendor's page Activation, in its order. */
export const activation: readonly Operation[] = [
  stub({
    method: 'GET',
    url: '/v1.0/activation/billing-plans',
    access: anyScope,
    evidence: documented('activation'),
    operationId: 'listBillingPlans',
    summary: 'Billing rate plans of the device group',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/activation/businessInternetPlans',
    access: anyScope,
    evidence: documented('activation'),
    operationId: 'listBusinessInternetPlans',
    summary: 'Verizon business internet plans the account may use',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/activation/carriers',
    access: allow('aux_activation'),
    evidence: documented('activation'),
    operationId: 'carriers',
    summary: 'Carriers offered for activation',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/activation/eSim/carriers',
    access: allow('aux_kemp_user'),
    evidence: documented('activation'),
    operationId: 'eSimCarriers',
    summary: 'Carriers offered for eSIM activation',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/activation/eSimInventoryCount/:corpId',
    access: withConditions(anyScope, withinOwnTree),
    evidence: documented('activation'),
    operationId: 'countESimInventory',
    summary: 'Stock of eSIMs of a carrier',
    params: CorpParams,
    querystring: CountESimInventoryQuery,
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'POST',
    url: '/v1.0/activation/esim-transaction',
    access: allow('aux_activation'),
    evidence: documented('activation'),
    operationId: 'submitESimTransaction',
    summary: 'Submit an eSIM activation',
    response: { 200: unpublishedResponse },
  }),
];
