import t from 'tap';
import { createUnderstudy } from '../src/index.js';

t.test('first', async (t) => {
  const sim = await createUnderstudy();
  t.teardown(() => sim.close());
  t.equal((await sim.inject({ url: '/_sim/health' })).status, 200);
});
