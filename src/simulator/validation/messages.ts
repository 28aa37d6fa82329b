import type { ErrorObject } from 'ajv';
import type { FieldError } from '../contract/problem.js';
import { suggestion } from './suggestion.js';

interface Keywords {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly writeOnly?: boolean;
  readonly examples?: readonly unknown[];
  readonly items?: Keywords;
}

const maxQuoteLength = 40;

/** What is wrong with a value and what would pass, as the predicate of a sentence about the field. `sent` is the quoted value. */
export function errorMessage(
  error: ErrorObject,
  location: FieldError['in'],
  sent = describeValue(error.data),
): string {
  const schema = error.parentSchema as Keywords;
  if (error.keyword === 'x-maximum-setting' && typeof error.data === 'number')
    return `${error.message}, not ${sent}`;
  if (error.keyword.startsWith('x-')) return error.message ?? '';
  if (error.keyword === 'minProperties') return 'is empty; it must have at least one key';
  if (error.keyword === 'maxItems') {
    const { length } = error.data as unknown[];
    return `has ${length} items; it must have at most ${error.params.limit}`;
  }
  if (error.keyword === 'uniqueItems') {
    const [first, second] = [error.params.i, error.params.j].sort((one, other) => one - other);
    return `must have each item only once; those at ${first} and ${second} are the same`;
  }
  // The query parser returns an array for a repeated parameter.
  if (location === 'query' && Array.isArray(error.data)) {
    return `is given ${error.data.length} times; give it once`;
  }
  // A string that is the whole body may be a secret.
  const isWholeBody =
    location === 'body' && error.instancePath === '' && typeof error.data === 'string';
  const isSecret = schema.writeOnly || isWholeBody;
  if (isSecret) return `must be ${describeSchema(schema)}`;
  const allowed = (schema.enum ?? []).filter((each) => typeof each === 'string');
  const hint = typeof error.data === 'string' ? suggestion(error.data, allowed) : '';
  return `must be ${describeSchema(schema)}, not ${sent}${hint}`;
}

/** Describes the values that a schema accepts: "a whole number from 1 to 100". */
export function describeSchema(schema: Keywords): string {
  if (schema.enum) return `one of ${schema.enum.map(formatValue).join(', ')}`;
  if (schema.const !== undefined) return formatValue(schema.const);
  const names = types(schema).map((type) => typeNames[type] ?? type);
  const [example] = schema.examples ?? [];
  const hint =
    example === undefined || schema.writeOnly
      ? patternHint(schema)
      : ` such as ${formatValue(example)}`;
  const kind = schema.format
    ? (formats[schema.format] ?? schema.format)
    : names.join(' or ') || 'given';
  return `${kind}${bounds(schema)}${schema.pattern || schema.format ? hint : ''}`;
}

/** Describes a value in a message: a primitive as JSON, shortened to 40 characters, an array or object by its kind. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'left out';
  if (Array.isArray(value)) return value.length ? `an array of ${value.length}` : 'an empty array';
  if (typeof value === 'object' && value !== null) return 'an object';
  // Parsing has rounded it, so it cannot be quoted.
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return `a number beyond ${Math.sign(value) * Number.MAX_SAFE_INTEGER}`;
  const text = JSON.stringify(value);
  return text.length > maxQuoteLength ? `${text.slice(0, maxQuoteLength)}…` : text;
}

const formats: Record<string, string> = {
  'date-time': 'a date and time',
  email: 'an e-mail address',
  uuid: 'a UUID',
  date: 'a date',
};

const typeNames: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  object: 'an object',
  array: 'an array',
  null: 'null',
};

/** The description of a pattern, which explains a schema without an example. */
function patternHint({ pattern, description }: Keywords): string {
  return pattern && description ? ` (${description})` : '';
}

function types({ type }: Keywords): readonly string[] {
  if (type === undefined) return [];
  return typeof type === 'string' ? [type] : type;
}

function bounds(schema: Keywords): string {
  const { minimum, maximum, minLength, maxLength, minItems } = schema;
  if (minItems) return ` of at least ${minItems}`;
  if (minimum !== undefined && maximum !== undefined) {
    return maximum >= Number.MAX_SAFE_INTEGER
      ? ` from ${minimum}`
      : ` from ${minimum} to ${maximum}`;
  }
  if (minimum !== undefined) return ` from ${minimum}`;
  if (maximum !== undefined) return ` up to ${maximum}`;
  if (minLength && maxLength) return ` of ${minLength} to ${maxLength} characters`;
  if (minLength) return ` of at least ${minLength} character${minLength > 1 ? 's' : ''}`;
  return maxLength ? ` of at most ${maxLength} characters` : '';
}

function formatValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
