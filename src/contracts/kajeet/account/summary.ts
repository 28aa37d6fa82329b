import { ref } from '../../../../schemas/annotations.js';
import { UsageSummary } from '../../../../schemas/kajeet/account-summary.js';
import { unpublished, unpublishedResponse } from '../../../../schemas/kajeet/unpublished.js';
import { deny } from '../../../simulator/contract/access.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import { stub } from '../../../simulator/resources/stub.js';
import { allowExcept } from '../access.js';
import { documented } from '../evidence.js';

/** Operations of the vendor's page Account Summary, in its order. */
export const accountSummary: readonly Operation[] = [
  stub({
    method: 'POST',
    url: '/v1.0/account/balanceTransfer/',
    access: allowExcept(['org_super'], ['org_mediacenter']),
    evidence: documented('accountsummary'),
    operationId: 'transferBalance',
    summary: 'Move data or points from one device group to another',
    body: unpublished('bucketTransfer'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/account/balanceTransferSummary/',
    access: allowExcept(['org_super'], ['org_mediacenter']),
    evidence: documented('accountsummary'),
    operationId: 'balanceTransferSummary',
    summary: 'Summary of balance transfers',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/account/ccTransactions/',
    access: allowExcept(['org_super'], ['org_mediacenter']),
    evidence: documented('accountsummary'),
    operationId: 'listCardTransactions',
    summary: 'History of card purchases of data and points',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/account/clientBucketDetails/',
    access: deny('org_mediacenter'),
    evidence: documented('accountsummary'),
    operationId: 'getClientBucketDetails',
    summary: 'Cumulative bucket details',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/account/clientBucketDetails/csv',
    access: deny('org_mediacenter'),
    evidence: documented('accountsummary'),
    operationId: 'exportClientBucketDetails',
    summary: 'Cumulative bucket details as a CSV file',
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'PUT',
    url: '/v1.0/account/clientBucketManagement/',
    access: allowExcept(['org_super'], ['org_mediacenter']),
    evidence: documented('accountsummary'),
    effect: 'destroy',
    operationId: 'updateClientBucketManagement',
    summary: 'Allow or forbid bucket allocation to and from a sub device group (client)',
    body: unpublished('ClientBucketManagement'),
    response: { 200: unpublishedResponse },
  }),
  stub({
    method: 'GET',
    url: '/v1.0/account/usageSummary/',
    access: deny('org_mediacenter'),
    evidence: documented('accountsummary', '/v1.0/account/usageSummary/'),
    operationId: 'usageSummary',
    summary: 'Usage per renewal period of the account',
    response: { 200: ref(UsageSummary) },
  }),
];
