import { Type } from '@sinclair/typebox';
import { chosen, nullable, stringEnum } from '../annotations.js';
import { isoSeconds } from '../timestamps.js';

/** An identifier; those of the vendor's examples have 24 hexadecimal digits. */
export function identifier(description: string, example = '60ba407d15951453e60e49f8') {
  return Type.String({ readOnly: true, description, examples: [example] });
}

/** A time in the vendor's format: with the offset +00:00 and without a fraction. */
function time(description: string) {
  return Type.String({
    format: 'date-time',
    description,
    examples: ['2021-01-01T00:00:00+00:00'],
  });
}

/** An instant, in milliseconds since 1970, in the vendor's format. */
export function formatTimestamp(instant: number): string {
  return isoSeconds(instant, '+00:00');
}

export const createTime = time('When the object has been created');
export const updateTime = time('When the object has been last updated');

/** The header of operations that show the names of countries. */
export const acceptLanguage = Type.Object({
  'accept-language': Type.Optional(
    Type.String({
      description: 'The language of country names; English where it is not known',
      examples: ['ja'],
    }),
  ),
});

/** A string that may be null, which is Understudy's choice. */
export function nullableText(description: string, options: object = {}) {
  return chosen(nullable(Type.String({ description, ...options })), 'null');
}

/** The identifier of the object in another system: any text, although the vendor calls it a UUID. */
export const uuid = nullable(
  chosen(
    Type.String({
      maxLength: 255,
      description: 'An identifier given from outside (if provided)',
      examples: [null],
    }),
    'maxLength',
  ),
);

/** ISO 3166 numeric, three digits. */
export const numericCode = {
  pattern: '^\\d{3}$',
  description: 'three digits: the numeric code of the country, as per ISO 3166',
  examples: ['840'],
};

/** A decimal number in a string; the vendor's examples have 18 places. */
export const decimalPattern = '^-?\\d{1,30}(\\.\\d{1,18})?$';

/** A decimal number. The vendor prints decimals as strings. */
export function decimalText(description: string, example = '1.000000000000000000') {
  return Type.String({ pattern: decimalPattern, description, examples: [example] });
}

/** A decimal number that is not negative, as bodies have it. */
export const amountPattern = '^\\d{1,30}(\\.\\d{1,18})?$';
export function amountText(description: string, example = '1.000000000000000000') {
  return Type.String({
    pattern: amountPattern,
    description: `${description}: a decimal number from 0 up`,
    examples: [example],
  });
}

/** The environments of platforms and of what belongs to them. */
export const environment = stringEnum(['production', 'demo'], {
  description: 'The environment',
  examples: ['production'],
});
