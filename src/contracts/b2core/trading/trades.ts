import { Payment, Trade } from '../../../../schemas/b2core/trading/trades.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import * as collections from '../collections.js';
import { plainResource } from '../resources/plain-resource.js';
import { symbolPath } from './symbols.js';

const trade = plainResource({
  schemas: Trade,
  collection: collections.trades,
  url: '/trades',
  page: 'trades',
  columns: [
    'tradeIdentifier',
    'tradeTime',
    'profileId',
    'symbolId',
    'side',
    'volume',
    'price',
    'position',
    'profit',
    'accountId',
    'tradeId',
  ],
  nameFields: ['tradeIdentifier'],
  mentions: {
    profileId: collections.profiles,
  },
  methods: ['list', 'read'],
  references: {
    platformId: [collections.platforms, 'platform'],
    platformGroupId: [collections.platformGroups, 'platform group'],
    accountId: [collections.accounts, 'account'],
    symbolId: [collections.symbols, 'symbol'],
  },
  present: ({ sandbox }, { wire }) => ({ ...wire, symbolPath: symbolPath(sandbox, wire.symbolId) }),
});

const payment = plainResource({
  schemas: Payment,
  collection: collections.payments,
  url: '/payments',
  page: 'payments',
  columns: [
    'createTime',
    'userId',
    'paymentAmount',
    'paymentCurrencyCode',
    'paymentState',
    'tradeId',
    'paymentPreferencesGroupId',
    'paymentLevel',
    'accountId',
    'paymentId',
  ],
  nameFields: ['userId'],
  mentions: {
    userId: collections.users,
    accountId: collections.accounts,
    tradeId: collections.trades,
    paymentFormulaId: collections.paymentPlans,
    paymentLevelId: collections.levels,
    paymentTierId: collections.tiers,
  },
  methods: ['list', 'read'],
  references: { paymentPreferencesGroupId: [collections.ibTypes, 'IB type'] },
});

/** How the control plane reads and writes trades and payments. */
export const tradeRules = [trade.rules, payment.rules];

/** What clients have traded. */
export const trades: readonly Operation[] = trade.operations;

/** What partners earn by it. */
export const payments: readonly Operation[] = payment.operations;
