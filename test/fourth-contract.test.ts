import { type Static, Type } from '@sinclair/typebox';
import t from 'tap';
import { ref } from '../schemas/annotations.js';
import { unspecifiedResponse } from '../schemas/responses.js';
import { loadConfig } from '../src/config/load.js';
import { contracts } from '../src/contracts/index.js';
import { startEmbedded } from '../src/sdk/embedded.js';
import { startServer } from '../src/server.js';
import { expiryMs, requireBearer, validityPeriod } from '../src/simulator/auth/tokens.js';
import { anyScope, deny } from '../src/simulator/contract/access.js';
import { defineContract } from '../src/simulator/contract/contract.js';
import { operation } from '../src/simulator/contract/operation.js';
import { notFound, unauthorized } from '../src/simulator/contract/problem.js';
import { collection } from '../src/store/documents/collection.js';
import { startInjected } from './support/app.js';

/** A vendor that only this test knows. It is served because it is in the list of contracts. */
const Book = Type.Object(
  {
    isbn: Type.String({ minLength: 3, examples: ['0-306'] }),
    title: Type.String({ minLength: 1 }),
  },
  { $id: 'Book', description: 'A book', examples: [{ isbn: '0-306', title: 'Dune' }] },
);
type Book = Static<typeof Book>;

const Complaint = Type.Object(
  { complaint: Type.String(), fields: Type.Array(Type.String()) },
  { $id: 'Complaint', description: 'An error' },
);

const LibrarySettings = Type.Object({
  pageSize: Type.Integer({ default: 2, minimum: 1, maximum: 10, description: 'books of a list' }),
});

const books = collection<Book, object>('library_books', { key: ({ isbn }) => isbn });
const evidence = { kind: 'documented', source: 'https://library.example/api' } as const;
const readers = ['librarian', 'visitor'];

const operations = [
  operation({
    method: 'GET',
    url: '/books',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'listBooks',
      summary: 'List books',
      tags: ['Books'],
      querystring: Type.Object({ offset: Type.Optional(Type.Integer({ minimum: 0 })) }),
      response: { 200: Type.Array(ref(Book), { description: 'One page of books' }) },
    },
    handler({ sandbox, query: { offset = 0 } }) {
      const { pageSize: limit } = sandbox.settings<Static<typeof LibrarySettings>>('library');
      const order = { column: 'key', descending: false };
      return sandbox
        .documents(books)
        .all({}, order, { offset, limit })
        .map(({ wire }) => wire);
    },
  }),
  operation({
    method: 'GET',
    url: '/books/:isbn',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      operationId: 'getBook',
      summary: 'Get a book',
      tags: ['Books'],
      params: Type.Object({ isbn: Type.String() }),
      response: { 200: ref(Book) },
    },
    handler({ sandbox, params: { isbn } }) {
      const found = sandbox.documents(books).get(isbn);
      if (!found) throw notFound(`No book has the ISBN ${isbn}`);
      return found.wire;
    },
  }),
  operation({
    method: 'POST',
    url: '/books',
    config: { access: deny('visitor'), evidence, effect: 'change' },
    schema: {
      operationId: 'addBook',
      summary: 'Add a book',
      tags: ['Books'],
      body: ref(Book),
      response: { 201: ref(Book) },
    },
    handler({ sandbox, body }) {
      sandbox.documents(books).insert(body, {});
      return body;
    },
  }),
  operation({
    method: 'POST',
    url: '/loans',
    config: { access: anyScope, evidence, effect: 'change' },
    schema: {
      operationId: 'lendBook',
      summary: 'Lend a book',
      tags: ['Books'],
      response: { 201: unspecifiedResponse('The loan') },
    },
  }),
];

