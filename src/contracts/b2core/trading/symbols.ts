import { currencyOf } from '../../../../schemas/b2core/currencies.js';
import { SymbolMetrics } from '../../../../schemas/b2core/trading/metrics.js';
import {
  PaymentPlan,
  SymbolGroup,
  TradingSymbol,
} from '../../../../schemas/b2core/trading/symbols.js';
import type { Operation } from '../../../simulator/contract/operation.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import * as collections from '../collections.js';
import { tradeFigures, tradesOf } from '../resources/metrics.js';
import { plainResource } from '../resources/plain-resource.js';

const page = 'symbols';

const symbol = plainResource({
  schemas: TradingSymbol,
  collection: collections.symbols,
  url: '/symbols',
  page,
  columns: [
    'symbol',
    'description',
    'platformGroupId',
    'symbolGroupId',
    'quoteCurrencyCode',
    'contractSize',
    'point',
    'environment',
    'symbolId',
  ],
  nameFields: ['symbol'],
  methods: ['list', 'read'],
  present: ({ sandbox }, { wire }) => ({ ...wire, name: symbolPath(sandbox, wire.symbolId) }),
  figures: {
    segment: 'metrics',
    model: SymbolMetrics,
    compute: (sandbox, { symbolId }) => ({
      symbolId,
      numberOfPaymentPlans: sandbox
        .documents(collections.paymentPlans)
        .count({ where: { symbolId } }),
      ...tradeFigures(tradesOf(sandbox, 'symbolId', symbolId)),
    }),
  },
});

const groups = plainResource({
  schemas: SymbolGroup,
  collection: collections.symbolGroups,
  url: '/symbols/groups',
  page,
  columns: ['name', 'platformGroupId', 'platformId', 'environment', 'archived', 'symbolGroupId'],
  nameFields: ['name'],
  methods: ['list', 'read'],
});

const plans = plainResource({
  schemas: PaymentPlan,
  collection: collections.paymentPlans,
  url: '/symbols/:symbolId/preferences',
  page,
  columns: [
    'symbolId',
    'groupId',
    'formula',
    'ratio',
    'unit',
    'position',
    'enabled',
    'paymentPlanId',
  ],
  nameFields: ['groupId', 'symbolId'],
  parent: symbol,
  references: { groupId: [collections.ibTypes, 'IB type'] },
  derive: (plan) => ({ ...plan, unitPrecision: currencyOf(plan.unit).precision }),
});

/** How the control plane reads and writes symbols. */
export const symbolRules = [symbol.rules, groups.rules, plans.rules];

/** Symbols, their groups, and what partners earn by their trades. */
export const symbols: readonly Operation[] = [
  ...symbol.operations,
  ...groups.operations,
  ...plans.operations,
];

/** The names of the platform group and the symbol group of a symbol and the symbol, joined as the vendor joins them. */
export function symbolPath(sandbox: Sandbox, symbolId: string): string {
  const found = sandbox.documents(collections.symbols).get(symbolId)?.wire;
  const group = sandbox.documents(collections.symbolGroups).get(found?.symbolGroupId ?? '');
  const platformGroup = sandbox
    .documents(collections.platformGroups)
    .get(found?.platformGroupId ?? '');
  return [platformGroup?.wire.name, group?.wire.name, found?.symbol].join('\\\\');
}
