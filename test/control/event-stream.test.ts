import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import t from 'tap';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { startListening } from '../support/app.js';
import { startProcess } from '../support/server-process.js';

const server = await startListening(t);
const origin = `http://127.0.0.1:${(server.app.fastify.server.address() as { port: number }).port}`;
const stream = '/_sim/journal/stream';
const auth = `${kajeet}/v1.0/auth/token`;
const list = `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ limit: 100 })}`;

/** A reader of the event stream of a sandbox. */
async function read(name: string, headers: Record<string, string> = {}, base = origin) {
  const request = http.get(`${base}/~${name}${stream}`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (data) => {
    text += data;
  });
  response.on('error', () => {});
  /** The events that have arrived completely. */
  const events = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((event) => event.startsWith('id: '));
  return {
    headers: response.headers,
    text: () => text,
    events,
    ids: () => events().map((event) => /^id: (\d+)\n/.exec(event)?.[1]),
    entries: () => events().map((event) => JSON.parse(event.replace(/^.*\n.*\ndata: /, ''))),
    close: () => response.destroy(),
    /** Waits until there are this many events. */
    async waitFor(count: number) {
      for (let i = 0; i < 500 && events().length < count; i++) await wait(10);
      await wait(30);
    },
  };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

t.test('the stream asks proxies not to hold back or change events', async (t) => {
  const reader = await read('headers');
  t.match(reader.headers, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  reader.close();
  const head = await fetch(`${origin}/~headers${stream}`, { method: 'HEAD' });
  t.equal(head.headers.get('cache-control'), 'no-cache, no-transform');
});

t.test('two readers get the same bytes, in the order of the journal', async (t) => {
  const { send, name } = server.sandbox();
  const readers = [await read(name), await read(name)] as const;
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      index % 3 === 0
        ? send('POST', auth, { body: { username: `user-${index}`, password: 'x' } })
        : send('GET', index % 3 === 1 ? list : `${esper}/user/?limit=${index}`),
    ),
  );
  await readers[0].waitFor(60);
  t.equal(readers[0].text(), readers[1].text());
  const { body } = await send('GET', '/_sim/journal?limit=1000');
  const journaled = body.entries.map(({ id }: { id: string }) => id);
  t.strictSame(readers[0].ids().slice(-journaled.length), journaled);
  t.strictSame(readers[0].ids(), numbers(1, 60));
  for (const reader of readers) reader.close();
});

t.test('the data of an event are those of the journal, whatever was sent', async (t) => {
  const { send, name } = server.sandbox();
  const reader = await read(name);
  const fingerprint = `***#${'a'.repeat(22)}`;
  await send('GET', `${list}&apiKey=secret-value&next=/a?token=secret-value`);
  await send('GET', list);
  await send('GET', list);
  await send('GET', `${list}&filter=none`, { as: null });
  await send('POST', auth, { body: { username: fingerprint, password: 'secret-value' } });
  await send('POST', auth, { body: 'password=secret-value' });
  await send('POST', auth, { body: `[1, {"token": ["secret-value"]}, "${fingerprint}"]` });
  await send('POST', auth, { body: { username: 'x'.repeat(100_000) } });
  await send('POST', auth, { body: { username: 'lines\n\r\u2028, quotes" and \u{1f600}' } });
  await send('HEAD', list);
  await send('POST', '/_sim/faults', { body: { match: {}, effect: { malformed: true } } });
  await send('GET', list).catch(() => {});
  await reader.waitFor(11);
  const { body, text } = await send('GET', '/_sim/journal?limit=1000');
  t.equal(body.total, 11);
  t.strictSame(reader.entries(), body.entries);
  for (const each of [reader.text(), text]) {
    t.notMatch(each, 'secret-value');
    t.notMatch(each, fingerprint);
  }
  await send('PUT', `/_sim/sandboxes/${name}/snapshots/one`);
  await send('POST', `/_sim/sandboxes/${name}/snapshots/one/restore`);
  const restored = await read(name, { 'last-event-id': '0' });
  await restored.waitFor(11);
  t.strictSame(restored.entries(), body.entries);
  reader.close();
  restored.close();
});

t.test('a reader continues with Last-Event-ID, without loss or duplicates', async (t) => {
  const { send, name } = server.sandbox();
  const all = await read(name);
  let isDone = false;
  const calls = (async () => {
    for (let count = 0; count < 400; count += 4)
      await Promise.all([1, 2, 3, 4].map(() => send('GET', '/v1/none', { as: null })));
    isDone = true;
  })();
  const collected: string[] = [];
  while (!isDone || collected.length < 400) {
    const last = /^id: (\d+)/.exec(collected.at(-1) ?? 'id: 0')?.[1] ?? '0';
    const reader = await read(name, { 'last-event-id': last });
    await wait(15);
    reader.close();
    collected.push(...reader.events());
  }
  await calls;
  await all.waitFor(400);
  t.strictSame(all.ids(), numbers(1, 400));
  t.strictSame(collected, all.events());
  all.close();
});

