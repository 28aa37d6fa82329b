/** The number of decimal places of every value. */
const places = 18;
const one = 10n ** BigInt(places);

/**
 * A decimal number with 18 places, as an integer in units of the last place. Sums and differences are exact; products and
 * quotients are cut off after the last place.
 */
export type Decimal = bigint;

/** Parses a text such as `-1.5`; more than 18 places are cut off. Throws a SyntaxError for other text. */
export function decimal(text: string): Decimal {
  const [integer = '', fraction = ''] = text.split('.');
  return BigInt(integer + fraction.slice(0, places).padEnd(places, '0'));
}

/** Formats a decimal with all of its 18 places. */
export function formatDecimal(value: Decimal): string {
  const absolute = value < 0n ? -value : value;
  const fraction = String(absolute % one).padStart(places, '0');
  return `${value < 0n ? '-' : ''}${absolute / one}.${fraction}`;
}

export function multiply(first: Decimal, ...others: Decimal[]): Decimal {
  return others.reduce((product, each) => (product * each) / one, first);
}

/** Divides; a division by zero gives zero. */
export function divide(dividend: Decimal, divisor: Decimal): Decimal {
  return divisor === 0n ? 0n : (dividend * one) / divisor;
}

/** Cuts a decimal off after a number of places. */
export function truncate(value: Decimal, precision: number): Decimal {
  const unit = 10n ** BigInt(places - precision);
  return (value / unit) * unit;
}

/** The sum of texts. */
export function sumDecimals(texts: Iterable<string>): Decimal {
  let sum = 0n;
  for (const text of texts) sum += decimal(text);
  return sum;
}
