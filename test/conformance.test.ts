import t from 'tap';
import { contracts } from '../src/contracts/index.js';
import type { Operation } from '../src/simulator/contract/operation.js';
import { scopesForColumn } from '../src/simulator/openapi/scope-matrix.js';
import { successStatus } from '../src/simulator/pipeline/respond.js';
import { startInjected } from './support/app.js';
import { example } from './support/example-request.js';
import { operations } from './support/operations.js';
import { suitableAccount } from './support/scope-facts.js';

/** These tests are derived from the declarations: they cover a new operation without a line of test. */
const server = await startInjected(t);

t.test(
  'an operation that is not simulated answers 501 in the dialect and names itself',
  async (t) => {
    const { send } = server.sandbox();
    for (const { contract, operation, name } of operations.filter(
      ({ operation }) => !operation.handler,
    )) {
      const { url, body } = example(contract, operation);
      const at = suitableAccount(operation);
      const scope = operation.config.access.allow?.[0];
      const as = scope && scopesForColumn(contract.identity, scope).join(' ');
      const { status, body: responseBody } = await send(operation.method, url, {
        as,
        at,
        body,
      });
      t.equal(status, 501, name);
      t.match(responseBody.message, operation.schema.operationId, name);
    }
  },
);

t.test(
  'a simulated operation accepts its published examples and answers with exactly the published keys',
  async (t) => {
    for (const { contract, operation, name } of operations.filter(
      ({ operation }) => operation.handler,
    )) {
      const { send } = server.sandbox();
      const as = operation.config.access.allow?.[0];
      const at = suitableAccount(operation);
      // The resource has to exist: the POST of the same URL, if there is one, creates it.
      const creation = contract.operations.find(
        ({ method, url }) => method === 'POST' && url === operation.url,
      );
      // Setting a password uses up the token, so the check of that token has to come first.
      const usesUpToken = creation?.schema.operationId === 'setPassword';
      if (creation && operation.method !== 'POST' && !usesUpToken) {
        const first = example(contract, creation);
        await send('POST', first.url, { as, body: first.body });
      }
      const { url, body } = example(contract, operation, at);
      const { status, text } = await send(operation.method, url, { as, at, body });
      t.equal(status, successStatus(operation), `${name}: ${text.slice(0, 200)}`);
    }
  },
);

/** Bodies that no operation accepts. */
const malformed = [
  '[]',
  '"text"',
  '7',
  'null',
  '{',
  '{"a":1,}',
  `${'['.repeat(1000)}${']'.repeat(1000)}`,
];

/** Bodies that an operation refuses; most refuse a missing one too. */
const brokenBodies = ({ config }: Operation) =>
  config.isBodyOptional ? malformed : [...malformed, ''];

t.test('invalid input is refused in the dialect, and every invalid field is named', async (t) => {
  const { send } = server.sandbox();
  for (const { contract, operation, name } of operations.filter(
    ({ operation }) => operation.handler,
  )) {
    const { querystring, body } = operation.schema;
    const { url } = example(contract, operation);
    const as = operation.config.access.allow?.[0];
    const [path] = url.split('?');
    const required = querystring?.required ?? [];
    if (required.length > 0) {
      const { status, body: refusal } = await send(operation.method, String(path), {
        as,
        body: body && [],
      });
      t.equal(status, 400, name);
      // Each dialect has its own name for the place of an error; one writes a line that begins with it.
      const named = errorsOf(refusal).map((error) =>
        typeof error === 'string' ? error.replace(/^body:.*|:.*/, '') : (error.at ?? error.field),
      );
      t.strictSame(named.sort(), [...required, ...(body ? [''] : [])].sort(), name);
    }
    // Forms with files have tests of their own.
    if (!body || operation.config.acceptsFile) continue;
    for (const broken of brokenBodies(operation)) {
      const headers = { 'content-type': 'application/json' };
      const { status, body: refusal } = await send(operation.method, url, {
        as,
        body: broken,
        headers,
      });
      t.equal(status, 400, `${name} ${broken.slice(0, 10)}`);
      t.ok(errorsOf(refusal).length > 0, name);
    }
    const plain = await send(operation.method, url, {
      as,
      body: 'a=b',
      headers: { 'content-type': 'text/plain' },
    });
    t.equal(plain.status, contract.anyContentType ? 400 : 415, name);
    const huge = await send(operation.method, url, {
      as,
      body: 'x'.repeat(1024 * 1024 + 1),
      headers: { 'content-type': 'application/json' },
    });
    t.equal(huge.status, 413, name);
  }
});

