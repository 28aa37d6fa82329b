import fc from 'fast-check';
import t from 'tap';
import { contracts } from '../../src/contracts/index.js';
import { startInjected } from '../support/app.js';
import { example } from '../support/example-request.js';

/** Values that break servers or the assumptions of developers. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    "' OR 1=1 --",
    '%00',
    '\u0000',
    '../../etc/passwd',
    '\ud800',
    '1e999',
    '-0',
    'NaN',
    '٣',
    '"',
    '\\',
    '<script>',
    'a'.repeat(5000),
  ),
  fc.double().map(String),
  fc.bigInt().map(String),
);
const body = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.dictionary(
    fc.constantFrom(
      'mdns',
      'bulkSelection',
      'nickname',
      'status',
      'message',
      'username',
      'password',
      '__proto__',
      'selectAll',
      'seconds',
      'now',
      'profile',
      'groups',
      'email',
      'contacts',
      'key',
      'value',
      'countryNumericCode',
      'grant_type',
    ),
    fc.jsonValue({ maxDepth: 3 }),
  ),
);

const server = await startInjected(t);
const operations = contracts.flatMap((contract) =>
  contract.operations.map((operation) => ({ contract, operation })),
);

t.test(
  "any request gets a success or an error in the vendor's format, never an unexpected 5xx",
  async () => {
    const { send } = server.sandbox();
    const anything = fc.record({
      target: fc.constantFrom(...operations),
      part: nasty,
      query: fc.dictionary(
        fc.oneof(
          fc.constantFrom(
            'offset',
            'limit',
            'sort',
            'sortDir',
            'searchValue',
            'columns',
            'export',
            'labelIds',
            'ordering',
            'format',
            'authn_user_id_null',
            'sort_by',
            'sort_order',
            'filter[enabled]',
            'filter[name]',
            'filter[uuid]',
          ),
          nasty,
        ),
        nasty,
        { maxKeys: 6 },
      ),
      body,
      isText: fc.boolean(),
      keepPath: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(anything, async ({ target, part, query, body, isText, keepPath }) => {
        const { contract, operation } = target;
        const [path = ''] = example(contract, operation).url.split('?');
        const safe = encodeURIComponent(Buffer.from(part).toString());
        const url = keepPath ? path : path.replace(/NORTHSTAR-ISD|[0-9a-f]{24}|4003/, safe || 'x');
        const search = new URLSearchParams(Object.entries(query)).toString();
        const { status, text } = await send(operation.method, `${url}?${search}`, {
          headers: {
            'content-type': 'application/json',
            'accept-language': part.replace(/[^\x20-\x7e]/g, ''),
          },
          body: operation.method === 'GET' ? undefined : isText ? part : JSON.stringify(body),
        });
        if (status >= 500 && status !== 501)
          throw new Error(`${operation.method} ${url}: ${status} ${text}`);
        if (status >= 400) JSON.parse(text);
      }),
      { numRuns: 1500, seed: 20261121 },
    );
  },
);

t.test('a valid body with one changed part never causes an unexpected 5xx', async () => {
  const { send } = server.sandbox();
  const valid = operations
    .map(({ contract, operation }) => ({ operation, ...example(contract, operation) }))
    .filter(
      ({ body }) => typeof body === 'object' && body !== null && Object.keys(body).length > 0,
    );
  const extra = fc.constantFrom(
    'mdns',
    'bulkSelection',
    'imei',
    'imeis',
    'exemptImeis',
    'newPassword',
    'duration',
    'seconds',
    'profile',
    'username',
    'email',
    'contacts',
    'countryNumericCode',
    'numericCode',
    'uuid',
  );
  const mutation = fc.record({
    target: fc.constantFrom(...valid),
    turn: fc.nat(),
    value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), nasty),
    added: fc.option(extra, { freq: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(mutation, async ({ target, turn, value, added }) => {
      const { operation, url, body } = target;
      const keys = Object.keys(body as object);
      const key = added ?? (keys[turn % keys.length] as string);
      const as = operation.config.access.allow?.[0];
      const sent = { ...(body as object), [key]: value };
      const { status, text } = await send(operation.method, url, { as, body: sent });
      if (status >= 500 && status !== 501)
        throw new Error(`${operation.method} ${url} ${JSON.stringify(sent)}: ${text}`);
    }),
    { numRuns: 1500, seed: 20261122 },
  );
});

t.test('bodies that exhaust parsers are refused', async (t) => {
  const { send } = server.sandbox();
  const url = `${example(contracts[0]!, operations[0]!.operation).url.split('/v1.0')[0]}/v1.0/manage-profile/deviceStatusMessage/`;
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
