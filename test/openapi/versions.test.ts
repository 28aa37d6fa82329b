import { Validator } from '@seriousme/openapi-schema-validator';
import t from 'tap';
import { parse } from 'yaml';
import { contracts } from '../../src/contracts/index.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const files = [
  ...contracts.flatMap(({ name }) => [`/openapi/${name}.json`, `/openapi/${name}.yaml`]),
  '/_sim/openapi.json',
];

/** A value of a JSON document. */
type Node = Readonly<Record<string, unknown>>;

/** Every object of a document with its JSON pointer, except those of examples. */
function* nodes(value: unknown, pointer = ''): Iterable<[string, Node]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [pointer, value as Node];
  for (const [key, part] of Object.entries(value))
    if (key !== 'example' && key !== 'enum') yield* nodes(part, `${pointer}/${key}`);
}

async function fetchDocument(url: string) {
  const { status, text } = await server.request('GET', url);
  if (status !== 200) throw new Error(`${status} for ${url}: ${text}`);
  return url.includes('.yaml') ? parse(text) : JSON.parse(text);
}

t.test('every document is valid in 3.1, the default, and in 3.0', async (t) => {
  for (const file of files) {
    const current = await fetchDocument(file);
    t.strictSame(await fetchDocument(`${file}?version=3.1`), current, file);
    const older = await fetchDocument(`${file}?version=3.0`);
    t.equal(current.openapi, '3.1.0');
    t.equal(older.openapi, '3.0.3');
    for (const document of [current, older]) {
      const { valid, errors } = await new Validator().validate(structuredClone(document));
      t.ok(valid, `${file} ${document.openapi}: ${JSON.stringify(errors)}`);
    }
  }
});

t.test('3.0 has the operations and models of 3.1', async (t) => {
  for (const file of files) {
    const current = await fetchDocument(file);
    const older = await fetchDocument(`${file}?version=3.0`);
    t.strictSame(older.servers, current.servers, file);
    const models = Object.keys(older.components.schemas);
    t.strictSame(
      models.filter((name) => !name.startsWith('Nullable')).sort(),
      Object.keys(current.components.schemas).sort(),
    );
    for (const [path, methods] of Object.entries(current.paths as Node))
      t.strictSame(Object.keys(older.paths[path]), Object.keys(methods as Node), path);
  }
});

t.test('3.0 uses only keywords that generators of 3.0 know', async (t) => {
  for (const file of files.filter((each) => each.endsWith('.json'))) {
    const schemas = [...nodes(await fetchDocument(`${file}?version=3.0`))].filter(([pointer]) =>
      /\/(schema|schemas\/[^/]+|properties\/[^/]+|items|(any|one|all)Of\/\d+)$/.test(pointer),
    );
    t.ok(schemas.length > 50, `${file} has ${schemas.length} schemas`);
    t.strictSame(
      schemas.filter(([, schema]) => usesNewerKeywords(schema)),
      [],
      file,
    );
  }
});

/** Whether a schema has what only 3.1 allows, or null for no type. */
function usesNewerKeywords({ type, nullable, $ref, ...others }: Node): boolean {
  if ($ref) return Object.keys(others).length > 0;
  return (
    Array.isArray(type) ||
    type === 'null' ||
    ['const', 'examples', '$id'].some((keyword) => keyword in others) ||
    (nullable === true && type === undefined)
  );
}

t.test('3.0 marks null with nullable, and has no scopes of bearer tokens', async (t) => {
  const esper = await fetchDocument('/openapi/esper.json?version=3.0');
  const { emm, email } = esper.components.schemas.User.properties;
  t.match(emm, {
    type: 'object',
    nullable: true,
    allOf: [{ $ref: '#/components/schemas/NullableEMM' }],
  });
  const { EMM, NullableEMM } = esper.components.schemas;
  t.strictSame(NullableEMM, { ...EMM, nullable: true }, 'null is valid in every schema');
  t.notOk(email.anyOf, 'generators make types of choices');
  const { Profile } = (await fetchDocument('/openapi/b2core.json?version=3.0')).components.schemas;
  t.match(Profile.properties.middleName, { type: 'string', nullable: true });
  const current = await fetchDocument('/openapi/kajeet.json');
  const older = await fetchDocument('/openapi/kajeet.json?version=3.0');
  const path = '/v1.0/auth/password';
  t.strictSame(current.paths[path].post.security, [{ bearer: ['CHANGE_PASSWORD'] }]);
  t.strictSame(older.paths[path].post.security, [{ bearer: [] }]);
  t.strictSame(older.paths['/v1.0/auth/token'].post.security, []);
});

t.test('another version is refused with 400, which names the two', async (t) => {
  for (const file of files) {
    for (const query of ['version=2.0', 'version=3.0.3', 'version=', 'version=3.0&version=3.1']) {
      const { status, headers, body } = await server.request('GET', `${file}?${query}`);
      t.equal(status, 400, `${file}?${query}`);
      t.match(headers['content-type'], 'application/problem+json');
      t.match(body, { errors: [{ in: 'query', at: 'version', message: /must be 3\.1 or 3\.0/ }] });
    }
  }
});

t.test('servers are absolute: the origin that was asked, the sandbox and the mount', async (t) => {
  for (const [host, prefix] of [
    ['127.0.0.1:4010', ''],
    ['mine.localhost:4010', ''],
    ['mocks.example', '/~mine'],
  ]) {
    for (const { name, mount } of contracts) {
      for (const file of [`${name}.json`, `${name}.yaml`, `${name}.json?version=3.0`]) {
        const url = `${prefix}/openapi/${file}`;
        const { text } = await server.request('GET', url, { headers: { host: String(host) } });
        t.match(text, `http://${host}${prefix}${mount}`, `${host}${url}`);
      }
    }
  }
});
