import { Type } from '@sinclair/typebox';
import t from 'tap';
import { badRequest } from '../../src/simulator/contract/problem.js';
import { Validator } from '../../src/simulator/validation/validator.js';
import { growth } from '../support/timing.js';

const digits = Type.String({ pattern: '^\\d+$', examples: ['123'] });
const Body = Type.Object({
  list: Type.Optional(Type.Array(digits)),
  pairs: Type.Optional(Type.Array(Type.Union([digits, Type.Object({ id: Type.Integer() })]))),
});
const Either = Type.Union([
  Type.Object({ list: Type.Array(digits), name: Type.String() }),
  Type.Object({ list: Type.Array(digits), code: Type.Integer() }),
]);
const validator = new Validator(() => []);

t.test('100 errors are listed, and the rest are counted', async (t) => {
  for (const [count, last] of [
    [100, { at: '/list/99' }],
    [101, { at: '', message: 'has 1 more errors' }],
    [5000, { at: '', message: 'has 4900 more errors' }],
  ] as const) {
    const found = validator.validate(Body, { list: Array(count).fill('x') }, 'body');
    const { fieldErrors: errors, message } = badRequest(found);
    t.match(message, `${count} errors; the first: The body /list/0 must be`);
    t.equal(errors.length, Math.min(count, 101));
    t.match(errors[0], { in: 'body', at: '/list/0', message: /must be a string such as 123/ });
    t.match(errors.at(-1), last);
  }
});

t.test('an error that two branches of a union share is listed once', async (t) => {
  const errors = validator.validate(Either, { list: ['1', 'x'], name: 1 }, 'body');
  t.match(errors, [{ at: '/list/1' }, { at: '/name', message: 'must be a string, not 1' }]);
  t.equal(errors.length, 2);
});

t.test('a repeated item is named by its position', async (t) => {
  const schema = Type.Object({ list: Type.Array(Type.String(), { uniqueItems: true }) });
  const message = 'must have each item only once; those at 1 and 2 are the same';
  t.strictSame(validator.validate(schema, { list: ['a', 'b', 'b'] }, 'body'), [
    { in: 'body', at: '/list', message },
  ]);
  t.strictSame(validator.validate(schema, { list: ['a', 'b', 'c'] }, 'body'), []);
});

t.test('ten times the wrong items take about ten times the time', async (t) => {
  for (const [name, schema, value] of [
    ['a list', Body, (size: number) => ({ list: Array(size).fill(1) })],
    ['a list in a union', Either, (size: number) => ({ list: Array(size).fill(1) })],
    ['a list of unions', Body, (size: number) => ({ pairs: Array(size).fill({ id: 'x' }) })],
  ] as const) {
    const times = await growth(1000, (size) => {
      const errors = validator.validate(schema, value(size), 'body');
      if (errors.length < size) throw new Error(`${errors.length} errors`);
    });
    t.ok(times < 40, `${name}: ${times.toFixed(1)} times`);
  }
});

t.test(
  'the branch of a union may have the type of its parent, without a warning on the console',
  async (t) => {
    const email = Type.Unsafe({ type: 'string', anyOf: [{ format: 'email' }, { maxLength: 0 }] });
    const warn = t.capture(console, 'warn');
    const errors = validator.validate(Type.Object({ email }), { email: 'x' }, 'body');
    t.match(errors, [{ in: 'body', at: '/email' }]);
    t.strictSame(warn(), []);
  },
);
