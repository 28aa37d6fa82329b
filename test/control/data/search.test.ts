import t from 'tap';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const data = '/_sim/data';

t.test(
  'a collection without a search of the vendor is searched in all of its fields',
  async (t) => {
    const { send } = server.sandbox();
    const keys = async (path: string) => {
      const { status, body } = await send('GET', `${data}/${path}`);
      t.equal(status, 200, JSON.stringify(body));
      return body.documents.map(({ key }: { key: string }) => key);
    };
    t.strictSame(await keys('kajeet/corps?search=freight'), ['ATLAS-ASB', 'ATLAS-EAST']);
    t.strictSame(await keys('kajeet/corps?search=FREIGHT&sort=-key&limit=1'), ['ATLAS-EAST']);
    t.strictSame(await keys('kajeet/users?search=andre.thibault@atlas'), ['andre.thibault']);
    t.strictSame(await keys('esper/users?search=whitfield&is_active=true'), ['000000004001']);
    t.strictSame(await keys('kajeet/users?search=nothing has this'), []);
    const special = await send(
      'GET',
      `${data}/kajeet/labels?search=${encodeURIComponent('%_"\'\\')}`,
    );
    t.match(special, { status: 200, body: { total: 0 } });
    const { body } = await send('GET', `${data}/b2core/profiles?search=mary%20jane&limit=5`);
    t.match(body.documents, [{ wire: { name: 'Mary Jane Smith' } }]);
  },
);

t.test('secrets are not searched', async (t) => {
  const { send } = server.sandbox();
  await send('POST', '/sentinel/api/v1.0/manage-profile/securityInformation/', {
    body: {
      currentPassword: 'demo-dana.whitfield',
      newPassword: 'another one',
      confirmPassword: 'another one',
    },
  });
  for (const search of ['derived', 'salt', 'hash', 'another one']) {
    const { body } = await send('GET', `${data}/kajeet/users?search=${encodeURIComponent(search)}`);
    t.equal(body.total, 0, search);
  }
});

interface FieldSchema {
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly items?: FieldSchema;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly FieldSchema[];
  readonly allOf?: readonly FieldSchema[];
}

/** The schemas of what is at a path, such as `profile.role` or `contacts.*.value`. */
function schemasAt(schemas: readonly FieldSchema[], path: string): readonly FieldSchema[] {
  const [name = '', ...rest] = path.split('.');
  const parts = schemas
    .flatMap((each) => [each, ...(each.anyOf ?? []), ...(each.allOf ?? [])])
    .flatMap((each) => {
      const { items, properties, additionalProperties } = each;
      // An open object, such as what a caller sent, has any field.
      const open = additionalProperties === true ? each : [];
      return (name === '*' && items) || properties?.[name] || open;
    });
  return rest.length === 0 ? parts : schemasAt(parts, rest.join('.'));
}

t.test(
  'the description of the world says what can be searched, and by what documents are known',
  async (t) => {
    const { send } = server.sandbox();
    const { body } = await send('GET', data);
    for (const { id, collections } of body.contracts)
      for (const { name, search, columns, nameFields, schema } of collections) {
        t.equal(search, true, `${id}/${name}`);
        const parts: FieldSchema[] = [...schema.wire, ...schema.internal];
        for (const path of [...columns, ...nameFields])
          t.ok(schemasAt(parts, path).length > 0, `${id}/${name} ${path}`);
      }
  },
);
