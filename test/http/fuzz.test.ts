import type { AddressInfo } from 'node:net';
import t from 'tap';
import { startListening } from '../support/app.js';
import { bodyProperties, example } from '../support/example-request.js';
import { sendHostileRequests } from '../support/fuzz/hostile.js';
import { operations } from '../support/operations.js';

/** `npm run bench -- hostile --count 100000` sends more, to a server in another process. */
const count = 3000;

const server = await startListening(t);

t.test(
  "any request gets a success or an error in the vendor's format, never an unexpected 5xx",
  async (t) => {
    const { port } = server.app.fastify.server.address() as AddressInfo;
    const options = { seed: 20261121, count, lanes: 4 };
    const { responses, statuses, findings } = await sendHostileRequests(
      `http://127.0.0.1:${port}`,
      options,
    );
    t.strictSame(findings, []);
    t.comment(`${responses} responses: ${JSON.stringify(statuses)}`);
  },
);

t.test('bodies that exhaust parsers are refused', async (t) => {
  const { send } = server.sandbox();
  const url = `${example(operations[0]!.contract, operations[0]!.operation).url.split('/v1.0')[0]}/v1.0/manage-profile/deviceStatusMessage/`;
  const headers = { 'content-type': 'application/json' };
  for (const text of [
    '['.repeat(500_000),
    `{"message":"a","x":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    `{"message":"${'\\u0000'.repeat(10)}`,
    '\ufeff{}',
    '{"message":1e999}',
  ]) {
    t.equal((await send('POST', url, { body: text, headers })).status, 400, text.slice(0, 20));
  }
  const poisoned = await send('POST', url, {
    body: '{"message":"a","__proto__":{"polluted":true},"constructor":{"prototype":{}}}',
    headers,
  });
  t.equal(poisoned.status, 200);
  t.notOk('polluted' in {});
  const bytes = await send('POST', url, { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), headers });
  t.equal(bytes.status, 400);
});

t.test(
  'an object that cannot be converted to a string is an invalid value like any other',
  async (t) => {
    const value = { toString: 1, valueOf: 1 };
    const unexpected: string[] = [];
    for (const { contract, operation, name } of operations) {
      const { url, body } = example(contract, operation);
      if (!operation.handler || typeof body !== 'object' || body === null) continue;
      const { send } = server.sandbox();
      const as = operation.config.access.allow?.[0];
      const names = Object.keys({ ...body, ...bodyProperties(contract, operation) });
      for (const key of names) {
        for (const invalid of [value, [value]]) {
          const sent = { ...body, [key]: invalid };
          const { status } = await send(operation.method, url, { as, body: sent });
          if (status >= 500) unexpected.push(`${name} ${key}: ${status}`);
        }
      }
    }
    t.strictSame(unexpected, []);
  },
);

t.test('a body with too many keys or levels is refused before it is parsed', async (t) => {
  const { send } = server.sandbox();
  const headers = { 'content-type': 'application/json' };
  for (const [body, message] of [
    ['['.repeat(100_000), 'is nested deeper than 64 levels'],
    [`{${'"a":1,'.repeat(30_000)}`, 'has more than 25000 items and keys'],
  ]) {
    const refused = await send('POST', '/_sim/faults', { body, headers });
    t.match(refused, { status: 400, body: { errors: [{ in: 'body', at: '', message }] } });
  }
});
