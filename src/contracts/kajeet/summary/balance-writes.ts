import type {
  BalanceTransfer,
  Bucket,
  BucketTransfer,
  ClientBucketManagement,
} from '../../../../schemas/kajeet/account/balances.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { badRequest, conflict, type FieldError } from '../../../simulator/contract/problem.js';
import { paddedKey } from '../../../store/documents/collection.js';
import { balanceTransfers, buckets } from '../account-collections.js';
import { requireCorpInTree } from '../corp-tree.js';
import { kajeetCaller } from '../identity.js';
import { newestFirst, presentBucket, readBucket } from './balance-reads.js';

type WriteRequest<Body> = ValidatedRequest<unknown, unknown, Body>;

/** The summary keeps this many transfers. */
const maxTransfers = 1000;

/** Rejects a transfer from a group to itself. */
export function validateTransfer({ body }: UnvalidatedRequest): FieldError[] {
  const { fromCorpId, toCorpId } = body;
  if (typeof toCorpId !== 'string' || fromCorpId !== toCorpId) return [];
  return [{ in: 'body', at: '/toCorpId', message: 'must be another group than fromCorpId' }];
}

/** Moves data or points between two groups of the caller. Throws a 409 problem if the balance is too low. */
export function transferBalance(request: WriteRequest<BucketTransfer>) {
  const { sandbox, body, caller } = request;
  const { type, amount } = body;
  const from = requireCorpInTree(request, body.fromCorpId);
  const to = requireCorpInTree(request, body.toCorpId);
  const giver = readBucket(sandbox, from.corpId);
  const taker = readBucket(sandbox, to.corpId);
  assertAllocation([giver, taker]);
  const field = type === 'DATA' ? 'dataMb' : 'points';
  assertBalance(giver, field, amount);
  const stored = sandbox.documents(buckets);
  stored.upsert({ ...giver, [field]: giver[field] - amount }, {});
  stored.upsert({ ...taker, [field]: taker[field] + amount }, {});
  const [last] = sandbox.documents(balanceTransfers).all({}, newestFirst, { limit: 1 });
  const transfer: BalanceTransfer = {
    id: (last?.wire.id ?? 0) + 1,
    date: sandbox.clock.iso(),
    fromCorpId: from.corpId,
    fromDescription: from.description,
    toCorpId: to.corpId,
    toDescription: to.description,
    type,
    amount,
    transferredBy: caller.name,
  };
  sandbox.documents(balanceTransfers).insert(transfer, {});
  sandbox.documents(balanceTransfers).delete(paddedKey(transfer.id - maxTransfers));
  const unit = type === 'DATA' ? 'MB' : 'points';
  return { message: `${amount} ${unit} moved from ${from.corpId} to ${to.corpId}`, transfer };
}

/** Says whether balances may be transferred to and from a group below the caller's. */
export function setAllocation(request: WriteRequest<ClientBucketManagement>) {
  const { sandbox, body } = request;
  const corp = requireCorpInTree(request, body.corpId);
  const own = kajeetCaller(request).corp.corpId;
  if (corp.corpId === own) {
    const message = `must be a group below ${own}, not the caller's own`;
    throw badRequest([{ in: 'body', at: '/corpId', message }]);
  }
  const bucket = { ...readBucket(sandbox, corp.corpId), allocationEnabled: body.enabled };
  sandbox.documents(buckets).upsert(bucket, {});
  return {
    message: `Allocation to and from ${corp.corpId} is ${body.enabled ? 'allowed' : 'forbidden'}`,
    bucket: presentBucket(sandbox, corp),
  };
}

function assertAllocation(involved: readonly Bucket[]): void {
  const closed = involved.filter(({ allocationEnabled }) => !allocationEnabled);
  if (closed.length === 0) return;
  const actual = closed.map(({ corpId }) => corpId).join(', ');
  throw conflict(`Allocation to and from ${actual} is forbidden`, {
    rule: 'Both groups of a transfer must take part in allocations',
    evidence: 'inferred',
    actual,
    remedies: [`PUT /v1.0/account/clientBucketManagement/ with enabled true for ${actual}`],
  });
}

function assertBalance(giver: Bucket, field: 'dataMb' | 'points', amount: number): void {
  if (giver[field] >= amount) return;
  const unit = field === 'dataMb' ? 'MB' : 'points';
  const actual = `${giver.corpId} has ${giver[field]} ${unit}`;
  throw conflict(`The balance is too low: ${actual}, not ${amount}`, {
    rule: 'A group gives at most its balance',
    evidence: 'inferred',
    actual,
    remedies: [`an amount of at most ${giver[field]}`],
  });
}
