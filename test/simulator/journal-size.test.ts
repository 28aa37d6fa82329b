import t from 'tap';
import { startInjected } from '../support/app.js';

/** The bytes that the journal of a sandbox may hold. */
const maxBytes = 1024 * 1024;

t.test('the journal counts each header of a call, not only its characters', async (t) => {
  const { sandbox } = await startInjected(t);
  const { send } = sandbox();
  const names = Array.from({ length: 1900 }, (_, index) => `x${index.toString(36)}`);
  const headers = Object.fromEntries(names.map((name) => [name, '']));
  for (let call = 0; call < 30; call++) await send('GET', '/api/user/', { as: null, headers });
  const { body } = await send('GET', '/_sim/journal?limit=1');
  t.ok(body.total > 0);
  t.ok(body.total * 1900 * 50 <= maxBytes, `${body.total} calls with 1,900 headers each`);
});

t.test('the journal counts the field errors of a refused call', async (t) => {
  const { sandbox } = await startInjected(t);
  const { send } = sandbox();
  const groups = Array.from({ length: 100 }, (_, index) => `${'x'.repeat(500)}-${index}`);
  let errors = 0;
  for (let call = 0; call < 30; call++) {
    const { status, text } = await send('POST', '/api/user/', { body: { profile: { groups } } });
    t.equal(status, 400);
    errors = text.length;
  }
  const { body } = await send('GET', '/_sim/journal?limit=1');
  t.ok(body.total > 0);
  // They are in the response, too.
  const size = JSON.stringify(groups).length + 2 * errors;
  t.ok(body.total * size <= maxBytes, `${body.total} calls of ${size} bytes`);
});

t.test('of all errors of a request at most 100 are listed, and the rest are counted', async (t) => {
  const { sandbox } = await startInjected(t);
  const { send } = sandbox();
  const groups = Array.from({ length: 24_000 }, (_, index) => `no-group-${index}`);
  const { status, text } = await send('POST', '/api/user/', { body: { profile: { groups } } });
  t.equal(status, 400);
  t.ok(text.length < 20_000, `${text.length} bytes`);
  t.match(text, /has 239\d\d more errors/);
});
