import type { TSchema } from '@sinclair/typebox';
import type { Contract, RepeatedParameter } from '../contract/contract.js';

/** The parameters of a path or query with their schemas: all, and the lenient ones. */
export interface Parameters {
  readonly all: readonly (readonly [name: string, type: string | undefined, property: TSchema])[];
  readonly lenient: readonly (readonly [name: string, property: TSchema])[];
}

/** What the vendor's framework makes of query parameters that are sent several times, and of empty ones. */
export type ParameterRules = Pick<Contract, 'repeatedParameter' | 'ignoresEmptyParameters'>;

/** No parameter whose number is written differently. */
export const noTexts: ReadonlyMap<string, string> = new Map();

/**
 * Converts URL parameters to the numbers and booleans that the schema requires, in place. Returns the texts of the numbers
 * that are written differently.
 */
export function coerceParameters(
  all: Parameters['all'],
  values: Record<string, unknown>,
  { repeatedParameter, ignoresEmptyParameters }: ParameterRules,
): ReadonlyMap<string, string> {
  let texts: Map<string, string> | undefined;
  for (const [name, type, property] of all) {
    const sent = values[name];
    if (sent === undefined) continue;
    const text = Array.isArray(sent) ? mergeRepeated(sent, property, repeatedParameter) : sent;
    if (text === '' && ignoresEmptyParameters) {
      delete values[name];
      continue;
    }
    const value = coerceParameter(text, type);
    values[name] = value;
    if (typeof value === 'number' && String(value) !== text) {
      texts ??= new Map();
      texts.set(name, String(text));
    }
  }
  return texts ?? noTexts;
}

/** Converts the text of a URL to the number or boolean that its schema requires. Other text is returned unchanged, and fails validation. */
export function coerceParameter(text: unknown, type: unknown): unknown {
  if (typeof text !== 'string') return text;
  const isNumber = type === 'integer' || type === 'number';
  const pattern = type === 'integer' ? integerPattern : decimal;
  if (isNumber) {
    const value = pattern.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(value) ? value : text;
  }
  if (type === 'boolean') return booleanSpellings[text.toLowerCase()] ?? text;
  return text;
}

/** The value of a query parameter that was sent several times. An array is returned unchanged, and fails validation. */
function mergeRepeated(
  values: readonly unknown[],
  { type, enum: allowed }: TSchema,
  rule: RepeatedParameter = 'refused',
): unknown {
  if (rule === 'refused') return values;
  if (rule === 'last') return values.at(-1);
  return type === 'string' && !allowed ? values.join(',') : values[0];
}

/** The spellings of booleans that clients of different languages send. */
const booleanSpellings: Readonly<Record<string, boolean>> = Object.assign(Object.create(null), {
  true: true,
  1: true,
  false: false,
  0: false,
});

const decimal = /^-?\d+(\.\d+)?$/;
const integerPattern = /^-?\d+$/;
