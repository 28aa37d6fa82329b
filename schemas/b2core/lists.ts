import { type TSchema, Type } from '@sinclair/typebox';
import { inferred, integerUpToSetting, lenient, stringEnum } from '../annotations.js';

/** The query of a list: its page, order and filters. */
export function listQuery<const Keys extends readonly string[]>(
  sortKeys: Keys,
  filters: Readonly<Record<string, TSchema>>,
) {
  const filterParams = Object.entries(filters).map(([name, schema]) => [
    `filter[${name}]`,
    Type.Optional(schema),
  ]);
  return Type.Object({
    limit: Type.Optional(
      integerUpToSetting('maxLimit', {
        'x-chosen': ['default', 'minimum', 'maximum'],
        minimum: 1,
        default: 10,
        description:
          'How many rows to return; the default and the maximum are the settings b2core.defaultLimit and b2core.maxLimit',
        examples: [10],
      }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 0,
        description: 'How many rows to skip',
        examples: [0],
      }),
    ),
    sort_by: Type.Optional(
      lenient(
        stringEnum(sortKeys, { default: 'createTime', description: 'The field to sort by' }),
        'strictQuery',
      ),
    ),
    sort_order: Type.Optional(
      inferred(
        stringEnum(['asc', 'desc'], { default: 'desc', description: 'Ascending or descending' }),
      ),
    ),
    ...(Object.fromEntries(filterParams) as Record<string, never>),
  });
}

/** A filter that compares a whole text. */
export function byText(description: string, example: string) {
  return Type.String({
    description: `${description}: the whole text, in letters of either case`,
    examples: [example],
  });
}

/** A filter by true or false. */
export const byFlag = stringEnum(['1', '0', 'true', 'false'], {
  description: 'The documentation sends 1; the sister API sends true',
});
