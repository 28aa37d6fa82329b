import { type Static, Type } from '@sinclair/typebox';
import {
  BalanceTransfer,
  Bucket,
  CardTransaction,
} from '../../../schemas/kajeet/account/balances.js';
import { Logo } from '../../../schemas/kajeet/account/device-groups.js';
import { Category } from '../../../schemas/kajeet/account/labels.js';
import { ESimStock } from '../../../schemas/kajeet/activation.js';
import { collection, paddedKey } from '../../store/documents/collection.js';

const Nothing = Type.Object({}, { additionalProperties: false });
type NoInternalFields = Record<string, never>;

/** The categories of an account's labels. A label names its category. */
export const categories = collection<Category, NoInternalFields>('kajeet_categories', {
  key: ({ id }) => String(id),
  columns: { corpId: ({ corpId }) => corpId },
  schema: { wire: Category, internal: Nothing },
});

/** The logo of a device group, apart from the group, because every request reads the group of its caller. */
const StoredLogo = Type.Object({ corpId: Type.String({ minLength: 1 }), logoImage: Logo });
export type StoredLogo = Static<typeof StoredLogo>;

/** The logos of the device groups that have one. */
export const logos = collection<StoredLogo, NoInternalFields>('kajeet_logos', {
  key: ({ corpId }) => corpId,
  schema: { wire: StoredLogo, internal: Nothing },
});

/** The balances of device groups. */
export const buckets = collection<Bucket, NoInternalFields>('kajeet_buckets', {
  key: ({ corpId }) => corpId,
  schema: { wire: Bucket, internal: Nothing },
});

/** Offices transfer and buy on working days, so the dates of a seeded world move by whole weeks. */
const wholeWeeks = (days: number) => Math.floor((days - 1) / 7) * 7;

/** Transfers of balances. */
export const balanceTransfers = collection<BalanceTransfer, NoInternalFields>('kajeet_transfers', {
  key: ({ id }) => paddedKey(id),
  shifted: { dates: [], days: wholeWeeks },
  schema: { wire: BalanceTransfer, internal: Nothing },
});

/** Purchases that were charged to the cards of accounts. */
export const cardTransactions = collection<CardTransaction, NoInternalFields>(
  'kajeet_card_transactions',
  {
    key: ({ id }) => paddedKey(id),
    shifted: { dates: [], days: wholeWeeks },
    schema: { wire: CardTransaction, internal: Nothing },
  },
);

/** How many eSIMs of a carrier an account has in stock. Its device groups share them. */
export const eSimStock = collection<ESimStock, NoInternalFields>('kajeet_esim_stock', {
  key: ({ id }) => id,
  schema: { wire: ESimStock, internal: Nothing },
});

export const accountCollections = [
  categories,
  logos,
  buckets,
  balanceTransfers,
  cardTransactions,
  eSimStock,
];
