import { type TSchema, Type } from '@sinclair/typebox';
import { inferred, integerUpToSetting, lenient, stringEnum } from '../annotations.js';

/** The query of a list: one page of it, its order, and what it is filtered by. */
export function listQuery<const Keys extends readonly string[]>(
  sortKeys: Keys,
  filters: Readonly<Record<string, TSchema>>,
) {
  const named = Object.entries(filters).map(([name, schema]) => [
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
          'How many rows; the default and the maximum are the settings b2core.defaultLimit and b2core.maxLimit',
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
        stringEnum(sortKeys, { default: 'createTime', description: 'What to sort by' }),
        'strictQuery',
      ),
    ),
    sort_order: Type.Optional(
      inferred(
        stringEnum(['asc', 'desc'], { default: 'desc', description: 'Which end comes first' }),
      ),
    ),
    ...(Object.fromEntries(named) as Record<string, never>),
  });
}

/** A filter by text: the whole of it. */
export function byText(description: string, example: string) {
  return Type.String({
    description: `${description}: the whole of it, in letters of any case`,
    examples: [example],
  });
}

/** A filter by true or false, as the vendor's pages send it. */
export const byFlag = stringEnum(['1', '0', 'true', 'false'], {
  description: 'The page sends 1; the sister API sends true',
});
