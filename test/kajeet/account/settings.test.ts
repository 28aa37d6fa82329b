import t from 'tap';
import { query, startInjected } from '../../support/app.js';
import { kajeet, page } from '../api.js';
import { rows } from './api.js';

const server = await startInjected(t);
const api = `${kajeet}/v1.0`;
const settings = `${api}/accountSettings`;
const north = `${api}/devices/NORTHSTAR-ISD`;
const groupRows = (parameters: Record<string, string | number | undefined> = {}) =>
  rows({ sort: 'DESCRIPTION', sortDir: 'ASC', ...parameters });

t.test('a device group that is added takes devices, and every list shows it', async (t) => {
  const { send } = server.sandbox();
  const body = { description: 'Northstar Middle School', city: 'Rochester', monthlyLimit: 5120 };
  const { body: added } = await send('POST', `${settings}/deviceGroups`, { body });
  const { corpId } = added.deviceGroup;
  t.equal(corpId, 'NORTHSTAR-MIDDLE-SCHOOL');
  t.equal((await send('POST', `${settings}/deviceGroups`, { body })).status, 409);
  const mdns = ['521-267-1508'];
  await send('PUT', `${north}/deviceGroup`, { body: { mdns, deviceGroup: corpId } });
  const list = async () => (await send('GET', `${api}/devices/${corpId}${page()}`)).body;
  t.match(await list(), {
    totalCount: 1,
    devices: [{ mdn: mdns[0], corpDescription: body.description }],
  });
  t.equal((await send('GET', `${north}/totals`)).body.total, 499);

  const found = await send(
    'GET',
    `${settings}/deviceGroups${groupRows({ searchValue: 'middle' })}`,
  );
  t.match(found.body, { totalCount: 1, deviceGroups: [{ corpId, ...body, dailyLimit: null }] });
  const tree = (await send('GET', `${settings}/deviceGroups/hierarchy`)).body;
  t.ok(tree.children.some((node: { corpId: string }) => node.corpId === corpId));
  const filtered = `${settings}/deviceGroups/filtered${query({ feature: 'DASHBOARD' })}`;
  t.ok(
    (await send('GET', filtered)).body.some((group: { corpId: string }) => group.corpId === corpId),
  );

  const changes = { description: 'Westside Middle School', dailyLimit: 100 };
  const group = `${settings}/deviceGroups/${corpId}`;
  const { body: changed } = await send('PUT', group, { body: changes });
  t.match(changed.deviceGroup, { corpId, ...body, ...changes });
  t.match(await list(), { devices: [{ corpDescription: changes.description }] });
  const csv = await send(
    'GET',
    `${settings}/deviceGroups${query({ sort: 'DAILY_LIMIT', sortDir: 'ASC', export: 'CSV', columns: 'DESCRIPTION,DAILY_LIMIT,MONTHLY_LIMIT' })}`,
  );
  t.equal(csv.text.split('\r\n')[1], 'Westside Middle School,100,5120');
  t.equal((await send('PUT', group, { at: 'METRO-TRANSIT', body: changes })).status, 403);
  const below = { description: 'Annex', parentCorpId: corpId };
  await send('POST', `${settings}/deviceGroups`, { body: below });
  const [node] = (await send('GET', `${settings}/deviceGroups/hierarchy`)).body.children.filter(
    (each: { corpId: string }) => each.corpId === corpId,
  );
  t.match(node.children, [{ corpId: 'ANNEX', description: 'Annex', children: [] }]);
  t.equal((await send('GET', `${api}/devices/ANNEX/totals`)).body.total, 0);
});

t.test(
  'groups with access to a feature are those that have it themselves or from above',
  async (t) => {
    const { send } = server.sandbox();
    const filtered = async (feature: string) => {
      const { body } = await send('GET', `${settings}/deviceGroups/filtered${query({ feature })}`);
      return body.map(({ corpId }: { corpId: string }) => corpId);
    };
    t.strictSame(await filtered('ACTIVATION'), [
      'NORTHSTAR-BUS',
      'NORTHSTAR-HIGH',
      'NORTHSTAR-SPARE',
    ]);
    await send('POST', `${settings}/deviceGroups`, {
      body: { description: 'Loan Desk', parentCorpId: 'NORTHSTAR-ELEM' },
    });
    t.ok((await filtered('DEVICES')).includes('LOAN-DESK'));
    t.notOk((await filtered('ACTIVATION')).includes('LOAN-DESK'));
    const unknown = `${settings}/deviceGroups/filtered${query({ feature: 'BILLING' })}`;
    t.equal((await send('GET', unknown)).status, 400);
  },
);

