import { currencies } from '../../../schemas/b2core/currencies.js';

/** A decimal as an integer in units of its last place, so that sums are exact. */
export const units = (text: string) => BigInt(text.replace('.', ''));

/** The number 1 with 18 places, which decimals have. */
export const one = 10n ** 18n;

export const sum = (texts: readonly string[]) =>
  texts.reduce((total, text) => total + units(text), 0n);

/** The product of numbers in units, cut to 18 places after each factor. */
export const times = (...factors: bigint[]) =>
  factors.reduce((product, each) => (product * each) / one, one);

const usdRate = (code: string) => {
  const [integer = '', fraction = ''] = String(currencies[code]?.usd).split('.');
  return BigInt(integer + fraction.padEnd(18, '0'));
};

/** Converts an amount in units from one currency to another. */
export const convert = (amount: bigint, from: string, to: string) =>
  from === to ? amount : (((amount * usdRate(from)) / one) * one) / usdRate(to);

/** Cuts an amount in units to a number of places. */
export const cut = (amount: bigint, precision: number) => {
  const unit = 10n ** BigInt(18 - precision);
  return (amount / unit) * unit;
};
