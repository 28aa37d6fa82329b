import { stringEnum } from '../annotations.js';

/** A currency, the number of decimal places of its amounts, and what one unit is worth in US dollars. */
interface Currency {
  readonly precision: number;
  readonly usd: string;
}

/** The currencies of accounts, quotes and payments. Understudy converts at these fixed rates, which are near the seeded prices. */
export const currencies: Readonly<Record<string, Currency>> = {
  USD: { precision: 2, usd: '1' },
  EUR: { precision: 2, usd: '1.15' },
  GBP: { precision: 2, usd: '1.32' },
  JPY: { precision: 0, usd: '0.0065' },
  CHF: { precision: 2, usd: '1.24' },
  CAD: { precision: 2, usd: '0.71' },
  AUD: { precision: 2, usd: '0.65' },
  USDT: { precision: 6, usd: '1' },
  BTC: { precision: 8, usd: '109500' },
  ETH: { precision: 8, usd: '3850' },
};

/** The code of a known currency. */
export function currencyCode(description: string, example = 'USD') {
  return {
    ...stringEnum(Object.keys(currencies), { description, examples: [example] }),
    'x-chosen': ['enum'],
  };
}

/** The currency with a code. Throws an Error for an unknown one. */
export function currencyOf(code: string): Currency {
  const found = currencies[code];
  if (!found) throw new Error(`there is no currency ${code}`);
  return found;
}
