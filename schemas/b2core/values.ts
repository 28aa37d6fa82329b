import { Type } from '@sinclair/typebox';
import { chosen, nullable } from '../annotations.js';
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
