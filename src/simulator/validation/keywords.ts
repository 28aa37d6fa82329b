import type { TSchema } from '@sinclair/typebox';
import type { Ajv, AnySchemaObject } from 'ajv';
import { describeSchema, describeValue } from './messages.js';
import { suggestion } from './suggestion.js';

/** Adds the `x-` keywords that validate to Ajv. */
export function addKeywords(ajv: Ajv): void {
  for (const keyword of [anyCase, assumeUtc, maximumSetting, atLeastOne, onlyOne, list(ajv)]) {
    ajv.addKeyword(keyword);
  }
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

/** The spellings of booleans that clients of different languages send. */
const booleanSpellings: Readonly<Record<string, boolean>> = Object.assign(Object.create(null), {
  true: true,
  1: true,
  false: false,
  0: false,
});

const decimal = /^-?\d+(\.\d+)?$/;
const integerPattern = /^-?\d+$/;

/** The trimmed parts of a comma-separated list, without empty ones. */
export function splitList(text: string | undefined): string[] {
  if (!text) return [];
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The object or array that contains a validated value, and where. */
interface ParentContext {
  readonly parentData: Record<string, unknown>;
  readonly parentDataProperty: string | number;
}

/** `x-any-case`: converts a value of the enum to upper case, in which it is listed. Other values are quoted as they were sent. */
const anyCase = {
  keyword: 'x-any-case',
  schemaType: 'boolean' as const,
  modifying: true,
  before: 'enum',
  errors: false,
  validate: (
    _keywordValue: boolean,
    value: unknown,
    schema: AnySchemaObject | undefined,
    context: ParentContext | undefined,
  ) => {
    const upperCase = typeof value === 'string' ? value.toUpperCase() : undefined;
    if (context && schema?.enum?.includes(upperCase))
      context.parentData[context.parentDataProperty] = upperCase;
    return true;
  },
};

/** A date and time without an offset. */
const localTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/;

/** `x-assume-utc`: a date and time without an offset is one of UTC, and gets its Z. */
const assumeUtc = {
  keyword: 'x-assume-utc',
  type: 'string' as const,
  schemaType: 'boolean' as const,
  modifying: true,
  before: 'format',
  errors: false,
  validate: (
    _keywordValue: boolean,
    value: string,
    _schema: AnySchemaObject | undefined,
    context: ParentContext | undefined,
  ) => {
    // One that does not exist is quoted as it was sent.
    const exists = localTime.test(value) && !Number.isNaN(Date.parse(`${value}Z`));
    if (context && exists) context.parentData[context.parentDataProperty] = `${value}Z`;
    return true;
  },
};

/** `x-maximum-setting`: the maximum of a number, or of the length of a string, is a setting of the contract. */
const maximumSetting = {
  keyword: 'x-maximum-setting',
  type: ['number' as const, 'string' as const],
  schemaType: 'string' as const,
  errors: true,
  validate: function check(
    this: unknown,
    setting: string,
    value: number | string,
    schema?: AnySchemaObject,
  ) {
    // The keyword `type` reports a value of the wrong type.
    const hasRightType = (schema?.type === 'string') === (typeof value === 'string');
    const maximum = hasRightType
      ? (this as Record<string, number> | undefined)?.[setting]
      : undefined;
    const size = typeof value === 'string' ? [...value].length : value;
    const isWithin = maximum === undefined || size <= maximum;
    const message =
      typeof value === 'string'
        ? `must be at most ${maximum} characters long, not ${size}`
        : `must be at most ${maximum}`;
    Object.assign(check, { errors: isWithin ? [] : [{ keyword: 'x-maximum-setting', message }] });
    return isWithin;
  },
};

/** `x-at-least-one`: an object must have at least one of the named keys. */
const atLeastOne = {
  keyword: 'x-at-least-one',
  type: 'object' as const,
  schemaType: 'array' as const,
  errors: true,
  validate: function check(names: readonly string[], value: object) {
    const isPresent = names.some((name) => Object.hasOwn(value, name));
    const message = `must have at least one of ${names.join(', ')}`;
    Object.assign(check, { errors: isPresent ? [] : [{ keyword: 'x-at-least-one', message }] });
    return isPresent;
  },
};

/** `x-only-one`: an object must have at most one of the named keys. */
const onlyOne = {
  keyword: 'x-only-one',
  schemaType: 'array' as const,
  errors: true,
  validate: function check(names: readonly string[], value: unknown) {
    const present = isObject(value) ? names.filter((name) => Object.hasOwn(value, name)) : [];
    const message = `must have only one of ${names.join(' and ')}`;
    Object.assign(check, {
      errors: present.length < 2 ? [] : [{ keyword: 'x-only-one', message }],
    });
    return present.length < 2;
  },
};

/** `x-list`: the string must be a comma-separated list whose parts match the given schema. */
function list(ajv: Ajv) {
  return {
    keyword: 'x-list',
    type: 'string' as const,
    schemaType: 'object' as const,
    errors: true,
    compile: (schema: TSchema) => {
      const validatePart = ajv.compile({ type: 'object', properties: { part: schema } });
      const validate = (text: string) => {
        const invalid = splitList(text).filter(
          (each) => !validatePart({ part: coerceParameter(each, schema.type) }),
        );
        const hint = suggestion(invalid[0] ?? '', schema.enum ?? []);
        const message = `has ${invalid.map(describeValue).join(', ')}, but each part must be ${describeSchema(schema)}${hint}`;
        Object.assign(validate, {
          errors: invalid.length > 0 ? [{ keyword: 'x-list', message }] : [],
        });
        return invalid.length === 0;
      };
      return validate;
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
