import type { TSchema } from '@sinclair/typebox';
import type { Ajv, AnySchemaObject } from 'ajv';
import { describeSchema, describeValue } from './messages.js';

/** Teaches Ajv the words of our own that say what may pass. */
export function addKeywords(made: Ajv): void {
  for (const keyword of [anyCase, maximumSetting, atLeastOne, onlyOne, list(made)]) {
    made.addKeyword(keyword);
  }
}

/** What the text of a URL stands for where the schema asks for a type; what is none stays text. */
export function coerceParameter(text: unknown, type: unknown): unknown {
  if (typeof text !== 'string') return text;
  const isNumber = type === 'integer' || type === 'number';
  const form = type === 'integer' ? integerPattern : decimal;
  if (isNumber) return form.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
  if (type === 'boolean') return booleanSpellings[text.toLowerCase()] ?? text;
  return text;
}

/** Booleans as clients of all languages write them. */
const booleanSpellings: Readonly<Record<string, boolean>> = Object.assign(Object.create(null), {
  true: true,
  1: true,
  false: false,
  0: false,
});

const decimal = /^-?\d+(\.\d+)?$/;
const integerPattern = /^-?\d+$/;

/** The parts of a comma-separated list; blanks between commas are no parts. */
export function splitList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `x-any-case`: letters of either case pass, and are read as the upper case that the enum lists. */
const anyCase = {
  keyword: 'x-any-case',
  schemaType: 'boolean' as const,
  modifying: true,
  before: 'enum',
  errors: false,
  validate: (
    _wanted: boolean,
    value: unknown,
    _schema: unknown,
    context:
      | { parentData: Record<string, unknown>; parentDataProperty: string | number }
      | undefined,
  ) => {
    if (context && typeof value === 'string')
      context.parentData[context.parentDataProperty] = value.toUpperCase();
    return true;
  },
};

/** `x-maximum-setting`: a number, or the length of a text, is at most what a setting of the contract says. */
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
    // Text where a number is wanted has been told so.
    const isMeant = (schema?.type === 'string') === (typeof value === 'string');
    const maximum = isMeant ? (this as Record<string, number> | undefined)?.[setting] : undefined;
    const size = typeof value === 'string' ? [...value].length : value;
    const isWithin = maximum === undefined || size <= maximum;
    const message =
      typeof value === 'string'
        ? `must be at most ${maximum} characters long, not ${size}`
        : `must be at most ${maximum}, not ${value}`;
    Object.assign(check, { errors: isWithin ? [] : [{ keyword: 'x-maximum-setting', message }] });
    return isWithin;
  },
};

/** `x-at-least-one`: an object has one of the named keys or more. */
const atLeastOne = {
  keyword: 'x-at-least-one',
  type: 'object' as const,
  schemaType: 'array' as const,
  errors: true,
  validate: function check(names: readonly string[], value: object) {
    const isThere = names.some((name) => Object.hasOwn(value, name));
    const message = `must have at least one of ${names.join(', ')}`;
    Object.assign(check, { errors: isThere ? [] : [{ keyword: 'x-at-least-one', message }] });
    return isThere;
  },
};

/** `x-only-one`: an object has one of the named keys at most, whatever it holds. */
const onlyOne = {
  keyword: 'x-only-one',
  schemaType: 'array' as const,
  errors: true,
  validate: function check(names: readonly string[], value: unknown) {
    const given = isObject(value) ? names.filter((name) => Object.hasOwn(value, name)) : [];
    const message = `takes only one of ${names.join(' and ')}`;
    Object.assign(check, { errors: given.length < 2 ? [] : [{ keyword: 'x-only-one', message }] });
    return given.length < 2;
  },
};

/** `x-list`: the string is a comma-separated list whose parts each fit the given schema. */
function list(made: Ajv) {
  return {
    keyword: 'x-list',
    type: 'string' as const,
    schemaType: 'object' as const,
    errors: true,
    compile: (schema: TSchema) => {
      const part = made.compile({ type: 'object', properties: { part: schema } });
      const validate = (text: string) => {
        const wrong = splitList(text).filter(
          (each) => !part({ part: coerceParameter(each, schema.type) }),
        );
        const message = `has ${wrong.map(describeValue).join(', ')}, but each part must be ${describeSchema(schema)}`;
        Object.assign(validate, {
          errors: wrong.length > 0 ? [{ keyword: 'x-list', message }] : [],
        });
        return wrong.length === 0;
      };
      return validate;
    },
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
