import t from 'tap';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const collator = new Intl.Collator('en', { numeric: true });

interface Document {
  key: string;
  wire: Record<string, unknown>;
  internal: Record<string, unknown>;
}

interface Page {
  total: number;
  documents: Document[];
  targets: { field: string; value: string; name: string }[];
}

/** A list, the field that refers to other documents, and a filter or a search. */
const lists = [
  ['kajeet/devices', 'corpId', ''],
  ['kajeet/devices', 'corpId', 'search=bus'],
  ['kajeet/devices', 'corpId', 'corpId=ATLAS-EAST&corpId=METRO-TRANSIT&status=active'],
  ['kajeet/devices', 'corpId', 'network=Verizon'],
  ['kajeet/corps', 'parentCorpId', ''],
  ['kajeet/buckets', 'corpId', ''],
  ['esper/devices', 'policy', ''],
  ['esper/devices', 'group', ''],
  ['esper/commands', 'device', ''],
  ['b2core/trades', 'accountId', 'side=buy'],
  ['b2core/trades', 'profileId', ''],
  ['b2core/accounts', 'profileId', 'search=USD'],
] as const;

for (const [path, field, query] of lists)
  t.test(`${path}?${query} is sorted by the names of ${field}`, async (t) => {
    const { send } = server.sandbox();
    const read = async (more: string): Promise<Page> => {
      const { status, body } = await send('GET', `/_sim/data/${path}?${query}&${more}`);
      t.equal(status, 200, JSON.stringify(body));
      return body;
    };
    const { total, documents, targets } = await read('limit=1000&targets=true');
    t.equal(total, documents.length, 'the first page has all of them');
    t.ok(total > 3);
    const valueAt = ({ wire, internal }: Document) => String(wire[field] ?? internal[field] ?? '');
    const nameOf = (document: Document) => {
      const value = valueAt(document);
      return targets.find((each) => each.field === field && each.value === value)?.name ?? value;
    };
    const inOrder = (direction: number) =>
      [...documents]
        .sort((one, other) => {
          if (!valueAt(one) || !valueAt(other)) {
            const missing = Number(!valueAt(one)) - Number(!valueAt(other));
            return missing || direction * (one.key < other.key ? -1 : 1);
          }
          const order =
            collator.compare(nameOf(one), nameOf(other)) ||
            collator.compare(valueAt(one), valueAt(other)) ||
            (one.key < other.key ? -1 : 1);
          return direction * order;
        })
        .map(({ key }) => key);
    for (const [sort, direction] of [
      [`${field}.name`, 1],
      [`-${field}.name`, -1],
    ] as const) {
      const found: string[] = [];
      for (let offset = 0; offset <= total; offset += 97) {
        const page = await read(`sort=${sort}&limit=97&offset=${offset}`);
        t.equal(page.total, total);
        found.push(...page.documents.map(({ key }) => key));
      }
      t.strictSame(found, inOrder(direction), sort);
    }
  });

t.test('the orders are listed, and another one is refused', async (t) => {
  const { send } = server.sandbox();
  const { contracts } = (await send('GET', '/_sim/data')).body;
  const devices = contracts
    .find(({ id }: { id: string }) => id === 'kajeet')
    .collections.find(({ name }: { name: string }) => name === 'devices');
  t.ok(devices.sort.includes('corpId.name'));
  const { status, body } = await send('GET', '/_sim/data/kajeet/devices?sort=nickname.name');
  t.equal(status, 400);
  t.match(JSON.stringify(body), 'corpId.name');
});