t.test(
  'a reader that joins later gets only what follows, and all of it before the end',
  async (t) => {
    const { send, name } = server.sandbox();
    await send('GET', list);
    const first = await read(name);
    await send('GET', list);
    const second = await read(name);
    await send('GET', list);
    await send('DELETE', `/_sim/sandboxes/${name}`);
    await first.waitFor(2);
    t.strictSame(first.ids(), ['2', '3']);
    t.strictSame(second.ids(), ['3']);
  },
);

t.test('closing the server sends the entries that wait', async (t) => {
  const other = await startListening(t);
  const { port } = other.app.fastify.server.address() as { port: number };
  const reader = await read('end', {}, `http://127.0.0.1:${port}`);
  const { send } = other.sandbox('end');
  await send('GET', '/v1/none', { as: null });
  await other.app.fastify.close();
  await reader.waitFor(1);
  t.strictSame(reader.ids(), ['1']);
});

t.test('an open reader does not make calls much slower', async (t) => {
  const { authorization, name } = server.sandbox();
  const path = `/~${name}${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ limit: 25 })}`;
  const call = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${await authorization(path)}\r\n\r\n`;
  const connection = connect(Number(new URL(origin).port), '127.0.0.1');
  t.teardown(() => connection.destroy());
  let received = 0;
  let onData = () => {};
  connection.on('data', ({ length }) => {
    received += length;
    onData();
  });
  /** Sends requests together, and waits until so many bytes have arrived. */
  const callMany = async (count: number, bytes: number) => {
    const expected = received + bytes;
    connection.write(call.repeat(count));
    await new Promise<void>((resolve) => {
      onData = () => {
        if (received >= expected) resolve();
      };
    });
  };
  // The first two requests for a URL are not cached.
  for (let count = 0; count < 3; count++) await callMany(1, 1).then(() => wait(100));
  const before = received;
  await callMany(1, 1).then(() => wait(100));
  const size = received - before;
  /** The least processor time of some runs, in which other processes do not count. */
  const processorTime = async () => {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 5; run++) {
      const start = process.cpuUsage();
      for (let batch = 0; batch < 10; batch++) await callMany(50, 50 * size);
      await wait(100);
      const { user, system } = process.cpuUsage(start);
      least = Math.min(least, user + system);
    }
    return least;
  };
  await processorTime();
  const alone = await processorTime();
  const reader = connect(Number(new URL(origin).port), '127.0.0.1');
  reader.write(`GET /~${name}${stream} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(reader, 'data');
  reader.resume();
  const watched = await processorTime();
  reader.destroy();
  const ratio = watched / alone;
  t.ok(ratio < 5, `calls take ${ratio.toFixed(1)} times the processor time with a reader`);
});

t.test('a reader that does not read costs little memory in 10,000 calls', async (t) => {
  const { url, request } = await startProcess(t, t.testdir({}), { flags: ['--devices', '499'] });
  const { port } = new URL(url);
  const { body: issued } = await request('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', corpId: 'NORTHSTAR-ISD' },
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const headers = { authorization: `Bearer ${issued.token}` };
  const call = (path: string) =>
    new Promise<void>((resolve, reject) => {
      http
        .get(`${url}${path}`, { agent, headers }, (response) =>
          response.resume().once('end', () => resolve()),
        )
        .on('error', reject);
    });
  const callMany = async (count: number) => {
    for (let done = 0; done < count; done += 20)
      await Promise.all(Array.from({ length: 20 }, (_, index) => call(listOf(done + index))));
  };
  const listOf = (index: number) =>
    `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ limit: 25, offset: index % 400 })}`;
  const residentBytes = async () => (await request('GET', '/_sim/status')).body.memory.rss;
  await callMany(6000);
  const before = await residentBytes();
  const socket = connect({ host: '127.0.0.1', port: Number(port) }).pause();
  socket.on('error', () => {});
  socket.write(`GET ${stream} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  t.teardown(() => socket.destroy());
  let highest = 0;
  for (let round = 0; round < 10; round++) {
    await callMany(1000);
    highest = Math.max(highest, await residentBytes());
  }
  agent.destroy();
  const growth = (highest - before) / 1024 / 1024;
  t.ok(growth < 50, `${growth.toFixed(0)} MiB more`);
});

t.test('streams that wait for their turn cost little memory', async (t) => {
  const { url, request } = await startProcess(t, t.testdir({}));
  const { port } = new URL(url);
  const names = ['one', 'two', 'three', 'four'];
  for (const name of names)
    for (let count = 0; count < 18; count++)
      await request('POST', `/~${name}${auth}`, { body: { username: 'x'.repeat(60_000) } });
  const residentBytes = async () => (await request('GET', '/_sim/status')).body.memory.rss;
  const before = await residentBytes();
  for (const name of names) {
    const socket = connect({ host: '127.0.0.1', port: Number(port) }).pause();
    t.teardown(() => socket.destroy());
    const get = `GET /~${name}${stream} HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n`;
    socket.on('error', () => {}).write(get.repeat(100));
  }
  await wait(500);
  const growth = ((await residentBytes()) - before) / 1024 / 1024;
  t.ok(growth < 80, `${growth.toFixed(0)} MiB for 400 streams of a journal of 1 MiB`);
});
