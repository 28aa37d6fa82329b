import { eSimStockId } from '../../../../seeds/kajeet/index.js';
import {
  type DocumentError,
  documentRules,
  type Reference,
} from '../../../simulator/data/rules.js';
import { paddedKey } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import {
  balanceTransfers,
  buckets,
  cardTransactions,
  eSimStock,
  logos,
} from '../account-collections.js';
import { eSimCarriers } from '../activation/carriers.js';
import { corps, users } from '../collections.js';
import { corpErrors } from './corp-errors.js';

/** A field that names a corp. `corpErrors` checks it; what belongs to a corp does not hinder its deletion. */
const belongsTo = (at: string): Reference => ({ at, to: corps, mayDangle: true });

/** What holds for buckets: they belong to a device group, and go with it. */
export const bucketRules = documentRules({
  collection: buckets,
  description: 'Balances of device groups: MB of data, and points',
  columns: ['corpId', 'dataMb', 'points', 'allocationEnabled'],
  nameFields: ['corpId'],
  keyField: '/wire/corpId',
  references: [belongsTo('/wire/corpId')],
  check: ({ wire }, { sandbox }) => corpErrors(sandbox, '/wire/corpId', wire.corpId),
});

/** What holds for transfers: they are between two groups of an account. They stay when a group is deleted. */
export const transferRules = documentRules({
  collection: balanceTransfers,
  description: 'Transfers of balances between device groups, as the summary lists them',
  columns: ['date', 'fromCorpId', 'toCorpId', 'type', 'amount', 'transferredBy', 'id'],
  nameFields: ['type', 'amount'],
  keyField: '/wire/id',
  toKey: idKey,
  references: [
    belongsTo('/wire/fromCorpId'),
    belongsTo('/wire/toCorpId'),
    { at: '/wire/transferredBy', to: users, mayDangle: true },
  ],
  check({ wire }, { sandbox }) {
    const isSame = wire.fromCorpId === wire.toCorpId;
    return [
      ...corpErrors(sandbox, '/wire/fromCorpId', wire.fromCorpId),
      ...corpErrors(sandbox, '/wire/toCorpId', wire.toCorpId),
      ...(isSame ? [{ at: '/wire/toCorpId', message: 'must be another group' }] : []),
      ...dateErrors(wire.date),
    ];
  },
});

/** What holds for card purchases: they belong to an account. */
export const cardTransactionRules = documentRules({
  collection: cardTransactions,
  description: 'Card purchases of data and points',
  columns: [
    ...['date', 'corpId', 'type', 'quantity', 'amount', 'status'],
    ...['cardBrand', 'cardLastFour', 'id'],
  ],
  nameFields: ['type', 'quantity'],
  keyField: '/wire/id',
  toKey: idKey,
  references: [belongsTo('/wire/corpId')],
  check: ({ wire }, { sandbox }) => [
    ...corpErrors(sandbox, '/wire/corpId', wire.corpId),
    ...dateErrors(wire.date),
  ],
});

/** What holds for stocks of eSIMs: they belong to an account and a carrier. */
export const eSimStockRules = documentRules({
  collection: eSimStock,
  description: 'How many eSIMs of a carrier an account has in stock',
  columns: ['accountId', 'carrier', 'count', 'id'],
  nameFields: ['accountId', 'carrier'],
  keyField: '/wire/id',
  references: [belongsTo('/wire/accountId')],
  derived: ['/wire/id'],
  derive: ({ wire, internal }) => ({
    wire: { ...wire, id: eSimStockId(wire.accountId, wire.carrier) },
    internal,
  }),
  check({ wire }, { sandbox }) {
    const names = eSimCarriers.map(({ network }) => network);
    const message = `must be one of ${names.join(', ')}`;
    return [
      ...corpErrors(sandbox, '/wire/accountId', wire.accountId),
      ...(names.includes(wire.carrier) ? [] : [{ at: '/wire/carrier', message }]),
    ];
  },
});

/** Deletes what belongs to a corp that was deleted. */
export function deleteBelongings(sandbox: Sandbox, corpId: string): void {
  sandbox.documents(buckets).delete(corpId);
  sandbox.documents(logos).delete(corpId);
  const stocks = sandbox.documents(eSimStock);
  for (const { wire } of stocks.all({})) if (wire.accountId === corpId) stocks.delete(wire.id);
}

/** The key of a number in a URL. */
function idKey(text: string): string {
  return /^\d{1,12}$/.test(text) ? paddedKey(Number(text)) : text;
}

function dateErrors(date: string): DocumentError[] {
  const isDate = /^\d{4}-\d{2}-\d{2}T/.test(date) && !Number.isNaN(Date.parse(date));
  return isDate ? [] : [{ at: '/wire/date', message: 'must be an ISO 8601 instant' }];
}
