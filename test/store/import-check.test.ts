import Database from 'better-sqlite3';
import t from 'tap';
import { b2core } from '../b2core/api.js';
import { startInjected } from '../support/app.js';

const world = await startInjected(t);
const regions = `${b2core}/regions`;
const media = { 'content-type': 'application/vnd.sqlite3' };

const source = world.sandbox('source');
await source.send('GET', regions);
const rule = { match: { contract: 'esper' }, effect: { status: 500 } };
await source.send('POST', '/_sim/faults', { body: rule });
const exported = (await world.app.fastify.inject('/_sim/sandboxes/source/export')).rawPayload;

const bring = (name: string, body: Buffer) =>
  world.raw('POST', `/_sim/sandboxes/${name}/import`, { headers: media, body });

/** The exported file after a statement. */
function tampered(statement: string, ...values: string[]): Buffer {
  const db = new Database(exported);
  db.prepare(statement).run(...values);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

t.test('a file that lacks so much as its last byte is refused', async (t) => {
  t.equal((await bring('whole', exported)).status, 201);
  for (const length of [16, 99, 4096, exported.length >> 1, exported.length - 1]) {
    const { status } = await bring('cut', exported.subarray(0, length));
    t.equal(status, 400, `${length} bytes`);
  }
  t.equal((await world.raw('GET', '/_sim/sandboxes/cut')).status, 404);
});

t.test('fault rules that are none are refused: every call would be met by them', async (t) => {
  for (const wire of [
    '{}',
    '{"id":"f1","match":null,"effect":{},"when":{}}',
    '{"id":"f1","match":{"path":5},"effect":{"status":500},"when":{}}',
    '{"id":"f1","match":{},"effect":{"status":99999},"when":{}}',
    '{"id":"f1","match":{},"effect":{"delayMs":1e300},"when":{}}',
  ]) {
    const { status, body } = await bring('rules', tampered('UPDATE sim_faults SET wire = ?', wire));
    t.equal(status, 400, wire);
    t.match(body.detail, 'holds sim_faults');
  }
});

t.test('a clock that stands or runs where there is no time is refused', async (t) => {
  for (const value of [-253_402_300_799_999, 253_402_300_799_999]) {
    const clock = JSON.stringify({ frozen: false, value });
    const put = "UPDATE meta SET value = ? WHERE name = 'clock'";
    t.match((await bring('clock', tampered(put, clock))).body.detail, 'tells no time');
  }
});

t.test('a journal that is none is left behind, and what asks for it works', async (t) => {
  const entry = {
    ...{ id: '1', contract: 'b2core', operationId: null, method: 'GET', path: '/v1/' },
    ...{ time: '2026-03-10T16:00:00.000Z', status: 404, persona: null, durationMs: 1 },
    request: { headers: {}, query: {}, body: null },
    response: { headers: {}, body: null },
  };
  const put = "INSERT OR REPLACE INTO meta VALUES ('beside journal', ?)";
  const read = async (changed: object) => {
    const saved = JSON.stringify({ next: 5, entries: [{ ...entry, ...changed }] });
    t.equal((await bring('journal', tampered(put, saved))).status, 201);
    const { send } = world.sandbox('journal');
    const match = { headers: { a: 'b' }, query: { a: 'b' }, body: { a: 1 } };
    t.equal((await send('POST', '/_sim/journal/verify', { body: { match } })).status, 200);
    t.equal((await send('GET', '/_sim/explain/1')).status, 404);
    return (await send('GET', '/_sim/journal')).body.total;
  };
  t.equal(await read({}), 1, 'one as it has to be is there');
  for (const changed of [
    { request: { headers: null, query: null } },
    { response: null },
    { callers: 5 },
    { refusal: 5 },
    { refusal: { status: 404, message: 'x', fieldErrors: [null] } },
    { refusal: { status: 404, message: 'x', fieldErrors: [], reason: { rule: 5 } } },
  ]) {
    t.equal(await read(changed), 0, JSON.stringify(changed));
  }
});
