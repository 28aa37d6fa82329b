import type {
  BalanceTransfer,
  BucketColumn,
  BucketDetails,
} from '../../../../schemas/kajeet/account/balances.js';
import { bucketColumns } from '../../../../schemas/kajeet/account/balances.js';
import type { Corp } from '../../../../schemas/kajeet/corps.js';
import type { ValidatedRequest } from '../../../simulator/contract/operation.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { balanceTransfers, buckets, cardTransactions } from '../account-collections.js';
import { descendantCorps, visibleGroupIds } from '../corp-tree.js';
import { kajeetCaller } from '../identity.js';
import { csv, csvResponse } from '../lists/csv.js';

type Request = ValidatedRequest<unknown, unknown, unknown>;

/** The order of the newest first. */
export const newestFirst = { column: 'key', descending: true };

/** The transfers from or to the caller's device groups, with their sums. */
export function summarizeTransfers(request: Request) {
  const groups = new Set(visibleGroupIds(request));
  const transfers = request.sandbox
    .documents(balanceTransfers)
    .all({}, newestFirst)
    .map(({ wire }) => wire)
    .filter(({ fromCorpId, toCorpId }) => groups.has(fromCorpId) || groups.has(toCorpId));
  const total = (type: BalanceTransfer['type']) =>
    sum(transfers.filter((each) => each.type === type).map(({ amount }) => amount));
  return { totalData: total('DATA'), totalPoints: total('POINTS'), transfers };
}

/** The card purchases of the caller's device groups, the newest first. */
export function listCardTransactions(request: Request) {
  const groups = new Set(visibleGroupIds(request));
  return request.sandbox
    .documents(cardTransactions)
    .all({}, newestFirst)
    .map(({ wire }) => wire)
    .filter(({ corpId }) => groups.has(corpId));
}

/** The buckets of the caller's device groups, with their sums. */
export function listBuckets(request: Request) {
  const rows = bucketRows(request);
  return {
    totalData: sum(rows.map(({ dataBalance }) => dataBalance)),
    totalPoints: sum(rows.map(({ pointsBalance }) => pointsBalance)),
    buckets: rows,
  };
}

/** The same as CSV, without the sums. */
export function exportBuckets(request: Request) {
  const rows = bucketRows(request).map((row) => bucketColumns.map((column) => cells[column](row)));
  return csvResponse(Buffer.from(csv([bucketColumns, ...rows])), 'client-buckets.csv');
}

/** The bucket of a device group as responses show it. */
export function presentBucket(sandbox: Sandbox, { corpId, description }: Corp): BucketDetails {
  const { dataMb, points, allocationEnabled } = readBucket(sandbox, corpId);
  return { corpId, description, dataBalance: dataMb, pointsBalance: points, allocationEnabled };
}

/** The stored bucket of a device group; an empty one for a group without. */
export function readBucket(sandbox: Sandbox, corpId: string) {
  const stored = sandbox.documents(buckets).get(corpId)?.wire;
  return stored ?? { corpId, dataMb: 0, points: 0, allocationEnabled: true };
}

const cells: Readonly<Record<BucketColumn, (row: BucketDetails) => unknown>> = {
  CORP_ID: ({ corpId }) => corpId,
  DESCRIPTION: ({ description }) => description,
  DATA_BALANCE: ({ dataBalance }) => dataBalance,
  POINTS_BALANCE: ({ pointsBalance }) => pointsBalance,
  ALLOCATION_ENABLED: ({ allocationEnabled }) => String(allocationEnabled),
};

function bucketRows({ sandbox, caller }: Request): BucketDetails[] {
  const { corp } = kajeetCaller({ caller });
  return descendantCorps(sandbox, corp.corpId).map((each) => presentBucket(sandbox, each));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, each) => total + each, 0);
}
