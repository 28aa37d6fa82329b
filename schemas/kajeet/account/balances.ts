import { type Static, Type } from '@sinclair/typebox';
import { inferred, ref, stringEnum } from '../../annotations.js';

/** What a balance consists of: data in MB, and points. */
const balanceTypes = ['DATA', 'POINTS'] as const;
export type BalanceType = (typeof balanceTypes)[number];

const amount = Type.Integer({ minimum: 0, maximum: 1e12 });
const corpId = Type.String({ minLength: 1 });

/** The balances of a device group, as they are stored. A group without one has nothing, and may take part in allocations. */
export const Bucket = Type.Object({
  corpId,
  dataMb: amount,
  points: amount,
  allocationEnabled: Type.Boolean(),
});
export type Bucket = Static<typeof Bucket>;

const transfer = {
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  date: Type.String({ description: 'ISO 8601' }),
  fromCorpId: corpId,
  fromDescription: Type.String(),
  toCorpId: corpId,
  toDescription: Type.String(),
  type: stringEnum(balanceTypes),
  amount: Type.Integer({ minimum: 1, maximum: 1e12, description: 'MB of data, or points' }),
  transferredBy: Type.String({ description: 'The user name of the caller' }),
};

/** A transfer of data or points between two device groups. */
export const BalanceTransfer = inferred(
  Type.Object(transfer, {
    $id: 'BalanceTransfer',
    description: 'A transfer between two device groups',
  }),
);
export type BalanceTransfer = Static<typeof BalanceTransfer>;

export const BalanceTransferSummary = inferred(
  Type.Object(
    {
      totalData: Type.Integer({ description: 'MB of data in all transfers' }),
      totalPoints: Type.Integer({ description: 'Points in all transfers' }),
      transfers: Type.Array(ref(BalanceTransfer), { description: 'The newest first' }),
    },
    { $id: 'BalanceTransferSummary', description: 'Transfers from or to visible device groups' },
  ),
);

export const BucketTransfer = inferred(
  Type.Object(
    {
      fromCorpId: Type.String({ minLength: 1, description: 'The group that gives' }),
      toCorpId: Type.String({ minLength: 1, description: 'The group that gets' }),
      type: stringEnum(balanceTypes, { 'x-any-case': true, description: 'In upper or lower case' }),
      amount: transfer.amount,
    },
    {
      $id: 'bucketTransfer',
      examples: [
        {
          fromCorpId: 'NORTHSTAR-ISD',
          toCorpId: 'NORTHSTAR-HIGH',
          type: 'DATA',
          amount: 10240,
        },
      ],
    },
  ),
);
export type BucketTransfer = Static<typeof BucketTransfer>;

/** A purchase of data or points that was charged to the card of an account. */
export const CardTransaction = inferred(
  Type.Object(
    {
      id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      date: Type.String({ description: 'ISO 8601' }),
      corpId,
      type: stringEnum(balanceTypes),
      quantity: Type.Integer({ minimum: 1, maximum: 1e12, description: 'MB of data, or points' }),
      amount: Type.Number({ minimum: 0, maximum: 1e9, description: 'US dollars' }),
      cardBrand: Type.String(),
      cardLastFour: Type.String({ pattern: '^\\d{4}$' }),
      status: stringEnum(['APPROVED', 'DECLINED']),
    },
    { $id: 'CardTransaction', description: 'A card purchase of data or points' },
  ),
);
export type CardTransaction = Static<typeof CardTransaction>;

export const CardTransactions = inferred(
  Type.Array(ref(CardTransaction), {
    $id: 'CardTransactions',
    description: 'Card purchases, the newest first',
  }),
);

export const bucketColumns = [
  'CORP_ID',
  'DESCRIPTION',
  'DATA_BALANCE',
  'POINTS_BALANCE',
  'ALLOCATION_ENABLED',
] as const;
export type BucketColumn = (typeof bucketColumns)[number];

/** The bucket of a device group, as responses show it. */
export const BucketDetails = inferred(
  Type.Object(
    {
      corpId: Type.String(),
      description: Type.String(),
      dataBalance: Type.Integer({ description: 'MB' }),
      pointsBalance: Type.Integer(),
      allocationEnabled: Type.Boolean({
        description: 'Whether balances may be transferred to and from the group',
      }),
    },
    { $id: 'BucketDetails', description: 'The bucket of a device group' },
  ),
);
export type BucketDetails = Static<typeof BucketDetails>;

export const ClientBucketDetails = inferred(
  Type.Object(
    {
      totalData: Type.Integer({ description: 'MB in all buckets' }),
      totalPoints: Type.Integer({ description: 'Points in all buckets' }),
      buckets: Type.Array(ref(BucketDetails)),
    },
    { $id: 'ClientBucketDetails', description: 'The buckets of the visible device groups' },
  ),
);

export const ClientBucketManagement = inferred(
  Type.Object(
    {
      corpId: Type.String({ minLength: 1, description: "A group below the caller's own" }),
      enabled: Type.Boolean({ description: 'Whether balances may be transferred to and from it' }),
    },
    {
      $id: 'ClientBucketManagement',
      examples: [{ corpId: 'NORTHSTAR-SPARE', enabled: false }],
    },
  ),
);
export type ClientBucketManagement = Static<typeof ClientBucketManagement>;
