import { Type } from '@sinclair/typebox';
import { ref } from '../../../../schemas/annotations.js';
import {
  BalanceTransfer,
  BalanceTransferSummary,
  BucketDetails,
  BucketTransfer,
  CardTransactions,
  ClientBucketDetails,
  ClientBucketManagement,
} from '../../../../schemas/kajeet/account/balances.js';
import { UsageSummary } from '../../../../schemas/kajeet/account/usage-summary.js';
import { changeResult } from '../../../../schemas/kajeet/listing.js';
import { deny, withConditions } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { allowExcept, manageBuckets, showCumulativeBalance } from '../access.js';
import { documented } from '../evidence.js';
import {
  exportBuckets,
  listBuckets,
  listCardTransactions,
  summarizeTransfers,
} from './balance-reads.js';
import { setAllocation, transferBalance, validateTransfer } from './balance-writes.js';
import { summarizeUsage } from './usage-summary.js';

const source = documented('accountsummary');
const masterAdmin = allowExcept(['org_super'], ['org_mediacenter']);

/** Operations of the vendor's page Account Summary, in its order. */
export const accountSummary: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/v1.0/account/balanceTransfer/',
    config: {
      access: masterAdmin,
      evidence: source,
      effect: 'change',
      refusals: {
        403: "The scope does not allow this, or a group is outside the caller's tree.",
        404: 'A device group does not exist.',
        409: 'The balance is too low, or a group does not take part in allocations.',
      },
    },
    schema: {
      operationId: 'transferBalance',
      summary: 'Move data or points from one device group to another',
      body: ref(BucketTransfer),
      response: { 200: ref(changeResult('BalanceTransferred', 'transfer', BalanceTransfer)) },
    },
    check: validateTransfer,
    handler: transferBalance,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/balanceTransferSummary/',
    config: { access: masterAdmin, evidence: source, effect: 'read' },
    schema: {
      operationId: 'balanceTransferSummary',
      summary: 'Summary of balance transfers',
      response: { 200: ref(BalanceTransferSummary) },
    },
    handler: summarizeTransfers,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/ccTransactions/',
    config: { access: masterAdmin, evidence: source, effect: 'read' },
    schema: {
      operationId: 'listCardTransactions',
      summary: 'History of card purchases of data and points',
      response: { 200: ref(CardTransactions) },
    },
    handler: listCardTransactions,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/clientBucketDetails/',
    config: {
      access: withConditions(deny('org_mediacenter'), showCumulativeBalance),
      evidence: source,
      effect: 'read',
    },
    schema: {
      operationId: 'getClientBucketDetails',
      summary: 'Cumulative bucket details',
      response: { 200: ref(ClientBucketDetails) },
    },
    handler: listBuckets,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/clientBucketDetails/csv',
    config: {
      access: withConditions(deny('org_mediacenter'), showCumulativeBalance),
      evidence: source,
      effect: 'read',
    },
    schema: {
      operationId: 'exportClientBucketDetails',
      summary: 'Cumulative bucket details as a CSV file',
      response: {
        200: {
          description: 'A header row, then a row for each device group',
          content: { 'text/csv': { schema: Type.String() } },
        },
      },
    },
    handler: exportBuckets,
  }),
  operation({
    method: 'PUT',
    url: '/v1.0/account/clientBucketManagement/',
    config: {
      access: withConditions(masterAdmin, manageBuckets),
      evidence: source,
      effect: 'destroy',
      refusals: {
        403: "The scope or the account does not allow this, or the group is outside the caller's tree.",
        404: 'The device group does not exist.',
      },
    },
    schema: {
      operationId: 'updateClientBucketManagement',
      summary: 'Allow or forbid bucket allocation to and from a sub device group (client)',
      body: ref(ClientBucketManagement),
      response: { 200: ref(changeResult('BucketManaged', 'bucket', BucketDetails)) },
    },
    handler: setAllocation,
  }),
  operation({
    method: 'GET',
    url: '/v1.0/account/usageSummary/',
    config: {
      access: deny('org_mediacenter'),
      evidence: documented('accountsummary', '/v1.0/account/usageSummary/'),
      effect: 'read',
      tools: { cli: 'kajeet-sentinel usage summary', mcp: 'sentinel_usage.usage_summary' },
    },
    schema: {
      operationId: 'usageSummary',
      summary: 'Usage per renewal period of the account',
      description:
        'Usage per renewal period of the account: this month, up to now, and the five months before, which follow from how the devices are used. In a fleet of more than a thousand devices those five are projected from a part of it. Periods begin with the month; a point is 100 MB.',
      response: { 200: ref(UsageSummary) },
    },
    handler: summarizeUsage,
  }),
];