const library = defineContract({
  name: 'library',
  title: 'Library API',
  description: 'Books of a library.',
  version: '2.0',
  home: 'https://library.example/api',
  mount: '/library/v2',
  aliases: { '/books': '/library/v2/books' },
  example: '/books',
  tags: [{ name: 'Books', description: 'Books and loans' }],
  identity: {
    scopes: readers,
    schemes: { bearer: { type: 'http', scheme: 'bearer' } },
    authenticate({ headers, sandbox }, signer) {
      const token = requireBearer(headers.authorization, 'Ask a librarian.');
      const { sub, aud, exp } = signer.verify(token, sandbox.clock.now(), 'Ask a librarian.');
      if (aud !== 'library') throw unauthorized('This is not a library card');
      return { name: sub, persona: sub, scopes: [sub], expiresAtMs: expiryMs(exp) };
    },
    personas: () =>
      readers.map((name) => ({
        name,
        displayName: name,
        purpose: `The ${name}`,
        scopes: [name],
        username: name,
        password: 'none',
      })),
    issueToken(sandbox, { persona, scope, expiresIn = 60 }, signer) {
      const sub = persona ?? scope ?? 'librarian';
      const { expiresAt, ...times } = validityPeriod(sandbox.clock.now(), expiresIn);
      const token = signer.sign({ sub, aud: 'library', ...times });
      return { token, tokenType: 'Bearer', expiresAt };
    },
  },
  dialect: {
    problem: Complaint,
    mediaType: 'application/json; charset=utf-8',
    render: ({ message, fieldErrors }) => ({
      complaint: message,
      fields: fieldErrors.map(({ at }) => at),
    }),
  },
  settings: LibrarySettings,
  operations,
  collections: [books],
  *seed() {
    for (const isbn of ['1-000', '2-000', '3-000'])
      yield { collection: books, wire: { isbn, title: `Book ${isbn}` }, internal: {} };
  },
});

const all = [...contracts, library];

