import { formatDecimal, sumDecimals } from '../../../lib/calculation/decimal.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { trades } from '../collections.js';

/** The trades with a value in a column, newest first. */
export function tradesOf(sandbox: Sandbox, column: string, value: string) {
  const order = { column: 'tradeTime', descending: true };
  return sandbox
    .documents(trades)
    .all({ where: { [column]: value } }, order)
    .map(({ wire }) => wire);
}

/** What all metrics say of trades, the newest of which comes first. */
export function tradeFigures(own: ReturnType<typeof tradesOf>) {
  return {
    numberOfTrades: own.length,
    numberOfPayments: own.reduce((sum, { paymentCount }) => sum + paymentCount, 0),
    volume: formatDecimal(sumDecimals(own.map(({ volume }) => volume))),
    usdTradingVolume: formatDecimal(sumDecimals(own.map((each) => each.usdTradingVolume))),
    lastTradeTime: own[0]?.tradeTime ?? null,
  };
}
