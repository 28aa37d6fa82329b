import t from 'tap';
import { exceededLimit } from '../../src/lib/json-limits.js';

const limits = { depth: 3, values: 5 };
const exceeded = (text: string) => exceededLimit(Buffer.from(text), limits);

t.test('nesting and values of a JSON text are limited, whether it is valid or not', async (t) => {
  t.equal(exceeded('[[{"a":1}]]'), undefined);
  t.equal(exceeded('[[{"a":[]}]]'), 'depth');
  t.equal(exceeded('[{}],[{}],[{}]'), undefined, 'siblings are not nested');
  t.equal(exceeded('[[[[[[[['), 'depth');
  t.equal(exceeded('[1,2,3,4,5]'), undefined);
  t.equal(exceeded('[1,2,3,4,5,6,7'), 'values');
  t.equal(exceeded('{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}'), 'values');
});

t.test('brackets and commas in strings are not counted', async (t) => {
  t.equal(exceeded('["[[[[{{{{,,,,,,,,"]'), undefined);
  t.equal(exceeded('["\\",,,,,,,[[[[["]'), undefined);
  t.equal(exceeded('["\\\\",[[[[]]]]]'), 'depth', 'an escaped backslash does not escape the quote');
  t.equal(exceeded('["é€,,,,,,,,'), undefined, 'a string without an end');
});