t.test('a fourth contract next to the others', async (t) => {
  const server = await startInjected(t, { devices: 5 }, { contracts: all });
  const { send, token, name: sandbox } = server.sandbox();

  await t.test('is served under its mount and its alias', async (t) => {
    for (const path of ['/library/v2/books', '/library/v2/books/', '/books', '/books/']) {
      const { status, body } = await send('GET', path);
      t.equal(status, 200, path);
      t.match(body, [{ isbn: '1-000' }, { isbn: '2-000' }], path);
    }
    t.equal((await send('GET', `/~${sandbox}/books/3-000`)).body.title, 'Book 3-000');
  });

  await t.test('authenticates and authorizes its own callers', async (t) => {
    t.match(await send('GET', '/books', { as: null }), {
      status: 401,
      body: { complaint: /Ask a librarian/ },
    });
    for (const { name } of contracts) {
      const { status } = await send('GET', '/books', { token: await token(name) });
      t.equal(status, 401, `a token of ${name}`);
    }
    const book = { isbn: '9-000', title: 'Forbidden' };
    t.equal((await send('POST', '/books', { as: 'visitor', body: book })).status, 403);
  });

  await t.test('validates input and refuses in its own dialect', async (t) => {
    t.match(await send('POST', '/books', { body: { isbn: '1' } }), {
      status: 400,
      body: { complaint: String, fields: ['/title', '/isbn'] },
    });
    t.match(await send('GET', '/books?offset=-1'), { status: 400, body: { fields: ['offset'] } });
    t.match(await send('GET', '/books/0'), {
      status: 404,
      body: { complaint: 'No book has the ISBN 0', fields: [] },
    });
    t.match(await send('GET', '/library/v2/shelves'), { status: 404, body: { fields: [] } });
    t.match(await send('DELETE', '/books'), { status: 405, headers: { allow: /GET/ } });
  });

  await t.test('answers 501 for an operation without a handler', async (t) => {
    t.match(await send('POST', '/library/v2/loans'), {
      status: 501,
      body: { complaint: /^lendBook/ },
    });
  });

  await t.test('is in the journal, and refusals are explained', async (t) => {
    const { body } = await send('GET', '/_sim/journal?contract=library&operationId=lendBook');
    t.match(body.entries, [{ contract: 'library', persona: 'librarian', status: 501 }]);
    const explained = await send('GET', `/_sim/explain/${body.entries[0].id}`);
    t.match(explained.body, { contract: 'library', declared: /^\/openapi\/library\.json#/ });
  });

  await t.test('fault rules act on its operations', async (t) => {
    const match = { contract: 'library', operationId: 'listBooks' };
    const rule = { match, effect: { status: 503 }, when: { times: 1 } };
    t.equal((await send('POST', '/_sim/faults', { body: rule })).status, 201);
    t.match(await send('GET', '/books'), { status: 503, body: { complaint: String } });
    t.equal((await send('GET', '/books')).status, 200);
  });

  await t.test('each sandbox has its own documents', async (t) => {
    const body = { isbn: '0-306', title: 'Dune' };
    t.equal((await send('POST', '/books', { body })).status, 201);
    t.match((await send('GET', '/books')).body, [body, { isbn: '1-000' }]);
    const other = server.sandbox();
    t.match((await other.send('GET', '/books')).body, [{ isbn: '1-000' }, { isbn: '2-000' }]);
    t.equal((await send('POST', `/_sim/sandboxes/${sandbox}/reset`)).status, 200);
    t.equal((await send('GET', '/books/0-306')).status, 404);
  });

  await t.test('is documented and listed by the control plane', async (t) => {
    const { body: openapi } = await send('GET', '/openapi/library.json');
    t.strictSame(Object.keys(openapi.paths), ['/books', '/books/{isbn}', '/loans']);
    t.ok(openapi.components.schemas.Complaint);
    t.equal((await send('GET', '/openapi/library.yaml')).status, 200);
    t.match((await send('GET', '/docs/library')).text, 'Library API');
    t.match((await send('GET', '/docs')).text, '/docs/library');
    const { body: listed } = await send('GET', '/_sim/contracts');
    t.match(listed[contracts.length], {
      id: 'library',
      mount: '/library/v2',
      aliases: ['/books'],
      operations: { total: 4, simulated: 3, documented: 4 },
    });
    const { body: personas } = await send('GET', '/_sim/personas');
    const own = personas.filter(({ contract }: { contract: string }) => contract === 'library');
    t.match(own, [{ name: 'librarian' }, { name: 'visitor' }]);
    t.equal((await send('GET', '/books', { token: own[1].token })).status, 200);
    const { body: control } = await send('GET', '/_sim/openapi.json');
    const { contract } = control.components.schemas.TokenRequest.properties;
    t.strictSame(
      contract.enum,
      all.map(({ name }) => name),
    );
  });
});

t.test('a contract alone, with its setting and the SDK', async (t) => {
  const understudy = await startEmbedded([library], { library: { pageSize: 1 } });
  t.teardown(() => understudy.close());
  const sandbox = understudy.sandbox('alone');
  const headers = { authorization: `Bearer ${await sandbox.token()}` };
  const response = await fetch(`${sandbox.url}/books`, { headers });
  t.match(await response.json(), [{ isbn: '1-000' }]);
  t.match(await sandbox.journal.entries(), [{ contract: 'library', operationId: 'listBooks' }]);
  const elsewhere = await understudy.inject({ url: contracts[0].mount });
  t.match(elsewhere.json(), { status: 404, detail: /Available are Library API at \/library\/v2/ });
  await t.rejects(startEmbedded([library], { library: { pageSize: 0 } }), {
    message: 'library.pageSize must be a whole number from 1 to 10, not 0',
  });
});

t.test('its setting is a flag and an environment variable', async (t) => {
  const base = ['--ephemeral', '--port', '0', '--devices', '0'];
  const pageSizes = {
    flag: loadConfig([...base, '--library-page-size', '3'], {}, [library]),
    variable: loadConfig(base, { UNDERSTUDY_LIBRARY_PAGE_SIZE: '3' }, [library]),
  };
  for (const [source, config] of Object.entries(pageSizes)) {
    const { fastify, signer, sandboxes } = await startServer(config, { contracts: [library] });
    t.teardown(() => fastify.close());
    const sandbox = sandboxes.open('default');
    const { token = '' } = sandbox ? library.identity.issueToken(sandbox, {}, signer) : {};
    const headers = { authorization: `Bearer ${token}` };
    const response = await fastify.inject({ url: '/library/v2/books', headers });
    t.equal(response.json().length, 3, source);
  }
  t.throws(() => loadConfig(['--library-page-size', '3'], {}, contracts), {
    message: /Unknown option/,
  });
});
