import t from 'tap';
import { kajeet } from '../../kajeet/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const suspension = `${kajeet}/v1.0/manage-profile/summerSuspension`;
const totals = `${kajeet}/v1.0/devices/NORTHSTAR-ISD/totals`;

interface DueEvent {
  readonly at: string;
  readonly kind: string;
  readonly contract: string | null;
  readonly subject: string | null;
  readonly description: string;
}

/** A sandbox with a reader of what is due. */
function sandbox() {
  const { send } = server.sandbox();
  const due = async (): Promise<DueEvent[]> => (await send('GET', '/_sim/due')).body;
  return { send, due };
}

t.test('midnight and the first of the month are due without any call', async (t) => {
  const { due } = sandbox();
  t.match(await due(), [
    { at: '2026-03-11T00:00:00.000Z', kind: 'recurring', contract: 'kajeet', subject: null },
    { at: '2026-04-01T00:00:00.000Z', kind: 'recurring', contract: 'kajeet', subject: null },
  ]);
});

t.test('scheduled changes are listed in order, and are gone once they have happened', async (t) => {
  const { send, due } = sandbox();
  await send('POST', suspension, { body: { startDate: '2026-06-20', endDate: '2026-08-31' } });
  const scheduled = async () => (await due()).filter(({ kind }) => kind === 'scheduled');
  const [begin, end] = await scheduled();
  t.match(begin, { at: '2026-06-20T04:00:00.000Z', contract: 'kajeet', subject: 'NORTHSTAR-ISD' });
  t.match(begin?.description, 'suspended');
  t.match(end, { at: '2026-09-01T04:00:00.000Z' });
  const all = await due();
  t.strictSame(
    all.map(({ at }) => at),
    all.map(({ at }) => at).sort(),
  );
  await send('PUT', '/_sim/clock', { body: { now: '2026-07-01T00:00:00Z' } });
  t.strictSame(await scheduled(), [end]);
  await send('PUT', '/_sim/clock', { body: { now: '2026-06-01T00:00:00Z' } });
  t.equal((await scheduled()).length, 2, 'the clock moved back, so it happens again');
});

t.test('the tokens that callers used expire once each', async (t) => {
  const { send, due } = sandbox();
  const { body } = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', scope: 'org_tech', expiresIn: 600 },
  });
  for (let call = 0; call < 3; call++) await send('GET', totals, { token: body.token });
  const expiries = async () => (await due()).filter(({ kind }) => kind === 'token-expires');
  const [first, ...others] = await expiries();
  t.match(first, { at: '2026-03-10T16:10:00.000Z', contract: 'kajeet', subject: String });
  t.equal(others.length, 0);
  t.equal((await due())[0]?.kind, 'token-expires', 'before midnight');
  await send('POST', '/_sim/clock/advance', { body: { seconds: 601 } });
  t.strictSame(await expiries(), []);
  t.equal((await send('GET', totals, { token: body.token })).status, 401);
  t.strictSame(await expiries(), []);
  const never = await send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', scope: 'org_tech', expiresIn: null },
  });
  t.equal((await send('GET', totals, { token: never.body.token })).status, 200);
  t.strictSame(await expiries(), []);
});

t.test('the link in a mail expires, and a fork knows the tokens too', async (t) => {
  const { name, send } = server.sandbox();
  const reset = `${kajeet}/v1.0/auth/passwordReset`;
  await send('POST', reset, { as: null, body: { username: 'dana.whitfield' } });
  await send('GET', totals);
  const expiries = async (reader: typeof send): Promise<DueEvent[]> =>
    (await reader('GET', '/_sim/due')).body.filter(
      ({ kind }: DueEvent) => kind === 'token-expires',
    );
  const [mail] = (await send('GET', '/_sim/outbox')).body;
  const found = await expiries(send);
  t.ok(found.some(({ subject }) => subject === mail.to));
  t.equal(found.length, 2, 'and the token of the call');
  await server.request('POST', `/_sim/sandboxes/${name}/fork`, { body: { name: 'due-fork' } });
  t.strictSame(await expiries(server.sandbox('due-fork').send), found);
});
