import t from 'tap';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const data = '/_sim/data';

interface Collection {
  name: string;
  description: string;
  columns: string[];
  nameFields: string[];
  references: { field: string; contract: string; collection: string }[];
  schema: { wire: Schema[]; internal: Schema[] };
}

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  type?: string;
  additionalProperties?: boolean;
}

interface Referrers {
  contract: string;
  collection: string;
  field: string;
  filter: string;
  values: string[];
  documents: number;
  withBelow: boolean;
}

const { send } = server.sandbox();

/** The collections of all vendors, each with its path. */
const collections = (await send('GET', data)).body.contracts.flatMap(
  ({ id, collections }: { id: string; collections: Collection[] }) =>
    collections.map((each) => ({ ...each, path: `${id}/${each.name}` })),
) as (Collection & { path: string })[];

/** Whether a schema has a field at a path. An open object may have any. */
function hasField(schema: Schema | undefined, [name, ...rest]: string[]): boolean {
  if (!schema || name === undefined) return schema !== undefined;
  if (name === '*') return hasField(schema.items, rest);
  return (
    hasField(schema.properties?.[name], [name, ...rest].slice(1)) ||
    schema.additionalProperties === true
  );
}

t.test(
  'every collection says which fields its table shows, and how people call a document',
  async (t) => {
    t.ok(collections.length > 40);
    for (const { path, description, columns, nameFields, schema } of collections) {
      t.notMatch(description, /^Documents of/, `${path} is described`);
      t.ok(columns.length > 0, `${path} has columns`);
      t.equal(new Set(columns).size, columns.length, path);
      for (const field of [...columns, ...nameFields]) {
        const isKnown = [...schema.wire, ...schema.internal].some((part) =>
          hasField(part, field.split('.')),
        );
        t.ok(isKnown, `${path} has the field ${field}`);
      }
    }
  },
);

t.test('references lead to collections that exist', async (t) => {
  const paths = collections.map(({ path }) => path);
  for (const { path, references } of collections)
    for (const { field, contract, collection } of references)
      t.ok(paths.includes(`${contract}/${collection}`), `${path} ${field}`);
});

t.test('a list names what the fields of its documents refer to', async (t) => {
  const list = async (path: string) => (await send('GET', `${data}/${path}`)).body;
  t.notOk('targets' in (await list('kajeet/devices?limit=1')), 'only if it is asked for');
  const { targets } = await list('kajeet/devices?key=3042286302&targets=true');
  t.match(targets, [
    { field: 'corpId', contract: 'kajeet', collection: 'corps', value: 'NORTHSTAR-ISD' },
    { field: 'labelIds.*', collection: 'labels', value: '12', key: '12', name: 'Route North' },
  ]);
  const named = async (path: string, field: string) => {
    const { documents, targets: found } = await list(`${path}?limit=1000&targets=true`);
    t.ok(documents.length > 0, path);
    return found
      .filter((each: { field: string }) => each.field === field)
      .map(({ name }: { name: string }) => name);
  };
  t.ok((await named('esper/users', 'profile.groups.*.id')).includes('Northstar High School'));
  t.ok((await named('esper/devices', 'policy')).includes('Student tablets'), 'by a number');
  t.ok((await named('b2core/profiles', 'countryNumericCode')).includes('Germany'), 'by a code');
  const partners = await named('b2core/clicks', 'userId');
  t.ok(partners.length > 0);
  for (const name of partners)
    t.notMatch(name, /^[0-9a-f]{24}$/, 'a partner has the name of the profile');
});

t.test('a document leads to those that name it, by filters that list as many', async (t) => {
  let followed = 0;
  for (const { path } of collections) {
    const { documents } = (await send('GET', `${data}/${path}?limit=2`)).body;
    for (const { key } of documents) {
      const url = `${data}/${path}/${encodeURIComponent(key)}/references`;
      const { status, body } = await send('GET', url);
      t.equal(status, 200, url);
      t.type(body.name, 'string');
      for (const each of body.referredBy as Referrers[]) {
        const query = new URLSearchParams({ limit: '1' });
        for (const value of each.values) query.append(each.filter, value);
        const list = await send('GET', `${data}/${each.contract}/${each.collection}?${query}`);
        t.equal(list.body.total, each.documents, `${path} ${key} ${JSON.stringify(each)}`);
        followed += each.documents;
      }
    }
  }
  t.ok(followed > 500);
});

t.test('those that name a corp are counted with and without the corps below it', async (t) => {
  const { body } = await send('GET', `${data}/kajeet/corps/NORTHSTAR-ISD/references`);
  t.equal(body.name, 'Northstar Independent School District');
  const counts = (collection: string) =>
    body.referredBy
      .filter((each: Referrers) => each.collection === collection)
      .map(({ documents, withBelow }: Referrers) => ({ documents, withBelow }));
  const { total } = (await send('GET', `${data}/kajeet/devices?corpId=NORTHSTAR-ISD&limit=1`)).body;
  t.strictSame(counts('devices'), [
    { documents: total, withBelow: false },
    { documents: 499, withBelow: true },
  ]);
  t.strictSame(counts('corps'), [{ documents: 4, withBelow: false }]);
});

t.test('a document may be deleted while others only lead to it', async (t) => {
  const { send } = server.sandbox();
  const { documents } = (await send('GET', `${data}/esper/commands?limit=1`)).body;
  const [{ wire }] = documents;
  const device = `${data}/esper/devices/${wire.device}`;
  const { referredBy } = (await send('GET', `${device}/references`)).body;
  t.match(
    referredBy.find(({ collection }: Referrers) => collection === 'commands'),
    { field: 'device', filter: 'device', values: [wire.device] },
  );
  t.equal((await send('DELETE', device)).status, 204);
  const { targets } = (
    await send('GET', `${data}/esper/commands?device=${wire.device}&targets=true`)
  ).body;
  t.notOk(targets.some(({ field }: { field: string }) => field === 'device'));
});