t.test('a logo comes as JSON or as a file of a form, and is served again', async (t) => {
  const { send } = server.sandbox();
  const pixel = Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAA=', 'base64');
  const form = (parts: readonly [string, string, Buffer | string][]) => {
    const chunks = parts.flatMap(([disposition, type, content]) => [
      Buffer.from(
        `--xyz\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]);
    return {
      body: Buffer.concat([...chunks, Buffer.from('--xyz--\r\n')]),
      headers: { 'content-type': 'multipart/form-data; boundary=xyz' },
    };
  };
  const model = (body: object): [string, string, string] => [
    'name="model"',
    'application/json',
    JSON.stringify(body),
  ];
  const file = (type: string, content: Buffer): [string, string, Buffer] => [
    'name="logoImage"; filename="logo"',
    type,
    content,
  ];
  const dataUrl = `data:image/gif;base64,${pixel.toString('base64')}`;
  const added = await send(
    'POST',
    `${settings}/deviceGroups`,
    form([model({ description: 'Night School' }), file('image/gif', pixel)]),
  );
  t.match(added, { status: 200, body: { deviceGroup: { logoImage: dataUrl } } });
  const group = `${settings}/deviceGroups/NIGHT-SCHOOL`;
  const logo = async () => {
    const url = `${settings}/deviceGroups${groupRows({ searchValue: 'Night School' })}`;
    return (await send('GET', url)).body.deviceGroups[0].logoImage;
  };
  t.equal(await logo(), dataUrl);
  await send('PUT', group, { body: { city: 'Rochester', logoImage: null } });
  t.equal(await logo(), dataUrl, 'null leaves it');
  await send('PUT', group, form([model({ city: 'Greece' }), file('image/gif', Buffer.alloc(0))]));
  t.equal(await logo(), null, 'an empty file resets it');
  await send('PUT', group, { body: { logoImage: dataUrl } });
  t.equal(await logo(), dataUrl);

  const refused = await send('PUT', group, form([model({}), file('text/html', pixel)]));
  t.match(refused, { status: 400, body: { errors: [{ in: 'body', at: '/logoImage' }] } });
  for (const broken of [
    '',
    'no boundary',
    '--xyz\r\nContent-Disposition: form-data\r\n',
    '--xyz',
  ]) {
    const headers = { 'content-type': 'multipart/form-data; boundary=xyz' };
    t.equal((await send('PUT', group, { body: broken, headers })).status, 400, broken);
  }
  t.equal(
    (await send('PUT', group, form([['name="model"', 'application/json', '{']]))).status,
    400,
  );
  const other = { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=x' } };
  t.equal((await send('PUT', `${settings}/vpnSettings`, other)).status, 415);
});

t.test('a label that is added is assigned, searched and exported', async (t) => {
  const { send } = server.sandbox();
  const category = (await send('POST', `${settings}/categories`, { body: { name: 'Building' } }))
    .body.category;
  const body = { categoryId: category.id, name: 'Annex, West' };
  const { label } = (await send('POST', `${settings}/labels`, { body })).body;
  t.match(label, { name: 'Annex, West', category: 'Building' });
  t.equal((await send('POST', `${settings}/labels`, { body })).status, 409);
  const mdns = ['521-267-1508', '304-228-6302'];
  await send('PUT', `${api}/devices/bulkAddLabels`, { body: { mdns, labelIds: [label.id] } });
  const list = async () =>
    (await send('GET', `${north}${page({ labelIds: String(label.id) })}`)).body;
  t.equal((await list()).totalCount, 2);
  const exportLabels = async () =>
    (
      await send(
        'GET',
        `${north}${query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV', columns: 'LABELS', searchValue: '5212671508' })}`,
      )
    ).text;
  t.match(await exportLabels(), /Annex, West/);

  await send('PUT', `${settings}/labels`, { body: { id: label.id, name: 'West Annex' } });
  t.match(await exportLabels(), /West Annex/);
  await send('PUT', `${settings}/categories`, { body: { id: category.id, name: 'Campus' } });
  const stored = await send('GET', `/_sim/data/kajeet/labels/${label.id}`);
  t.equal(stored.body.wire.category, 'Campus');
  t.equal((await send('DELETE', `${settings}/categories`, { body: [category.id] })).status, 409);
  t.equal((await send('DELETE', `${settings}/labels`, { body: [label.id, 999] })).status, 404);
  t.match((await send('DELETE', `${settings}/labels`, { body: [label.id] })).body, { deleted: 1 });
  t.equal((await list()).message, 'No devices found');
  t.notMatch(await exportLabels(), /Annex/);
  t.equal((await send('DELETE', `${settings}/categories`, { body: [category.id] })).status, 200);
  const gone = { categoryId: category.id, name: 'x' };
  t.equal((await send('POST', `${settings}/labels`, { body: gone })).status, 404);
});

t.test('labels are for parent corps that are not WBU accounts', async (t) => {
  const { send } = server.sandbox();
  const body = { categoryId: 3, name: 'Anything' };
  const wbu = await send('POST', `${settings}/labels`, { at: 'SUMMIT-WBU', body });
  t.match(wbu, { status: 403, body: { message: /^Not for accounts of type WBU/ } });
  const below = await send('POST', `${settings}/labels`, { at: 'ATLAS-EAST', body });
  t.match(below, { status: 403, body: { message: /^Only for users of the parent corp/ } });
  const other = await send('POST', `${settings}/labels`, { at: 'METRO-TRANSIT', body });
  t.equal(other.status, 404, 'the category belongs to another account');
});

t.test('the VPN settings of an account are read as they were stored', async (t) => {
  const { send } = server.sandbox();
  const url = `${settings}/vpnSettings`;
  const before = (await send('GET', url)).body;
  await send('PUT', url, { body: { splitTunneling: true, unknown: 1 } });
  t.strictSame((await send('GET', url)).body, { ...before, splitTunneling: true });
  t.strictSame((await send('GET', url, { at: 'METRO-TRANSIT' })).body, before);
  t.equal((await send('PUT', url, { body: { defaultVpnStatus: 'ON' } })).status, 400);
});
