import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { publishChange } from '../../../src/store/sandbox/observer.js';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';
import { collectEvents } from './server-sent-events.js';

const adminToken = 'the-admin-token';
const server = await startInjected(t, { adminToken });
await server.app.fastify.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.app.fastify.server.address() as { port: number };

const admin = (method: string, url: string, body?: object, headers: object = {}) =>
  server.request(method, url, {
    headers: { authorization: `Bearer ${adminToken}`, ...headers },
    ...(body && { body }),
  });

const inSandbox = (name: string) => ({ 'x-sandbox': name });

/** Opens the event stream. `next` waits until a number of events has arrived and returns all of them. */
async function openStream(
  token = adminToken,
  headers: Record<string, string> = {},
  types?: string,
  at = port,
) {
  const request = get({
    port: at,
    host: '127.0.0.1',
    path: `/_sim/events${types ? `?types=${types}` : ''}`,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { response, next: collectEvents(response), close: () => request.destroy() };
}

t.test('one stream tells what happens in all sandboxes, in order', async (t) => {
  const { response, next, close } = await openStream();
  t.equal(response.statusCode, 200);
  t.match(response.headers['content-type'], 'text/event-stream');
  await admin('POST', '/_sim/sandboxes', { name: 'one' });
  await admin('POST', '/_sim/clock/advance', { seconds: 60 }, inSandbox('one'));
  await admin('POST', '/_sim/scenarios/vendor-outage', undefined, inSandbox('one'));
  await server.request('GET', `/~one${esper}/user/`);
  await admin('DELETE', '/_sim/scenarios/vendor-outage', undefined, inSandbox('one'));
  await admin('POST', '/_sim/sandboxes/one/fork', { name: 'two' });
  await admin('PUT', '/_sim/sandboxes/one/snapshots/s');
  await admin('POST', '/_sim/sandboxes/one/snapshots/s/restore');
  await admin('POST', '/_sim/sandboxes/one/reset');
  await server.request('GET', `${esper}/user/`, { headers: inSandbox('three') });
  await admin('DELETE', '/_sim/sandboxes/two');
  const events = await next(11);
  t.match(
    events.map(({ event, data }) => [event, data.sandbox]),
    [
      ['created', 'one'],
      ['clock', 'one'],
      ['fault', 'one'],
      ['call', 'one'],
      ['fault', 'one'],
      ['created', 'two'],
      ['reset', 'one'],
      ['reset', 'one'],
      ['created', 'three'],
      ['call', 'three'],
      ['deleted', 'two'],
    ],
  );
  t.equal(events.length, 11);
  for (const { event, data } of events) t.equal(data.type, event);
  t.match(events[1]?.data, { now: '2026-03-10T16:01:00.000Z', frozen: true });
  t.match(events[2]?.data, { added: [{ scenario: 'vendor-outage' }], removed: [] });
  t.match(events[3]?.data.entry, { id: '1', status: 503, path: `${esper}/user/`, fault: String });
  t.match(events[4]?.data, { removed: ['f1'] });
  t.match(
    events.slice(6, 8).map(({ data }) => data.reason),
    ['restore', 'reset'],
  );
  t.match(events[8]?.data, { persistent: false });
  close();
});

t.test(
  'a summary has no headers and bodies, and its readers follow a stream of their own',
  async (t) => {
    const full = await openStream();
    const short = await openStream(adminToken, {}, 'call&view=summary');
    await server.request('GET', `/~brief${esper}/user/?limit=1&password=hunter2-secret`);
    const [, complete] = await full.next(2);
    const [summary] = await short.next(1);
    const entry = complete?.data.entry as Record<string, object>;
    const { request, response, ...facts } = entry;
    t.match(response, { body: Object, headers: { 'content-type': String } });
    const leftOut = { headers: {}, body: null, truncated: true };
    const query = { limit: '1', password: '***' };
    t.match(request, { query });
    t.strictSame(summary?.data, {
      type: 'call',
      sandbox: 'brief',
      entry: { ...facts, request: { query, ...leftOut }, response: leftOut },
    });
    // The id of one stream is none of the other: a reader that changes its view is told that events are missing.
    const changed = await openStream(adminToken, { 'last-event-id': String(summary?.id) });
    t.match(await changed.next(1), [{ event: 'missed' }]);
    const continued = await openStream(
      adminToken,
      { 'last-event-id': String(summary?.id) },
      'call&view=summary',
    );
    await server.request('GET', `/~brief${esper}/user/?limit=2`);
    t.match(await continued.next(1), [{ data: { entry: { id: '2', response: leftOut } } }]);
    for (const stream of [full, short, changed, continued]) stream.close();
  },
);

t.test('secrets in calls are masked, and a change that is rolled back is no event', async (t) => {
  const { next, close } = await openStream();
  await server.request('GET', `${esper}/user/?password=hunter2-secret`);
  const sandbox = server.app.sandboxes.open('default')!;
  t.throws(() =>
    sandbox.transaction(() => {
      publishChange(sandbox, 'data', () => ({ key: 'rolled back' }));
      throw new Error('rolled back');
    }),
  );
  sandbox.transaction(() => publishChange(sandbox, 'data', () => ({ key: 'committed' })));
  const [call, change, ...others] = await next(2);
  t.notMatch(JSON.stringify(call), 'hunter2-secret');
  t.match(change, { event: 'data', data: { sandbox: 'default', key: 'committed' } });
  t.strictSame(others, []);
  close();
});

t.test('a reader that reconnects gets what it missed, or is told that it cannot', async (t) => {
  const first = await openStream();
  await admin('POST', '/_sim/clock/advance', { seconds: 1 });
  const [event] = await first.next(1);
  first.close();
  await wait(50);
  await admin('POST', '/_sim/clock/advance', { seconds: 2 });
  await admin('POST', '/_sim/clock/advance', { seconds: 3 });
  const second = await openStream(adminToken, { 'last-event-id': event!.id });
  const missed = await second.next(2);
  t.strictSame(
    missed.map((each) => each.event),
    ['clock', 'clock'],
  );
  second.close();
  for (const id of ['of-another-process', '', '5']) {
    const other = await openStream(adminToken, { 'last-event-id': id });
    t.equal((await other.next(1))[0]?.event, 'missed', id);
    other.close();
  }
});

t.test('the holder of a key sees its own sandbox, until that is deleted', async (t) => {
  const { key } = (await admin('POST', '/_sim/sandboxes', { name: 'mine', key: true })).body;
  await admin('POST', '/_sim/sandboxes', { name: 'not-mine' });
  const { response, next } = await openStream(key);
  t.equal(response.statusCode, 200);
  const ended = once(response, 'end');
  for (const name of ['not-mine', 'mine'])
    await admin('POST', '/_sim/clock/advance', { seconds: 1 }, inSandbox(name));
  t.match(await next(1), [{ event: 'clock', data: { sandbox: 'mine' } }]);
  await admin('DELETE', '/_sim/sandboxes/not-mine');
  await admin('DELETE', '/_sim/sandboxes/mine');
  await ended;
  t.strictSame(
    (await next(2)).map(({ event, data }) => `${event} ${data.sandbox}`),
    ['clock mine', 'deleted mine'],
  );
});

t.test('a reader gets only the types that it asks for', async (t) => {
  const { next, close } = await openStream(adminToken, {}, 'clock,deleted');
  await admin('POST', '/_sim/sandboxes', { name: 'filtered' });
  await server.request('GET', `/~filtered${esper}/user/`);
  await admin('POST', '/_sim/clock/advance', { seconds: 1 }, inSandbox('filtered'));
  await admin('DELETE', '/_sim/sandboxes/filtered');
  t.strictSame(
    (await next(2)).map(({ event, data }) => `${event} ${data.sandbox}`),
    ['clock filtered', 'deleted filtered'],
  );
  close();
  const refused = await admin('GET', '/_sim/events?types=clock,weather');
  t.match(refused, { status: 400, body: { errors: [{ in: 'query', at: 'types' }] } });
});

t.test('a reader gets the calls to one sandbox, and the other events of all', async (t) => {
  const quiet = await startInjected(t);
  const origin = await quiet.app.fastify.listen({ port: 0, host: '127.0.0.1' });
  const open = (query: string, lastEventId?: string) =>
    openStream(
      '',
      lastEventId ? { 'last-event-id': lastEventId } : {},
      query,
      +new URL(origin).port,
    );
  const call = (sandbox: string) => quiet.request('GET', `/~${sandbox}${esper}/user/`);
  const { next, close } = await open('call,clock&callsOf=followed');
  await call('other');
  await call('followed');
  await quiet.request('POST', '/~other/_sim/clock/advance', { body: { seconds: 1 } });
  const events = await next(2);
  t.strictSame(
    events.map(({ event, data }) => `${event} ${data.sandbox}`),
    ['call followed', 'clock other'],
  );
  close();
  await wait(50);
  await call('other');
  await call('followed');
  const last = events[1]!.id;
  const back = await open('call,clock&callsOf=followed', last);
  t.match(await back.next(1), [{ event: 'call', data: { sandbox: 'followed' } }], 'none is missed');
  back.close();
  const other = await open('call&callsOf=other', last);
  t.equal((await other.next(1))[0]?.event, 'missed', 'calls to others were not collected');
  other.close();
  const refused = await quiet.request('GET', '/_sim/events?callsOf=No%20Name');
  t.match(refused, { status: 400, body: { errors: [{ in: 'query', at: 'callsOf' }] } });
});

t.test(
  'calls that no reader wants are not collected, which a reader of them is told',
  async (t) => {
    const quiet = await startInjected(t);
    const origin = await quiet.app.fastify.listen({ port: 0, host: '127.0.0.1' });
    const clock = await fetch(`${origin}/_sim/events?types=clock`);
    const reader = clock.body!.pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    const advance = async () => {
      await quiet.request('POST', '/_sim/clock/advance', { body: { seconds: 1 } });
      const { value = '' } = await reader.read();
      t.match(value, 'event: clock');
      return /^id: (.+)$/m.exec(value)?.[1] ?? '';
    };
    const before = await advance();
    await quiet.request('GET', `${esper}/user/`);
    const id = await advance();
    const texts = async (lastEventId: string, types: string) => {
      const response = await fetch(`${origin}/_sim/events?types=${types}`, {
        headers: { 'last-event-id': lastEventId },
      });
      const stream = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      const { value: text } = await stream.read();
      await stream.cancel();
      return text;
    };
    t.match(await texts(before, 'call'), 'event: missed');
    t.notMatch(await texts(before, 'clock'), 'event: missed', 'no clock event is missing');
    t.notMatch(await texts(id, 'call'), 'event: missed', 'the call was before');
    await reader.cancel();
  },
);

t.test('the token may be in the URL, and HEAD opens no stream', async (t) => {
  const open = (query: string, method = 'GET') =>
    fetch(`http://127.0.0.1:${port}/_sim/events${query}`, { method });
  const admitted = await open(`?token=${adminToken}`);
  t.equal(admitted.status, 200);
  await admitted.body?.cancel();
  t.equal((await open('?token=wrong')).status, 401);
  t.equal((await open('')).status, 401);
  const head = await open(`?token=${adminToken}`, 'HEAD');
  t.equal(head.status, 200);
  t.match(head.headers.get('content-type'), 'text/event-stream');
});

t.test('without a reader nothing is collected', async (t) => {
  const quiet = await startInjected(t);
  const sandbox = quiet.app.sandboxes.open('default')!;
  let isAsked = false;
  publishChange(sandbox, 'data', () => {
    isAsked = true;
    return {};
  });
  t.notOk(isAsked);
});
