import type { TSchema } from '@sinclair/typebox';
import type { SeededRandom } from '../../../src/lib/seeded-random.js';

/** Texts that break servers or the assumptions of developers. */
const hostileTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "' OR 1=1 --",
  '"; DROP TABLE outbox; --',
  '%00',
  '\u0000',
  '\u2028',
  '../../etc/passwd',
  '..%2f..%2fetc',
  '\ud800',
  '1e999',
  '-0',
  '-1',
  '00',
  'NaN',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '٣',
  '１',
  'ﬀ',
  'İ',
  '"',
  '\\',
  '\r\nx-injected: 1',
  '<script>alert(1)</script>',
  '#{7*7}',
  '*',
  '**/**',
  '(a+)+$',
  '2026-02-30',
  '2026-06-20T00:00:00+99:99',
  '9007199254740993',
  '18446744073709551616',
  'a'.repeat(300),
  'é'.repeat(1500),
  'a'.repeat(5000),
];

const hostileNumbers = [
  0,
  -0,
  -1,
  1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53) - 2,
  1e308,
  5e-324,
  0.1,
  1.5,
];

/** A text from the list of hostile ones, a number as text, or random characters. */
export function hostileText(random: SeededRandom): string {
  if (random.oneIn(4)) return String(random.pick(hostileNumbers));
  if (!random.oneIn(3)) return random.pick(hostileTexts);
  const codes = Array.from({ length: random.integer(0, 40) }, () =>
    random.integer(0, random.pick([0x7f, 0xff, 0xffff, 0x10ffff])),
  );
  return String.fromCodePoint(...codes);
}

/** A JSON value without any plan. */
export function hostileJson(random: SeededRandom, depth = 3): unknown {
  const kind = random.integer(0, depth > 0 ? 7 : 4);
  if (kind === 0) return null;
  if (kind === 1) return random.oneIn(2);
  if (kind === 2) return random.pick(hostileNumbers);
  if (kind < 5) return hostileText(random);
  const length = random.integer(0, 4);
  const items = Array.from({ length }, () => hostileJson(random, depth - 1));
  if (kind === 5) return items;
  return Object.fromEntries(items.map((item) => [hostileText(random), item]));
}

/** Large JSON texts, which cost a careless server most. `size` is about their length in characters. */
export function largeJson(random: SeededRandom, size: number): string {
  return random.pick([
    () => `[${Array(Math.floor(size / 10)).fill('123456789')}]`,
    () => `[${Array(Math.floor(size / 18)).fill('"355737360073462"')}]`,
    () => `[${Array(Math.floor(size / 20)).fill('{"a":1,"b":"cdefg"}')}]`,
    () => JSON.stringify('a@'.repeat(size / 2)),
    () => JSON.stringify('?'.repeat(size)),
    () => `{${Array.from({ length: Math.floor(size / 12) }, (_, index) => `"k${index}":1`)}}`,
    () => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`,
  ])();
}

/** A value that a schema is likely to accept. `resolve` returns the model that a reference names. */
export function validValue(
  schema: TSchema,
  random: SeededRandom,
  resolve: (schema: TSchema) => TSchema,
): unknown {
  const {
    anyOf,
    oneOf,
    enum: choices,
    examples,
    type,
    items,
    properties,
    ...rest
  } = resolve(schema);
  if ('const' in rest) return rest.const;
  if (choices) return random.pick(choices);
  if (examples?.length && !random.oneIn(4)) return random.pick(examples);
  const alternatives: TSchema[] | undefined = anyOf ?? oneOf;
  if (alternatives) return validValue(random.pick(alternatives), random, resolve);
  if (type === 'boolean') return random.oneIn(2);
  if (type === 'integer' || type === 'number')
    return random.integer(
      rest.minimum ?? 0,
      Math.min(rest.maximum ?? 50, (rest.minimum ?? 0) + 50),
    );
  if (type === 'array') {
    const length = random.integer(0, 3);
    return Array.from({ length }, () => validValue(items as TSchema, random, resolve));
  }
  if (properties) {
    const required: readonly string[] = rest.required ?? [];
    const chosen = Object.entries(properties as Record<string, TSchema>).filter(
      ([name]) => required.includes(name) || random.oneIn(3),
    );
    return Object.fromEntries(
      chosen.map(([name, property]) => [name, validValue(property, random, resolve)]),
    );
  }
  return random.pick(['any', 'a', '7', 'bus']);
}
