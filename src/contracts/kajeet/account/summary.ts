import { ref } from '../../../../schemas/annotations.js';
import { UsageSummary } from '../../../../schemas/kajeet/account-summary.js';
import { unpublished, unpublishedResponse } from '../../../../schemas/kajeet/unpublished.js';
import { deny } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { allowExcept } from '../access.js';
import { documented } from '../evidence.js';

/** Operations of the vendor's page Account Summary, in its order. */
export const accountSummary: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/v1.0/account/balanceTransfer/',
    config: {
      access: allowExcept(['org_super'], ['org_mediacenter']),
      evidence: documented('accountsummary'),
      effect: 'change',
    },
    schema: {
      operationId: 'transferBalance',
      summary: 'Move data or points from one device group to another',
      body: unpublished('bucketTransfer'),
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/balanceTransferSummary/',
    config: {
      access: allowExcept(['org_super'], ['org_mediacenter']),
      evidence: documented('accountsummary'),
      effect: 'read',
    },
    schema: {
      operationId: 'balanceTransferSummary',
      summary: 'Summary of balance transfers',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/ccTransactions/',
    config: {
      access: allowExcept(['org_super'], ['org_mediacenter']),
      evidence: documented('accountsummary'),
      effect: 'read',
    },
    schema: {
      operationId: 'listCardTransactions',
      summary: 'History of card purchases of data and points',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/clientBucketDetails/',
    config: {
      access: deny('org_mediacenter'),
      evidence: documented('accountsummary'),
      effect: 'read',
    },
    schema: {
      operationId: 'getClientBucketDetails',
      summary: 'Cumulative bucket details',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/clientBucketDetails/csv',
    config: {
      access: deny('org_mediacenter'),
      evidence: documented('accountsummary'),
      effect: 'read',
    },
    schema: {
      operationId: 'exportClientBucketDetails',
      summary: 'Cumulative bucket details as a CSV file',
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/account/clientBucketManagement/',
    config: {
      access: allowExcept(['org_super'], ['org_mediacenter']),
      evidence: documented('accountsummary'),
      effect: 'destroy',
    },
    schema: {
      operationId: 'updateClientBucketManagement',
      summary: 'Allow or forbid bucket allocation to and from a sub device group (client)',
      body: unpublished('ClientBucketManagement'),
      response: { 200: unpublishedResponse },
    },
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/usageSummary/',
    config: {
      access: deny('org_mediacenter'),
      evidence: documented('accountsummary', '/v1.0/account/usageSummary/'),
      effect: 'read',
    },
    schema: {
      operationId: 'usageSummary',
      summary: 'Usage per renewal period of the account',
      response: { 200: ref(UsageSummary) },
    },
  }),
];
