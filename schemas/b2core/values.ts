import { Type } from '@sinclair/typebox';
import { isoSeconds } from '../../src/lib/timestamps.js';
import { chosen, nullable } from '../annotations.js';

/** A 24-digit identifier, as every example of the vendor's has it. */
export function identifier(description: string, example = '60ba407d15951453e60e49f8') {
  return Type.String({ readOnly: true, description, examples: [example] });
}

/** A time as the vendor writes it: offset +00:00, no fraction. */
function time(description: string) {
  return Type.String({
    format: 'date-time',
    description,
    examples: ['2021-01-01T00:00:00+00:00'],
  });
}

/** An instant, in milliseconds since 1970, as the vendor writes it. */
export function formatTimestamp(instant: number): string {
  return isoSeconds(instant, '+00:00');
}

export const createTime = time('When the object has been created');
export const updateTime = time('When the object has been last updated');

/** The header of operations that show the names of countries. */
export const acceptLanguage = Type.Object({
  'accept-language': Type.Optional(
    Type.String({
      description: 'The language of country names, where it is known; else English',
      examples: ['ja'],
    }),
  ),
});

/** Text that may also be null, which is Understudy's choice. */
export function nullableText(description: string, options: object = {}) {
  return chosen(nullable(Type.String({ description, ...options })), 'null');
}

/** The link by which another system finds its own record: any text, though the vendor calls it a UUID. */
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