/** The errors that a refusal lists. Some dialects have them in the content of an envelope. */
function errorsOf({ errors, content }: { errors?: unknown; content?: { errors?: unknown } }) {
  return (errors ?? content?.errors) as (string | { at?: string; field?: string })[];
}

t.test('OPTIONS lists the methods of every URL, and any other method is 405', async (t) => {
  const { send } = server.sandbox();
  for (const { contract, operation, name } of operations) {
    const [path = ''] = example(contract, operation).url.split('?');
    const options = await send('OPTIONS', path, { as: null });
    t.equal(options.status, 204, name);
    t.ok(
      options.headers.allow?.split(', ').includes(operation.method),
      `${name}: ${options.headers.allow}`,
    );
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const isAllowed = options.headers.allow?.split(', ').includes(method);
      const { status, headers } = await send(method, path, { as: null });
      t.equal(status === 405, !isAllowed, `${method} ${path}: ${status}`);
      if (status === 405) t.equal(headers.allow, options.headers.allow, name);
    }
  }
});

t.test(
  'every operation gives the same response with and without a trailing slash, and at each alias',
  async (t) => {
    const { request, sandbox } = server;
    const { authorization: proof } = sandbox('slashes');
    for (const [index, { contract, operation, name }] of operations.entries()) {
      const { url, body } = example(contract, operation);
      const authorization = await proof(url);
      const [path = '', search] = url.split('?');
      const other = `${path.endsWith('/') ? path.slice(0, -1) : `${path}/`}${search ? `?${search}` : ''}`;
      const aliases = Object.entries(contract.aliases)
        .filter(([, leadsTo]) => url.startsWith(leadsTo))
        .map(([alias, leadsTo]) => `${alias}${url.slice(leadsTo.length)}`);
      const statuses = await Promise.all(
        [url, other, ...aliases].map(async (way, turn) => {
          const headers = { authorization, 'x-sandbox': `slash-${index}-${turn}` };
          return (await request(operation.method, way, { headers, body })).status;
        }),
      );
      t.equal(new Set(statuses).size, 1, `${name}: ${statuses}`);
    }
  },
);

t.test(
  'an unknown path is 404 and an unknown method is 405 before anything else is validated',
  async (t) => {
    const { send } = server.sandbox();
    const huge = { as: null, body: 'x'.repeat(2_000_000), headers: { 'content-type': 'garbage' } };
    for (const { mount, aliases } of contracts) {
      for (const base of [mount, ...Object.keys(aliases)]) {
        t.equal((await send('POST', `${base}/there/is/no/such/path`, huge)).status, 404, base);
        t.equal(
          (await send('OPTIONS', `${base}/there/is/no/such/path`, { as: null })).status,
          404,
          base,
        );
      }
    }
    for (const { contract, operation, name } of operations) {
      const { url } = example(contract, operation);
      const { status, headers } = await send('PROPFIND', url, { as: null });
      t.equal(status, 405, name);
      const options = await send('OPTIONS', url, { as: null });
      t.equal(headers.allow, options.headers.allow, name);
      t.equal((await send('TRACE', url, huge)).status, 405, name);
    }
    t.equal((await send('POST', '/nowhere', huge)).status, 404);
  },
);

t.test('an empty body counts as no body, whatever its content type', async (t) => {
  const { send } = server.sandbox();
  for (const { contract, operation, name } of operations.filter(
    ({ operation }) => operation.handler,
  )) {
    const { url } = example(contract, operation);
    const as = operation.config.access.allow?.[0];
    for (const type of ['garbage', '', 'application/json', 'text/plain']) {
      const { status } = await send(operation.method, url, {
        as,
        headers: { 'content-type': type },
      });
      t.not(status, 415, `${name} ${type}`);
      if (operation.schema.body && !operation.config.isBodyOptional)
        t.equal(status, 400, `${name} ${type}`);
    }
  }
});
