import t from 'tap';
import { kajeet } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);

/** The errors of a refused request, as `at: message`. */
function errorsOf({ status, body }: { status: number; body: { errors: FieldError[] } }): string[] {
  t.equal(status, 400, JSON.stringify(body));
  return body.errors.map(({ at, message }) => `${at}: ${message}`);
}

interface FieldError {
  readonly at: string;
  readonly message: string;
}

t.test('an unknown key of any body is refused with the nearest right one', async (t) => {
  const { send } = server.sandbox();
  for (const [method, path, body, at, suggested] of [
    ['POST', '/_sim/sandboxes', { name: 'one', device: 20 }, '/device', 'devices'],
    ['POST', '/_sim/sandboxes/default/fork', { name: 'one', nam: 'x' }, '/nam', 'name'],
    ['PUT', '/_sim/clock', { froze: true }, '/froze', 'frozen'],
    ['POST', '/_sim/clock/advance', { day: 1 }, '/day', 'days'],
    ['POST', '/_sim/tokens', { contract: 'kajeet', scop: 'readonly' }, '/scop', 'scope'],
    ['POST', '/_sim/faults', { match: {}, effect: { stauts: 500 } }, '/effect/stauts', 'status'],
    ['POST', '/_sim/journal/verify', { match: { methd: 'GET' } }, '/match/methd', 'method'],
    ['POST', '/_sim/journal/verify', { match: {}, timeout: 5 }, '/timeout', 'timeoutMs'],
  ] as const) {
    const [error] = errorsOf(await send(method, path, { body })).filter((each) =>
      each.startsWith(`${at}: `),
    );
    t.match(error, new RegExp(`^${at}: is unknown; .*; did you mean ${suggested}\\?$`), path);
  }
  t.equal((await send('GET', '/_sim/sandboxes/one')).status, 404, 'nothing was created');
});

t.test('an unknown query parameter of the control plane is refused', async (t) => {
  const { send } = server.sandbox();
  t.match(errorsOf(await send('GET', '/_sim/journal?limt=3')), [/^limt: .*did you mean limit\?$/]);
  t.match(errorsOf(await send('GET', '/_sim/clock?x=1')), [
    'x: is unknown; the operation has no query parameters',
  ]);
});

t.test(
  'a pattern that names something unknown is refused, because it matches nothing',
  async (t) => {
    const { send } = server.sandbox();
    for (const [match, at, suggested] of [
      [{ contract: 'kajet' }, 'contract', 'kajeet'],
      [{ operationId: 'deviceTotal' }, 'operationId', 'deviceTotals'],
      [{ contract: 'esper', operationId: 'deviceTotals' }, 'operationId', undefined],
      [{ method: 'GTE' }, 'method', 'GET'],
      [{ persona: 'dana.whitfeld' }, 'persona', 'dana.whitfield'],
    ] as const) {
      const query = new URLSearchParams(match);
      const responses = [
        await send('POST', '/_sim/journal/verify', { body: { match, count: 0 } }),
        await send('POST', '/_sim/faults', { body: { match, effect: { status: 500 } } }),
        ...(at === 'persona' ? [] : [await send('GET', `/_sim/journal?${query}`)]),
      ];
      for (const response of responses) {
        const [error = ''] = errorsOf(response);
        t.match(error, new RegExp(`^(/match/)?${at}: must be `));
        if (suggested) t.match(error, `did you mean ${suggested}?`);
      }
    }
  },
);

t.test('a pattern may name any user, also one that was deleted after a call', async (t) => {
  const { send } = server.sandbox();
  const verify = (persona: string) =>
    send('POST', '/_sim/journal/verify', { body: { match: { persona }, count: { min: 0 } } });
  const user = { username: 'new.user', email: 'new.user@example.com', profile: { role: 'Viewer' } };
  t.equal((await verify('new.user')).status, 400);
  const created = await send('POST', '/api/user/', { body: user });
  t.equal(created.status, 201);
  t.equal((await verify('new.user')).status, 200);
  const issued = await send('POST', '/_sim/tokens', {
    body: { contract: 'esper', persona: 'new.user' },
  });
  await send('GET', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`);
  await send('GET', '/api/user/', { token: issued.body.token });
  await send('DELETE', `/api/user/${created.body.id}/`);
  const { body } = await verify('new.user');
  t.equal(body.count, 1);
});

t.test('a pattern that is not an object is refused', async (t) => {
  const { send } = server.sandbox();
  for (const match of [null, 7, 'kajeet', []]) {
    const verification = await send('POST', '/_sim/journal/verify', { body: { match } });
    t.equal(verification.status, 400, JSON.stringify(match));
    const rule = { match, effect: { status: 500 } };
    t.equal((await send('POST', '/_sim/faults', { body: rule })).status, 400);
  }
});
