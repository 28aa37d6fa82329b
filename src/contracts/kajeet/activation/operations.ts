import { ref } from '../../../../schemas/annotations.js';
import {
  BillingPlans,
  BusinessInternetPlans,
  Carriers,
  CountESimInventoryQuery,
  ESimInventoryCount,
  ESimTransaction,
  ESimTransactionResult,
} from '../../../../schemas/kajeet/activation.js';
import { CorpParams } from '../../../../schemas/kajeet/corps.js';
import { allow, anyScope, withConditions } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { eSimAccess } from '../access.js';
import { withinOwnTree } from '../corp-tree.js';
import { documented } from '../evidence.js';
import { kajeetCaller } from '../identity.js';
import { allCarriers, eSimCarriers, listCarriers } from './carriers.js';
import { activateESim, validateTransaction } from './esim-transaction.js';
import { countESims, validateCarrier } from './inventory.js';
import { billingPlansOf, businessInternetPlansOf } from './plans.js';

const source = documented('activation');

/** Operations of the vendor's page Activation, in its order. */
export const activation: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/v1.0/activation/billing-plans',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listBillingPlans',
      summary: 'Billing rate plans of the device group',
      response: { 200: ref(BillingPlans) },
    },
    handler: (request) =>
      billingPlansOf(kajeetCaller(request).corp).map(({ code, description, limit }) => ({
        code,
        name: description,
        monthlyLimit: limit,
      })),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/businessInternetPlans',
    config: { access: anyScope, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listBusinessInternetPlans',
      summary: 'Verizon business internet plans the account may use',
      response: { 200: ref(BusinessInternetPlans) },
    },
    handler: (request) => businessInternetPlansOf(kajeetCaller(request).corp),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/carriers',
    config: {
      access: allow('aux_activation'),
      evidence: source,
      effect: 'read',
      tools: { mcp: 'sentinel_activation.carriers' },
    },
    schema: {
      operationId: 'carriers',
      summary: 'Carriers offered for activation',
      response: { 200: ref(Carriers) },
    },
    handler: () => listCarriers(allCarriers),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/eSim/carriers',
    config: {
      access: withConditions(allow('aux_kemp_user'), eSimAccess),
      evidence: source,
      effect: 'read',
    },
    schema: {
      operationId: 'eSimCarriers',
      summary: 'Carriers offered for eSIM activation',
      response: { 200: ref(Carriers) },
    },
    handler: () => listCarriers(eSimCarriers),
  }),
  operation({
    method: 'GET',
    url: '/v1.0/activation/eSimInventoryCount/:corpId',
    config: { access: withConditions(anyScope, withinOwnTree), evidence: source, effect: 'read' },
    schema: {
      operationId: 'countESimInventory',
      summary: 'Stock of eSIMs of a carrier',
      description: 'Stock of eSIMs of a carrier. All device groups of an account share its stock.',
      params: CorpParams,
      querystring: CountESimInventoryQuery,
      response: { 200: ref(ESimInventoryCount) },
    },
    check: validateCarrier,
    handler: countESims,
  }),
  operation({
    method: 'POST',
    url: '/v1.0/activation/esim-transaction',
    config: {
      access: allow('aux_activation'),
      evidence: source,
      effect: 'change',
      refusals: {
        403: "The scope does not allow this, or the device group is outside the caller's tree or without access to ACTIVATION.",
        404: 'The device group does not exist.',
        409: 'No eSIM of the carrier is in stock, or another device has the IMEI or the EID.',
      },
    },
    schema: {
      operationId: 'submitESimTransaction',
      summary: 'Submit an eSIM activation',
      description:
        'Submit an eSIM activation. It takes one eSIM of the carrier from the stock of the account, and is completed at once: the new line is active and in the device list.',
      body: ref(ESimTransaction),
      response: { 200: ref(ESimTransactionResult) },
    },
    check: validateTransaction,
    handler: activateESim,
  }),
];
