import Database from 'better-sqlite3';
import t from 'tap';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const regions = `${b2core}/regions`;
const media = { 'content-type': 'application/vnd.sqlite3' };

const source = server.sandbox('source');
await source.send('GET', regions);
const rule = { match: { contract: 'esper' }, effect: { status: 500 } };
await source.send('POST', '/_sim/faults', { body: rule });
const exported = (await server.app.fastify.inject('/_sim/sandboxes/source/export')).rawPayload;

const bring = (name: string, body: Buffer) =>
  server.request('POST', `/_sim/sandboxes/${name}/import`, { headers: media, body });

/** Exports a sandbox and runs an SQL statement on the file. */
function tampered(statement: string, ...values: string[]): Buffer {
  const db = new Database(exported);
  db.prepare(statement).run(...values);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

t.test('a truncated file is refused, even by one byte', async (t) => {
  t.equal((await bring('whole', exported)).status, 201);
  for (const length of [16, 99, 4096, exported.length >> 1, exported.length - 1]) {
    const { status } = await bring('cut', exported.subarray(0, length));
    t.equal(status, 400, `${length} bytes`);
  }
  t.equal((await server.request('GET', '/_sim/sandboxes/cut')).status, 404);
});

t.test('invalid fault rules are refused: they would apply to every request', async (t) => {
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

t.test('a clock outside the valid range of times is refused', async (t) => {
  for (const value of [-253_402_300_799_999, 253_402_300_799_999]) {
    const clock = JSON.stringify({ frozen: false, value });
    const put = "UPDATE meta SET value = ? WHERE name = 'clock'";
    t.match((await bring('clock', tampered(put, clock))).body.detail, 'clock that is not valid');
  }
});

t.test('an invalid journal is dropped, and requests for the journal work', async (t) => {
  const entry = {
    ...{ id: '1', contract: 'b2core', operationId: null, method: 'GET', path: '/v1/' },
    ...{ time: '2026-03-10T16:00:00.000Z', status: 404, persona: null, durationMs: 1 },
    request: { headers: {}, query: {}, body: null },
    response: { headers: {}, body: null },
  };
  const put = "INSERT OR REPLACE INTO meta VALUES ('beside journal', ?)";
  const read = async (changed: object, { next = 5, expected = 404 } = {}) => {
    const saved = JSON.stringify({ next, entries: [{ ...entry, ...changed }] });
    t.equal((await bring('journal', tampered(put, saved))).status, 201);
    const { send } = server.sandbox('journal');
    const match = { headers: { a: 'b' }, query: { a: 'b' }, body: { a: 1 } };
    t.equal((await send('POST', '/_sim/journal/verify', { body: { match } })).status, 200);
    t.equal((await send('GET', '/_sim/explain/1')).status, expected);
    return (await send('GET', '/_sim/journal')).body.total;
  };
  t.equal(await read({}), 1, 'a valid entry is kept');
  for (const changed of [
    { request: { headers: null, query: null } },
    { response: null },
    { id: '1\nevent: entry' },
    { id: '9007199254740993' },
    { callers: 5 },
    { refusal: 5 },
    { refusal: { status: 404, message: 'x', fieldErrors: [null] } },
    { refusal: { status: 404, message: 'x', fieldErrors: [], reason: { rule: 5 } } },
  ]) {
    t.equal(await read(changed), 0, JSON.stringify(changed));
  }
  t.equal(await read({}, { next: Number.MAX_SAFE_INTEGER }), 0, 'later calls need numbers');
  const segments = { path: `/v1${'/a'.repeat(200_000)}`, status: 414 };
  const refusal = { status: 414, message: 'x', fieldErrors: [] };
  t.equal(await read({ ...segments, refusal }, { expected: 200 }), 1, '200,000 segments');
});

t.test('a refused document is named with its collection, its key and what is wrong', async (t) => {
  const bad: [string, RegExp][] = [
    [
      `UPDATE kajeet_devices SET wire = json_set(wire, '$.status', 'gone') WHERE key = '5212671508'`,
      /holds kajeet_devices 5212671508, whose \/wire\/status .*active/,
    ],
    [
      `UPDATE esper_users SET wire = json_remove(wire, '$.profile') WHERE key LIKE '%4001'`,
      /holds esper_users 000000004001, whose \/wire\/profile is missing/,
    ],
    [
      `UPDATE b2core_regions SET wire = json_set(wire, '$.more', 1) WHERE wire ->> 'numericCode' = '021'`,
      /holds b2core_regions \w+, whose \/wire\/more is unknown/,
    ],
    [
      `UPDATE kajeet_corps SET wire = '${'['.repeat(50_000)}${']'.repeat(50_000)}' WHERE key = 'ATLAS-ASB'`,
      /holds kajeet_corps ATLAS-ASB, which is not a JSON object/,
    ],
    [
      `UPDATE kajeet_labels SET wire = (SELECT wire FROM kajeet_labels WHERE key = '12') WHERE key = '11'`,
      /holds kajeet_labels 12 twice/,
    ],
    [
      `INSERT INTO due (at, kind, subject, payload) VALUES (1e300, 'kajeet summer ends', 'x', 'null')`,
      /scheduled event/,
    ],
    [
      `INSERT INTO due (at, kind, subject, payload) VALUES (1, 'other', 'x', 'null')`,
      /unknown kind/,
    ],
    [`INSERT OR REPLACE INTO sequences VALUES ('outbox', -1)`, /sequence outbox/],
    [`UPDATE meta SET value = '{"frozen":1,"value":1}' WHERE name = 'clock'`, /clock/],
  ];
  for (const [statement, message] of bad) {
    const { status, body } = await bring('bad', tampered(statement));
    t.equal(status, 400, statement);
    t.match(body.errors?.[0]?.message, message);
  }
});

t.test('tables, triggers, views and indexes of the file are not taken over', async (t) => {
  const db = new Database(exported);
  for (const statement of [
    'CREATE TABLE more (x)',
    'CREATE VIEW less AS SELECT 1',
    'CREATE TRIGGER evil AFTER INSERT ON outbox BEGIN DELETE FROM meta; END',
    'CREATE INDEX slow ON esper_users (wire)',
    "UPDATE kajeet_devices SET status = 'none', key = 'k' || key",
    'UPDATE kajeet_devices__counts SET n = -5',
    'DELETE FROM kajeet_corps__path',
  ])
    db.exec(statement);
  const bytes = db.serialize();
  db.close();
  t.equal((await bring('objects', bytes)).status, 201);
  const again = (await server.app.fastify.inject('/_sim/sandboxes/objects/export')).rawPayload;
  const [before, after] = [new Database(exported), new Database(again)];
  const schema = 'SELECT type, name, sql FROM sqlite_master ORDER BY type, name';
  t.strictSame(after.prepare(schema).all(), before.prepare(schema).all());
  for (const table of ['kajeet_devices', 'kajeet_devices__counts', 'kajeet_corps__path']) {
    const rows = `SELECT * FROM ${table}`;
    t.strictSame(after.prepare(rows).all(), before.prepare(rows).all(), table);
  }
  before.close();
  after.close();
});

t.test('a sequence that is behind the documents is raised', async (t) => {
  const { send } = server.sandbox('numbers');
  const user = (username: string) => ({ body: { username, profile: { role: 'Viewer' } } });
  await send('POST', `${esper}/user/`, user('first'));
  const made = await send('POST', `${b2core}/profiles`, { body: { firstName: 'Ana' } });
  const file = (await server.app.fastify.inject('/_sim/sandboxes/numbers/export')).rawPayload;
  const db = new Database(file);
  db.exec('DELETE FROM sequences');
  t.equal((await bring('raised', db.serialize())).status, 201);
  db.close();
  const raised = server.sandbox('raised').send;
  t.match(await raised('POST', `${esper}/user/`, user('second')), {
    status: 201,
    body: { id: 5002 },
  });
  const other = await raised('POST', `${b2core}/profiles`, { body: { firstName: 'Bea' } });
  t.equal(other.status, 201);
  t.not(other.body.profileId, made.body.profileId);
});

t.test('a file with more rows than a server can take without a break is refused', async (t) => {
  const numbers =
    'WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1001)';
  const event = "1, 'kajeet summer begins', 'A' || i, 'null', 0";
  const rows: [string, string][] = [
    [`INSERT INTO meta ${numbers} SELECT 'entry ' || i, '1' FROM n`, 'metadata entries'],
    [`INSERT INTO sequences ${numbers} SELECT 'sequence ' || i, 1 FROM n`, 'sequences'],
    [
      `INSERT INTO due (at, kind, subject, payload, done) ${numbers} SELECT ${event} FROM n`,
      'scheduled events',
    ],
    [
      `INSERT INTO sim_faults (key, wire, internal) ${numbers} SELECT 'f' || i, wire, internal FROM sim_faults, n WHERE i <= 100`,
      'sim_faults',
    ],
  ];
  for (const [statement, what] of rows) {
    const { status, body } = await bring('rows', tampered(statement));
    t.equal(status, 400, what);
    t.match(body.detail, `${what}; at most`);
  }
  const long = await bring(
    'long',
    tampered("UPDATE esper_users SET wire = printf('%4200000d', 1) WHERE seq = 1"),
  );
  t.equal(long.status, 400);
  t.match(long.body.detail, 'text in esper_users that is longer than 4194304 bytes');
});

t.test('the metadata of a file have a maximum size together', async (t) => {
  const { status, body } = await bring(
    'state',
    tampered("INSERT INTO meta VALUES ('zz', printf('%9000000d', 1))"),
  );
  t.equal(status, 400);
  t.match(body.detail, 'metadata, sequences and scheduled events of');
});

t.test('of several scheduled events of a kind for a subject, the last one counts', async (t) => {
  const insert = (at: number) =>
    `INSERT INTO due (at, kind, subject, payload, done) VALUES (${at}, 'kajeet summer ends', 'NORTHSTAR-ISD', 'null', 0)`;
  const db = new Database(exported);
  for (let at = 1; at <= 500; at++) db.exec(insert(at));
  t.equal((await bring('events', db.serialize())).status, 201);
  db.close();
  const again = (await server.app.fastify.inject('/_sim/sandboxes/events/export')).rawPayload;
  const after = new Database(again);
  t.strictSame(after.prepare('SELECT at FROM due').pluck().all(), [500]);
  after.close();
});
