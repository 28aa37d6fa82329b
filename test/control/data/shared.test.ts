import t from 'tap';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const placeOf = ({ contract, collection }: { contract: string; collection: string }) =>
  `${contract}/${collection}`;

t.test('people are listed once, with the documents of each vendor', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('GET', '/_sim/shared/person?limit=1000');
  t.equal(status, 200);
  t.equal(body.total, body.things.length);
  const ids = body.things.map(({ id }: { id: string }) => id);
  t.strictSame(ids, [...new Set(ids)]);
  const dana = body.things.find(({ id }: { id: string }) => id === 'dana.whitfield');
  t.match(dana, {
    names: { firstName: 'Dana', lastName: 'Whitfield', email: 'dana.whitfield@northstar.example' },
  });
  t.strictSame(dana.documents.map(placeOf), ['kajeet/users', 'esper/users', 'b2core/profiles']);
  for (const { name } of dana.documents) t.match(name, /^Dana\b.*Whitfield$/, 'as people call it');
  for (const { contract, collection, key } of dana.documents)
    t.equal((await send('GET', `/_sim/data/${contract}/${collection}/${key}`)).status, 200);
  for (const id of ['device-northstar-bus', 'google-emm', 'northstar-sis']) {
    t.notOk(ids.includes(id), `${id} is no person`);
    t.equal((await send('GET', `/_sim/shared/person/${id}`)).status, 404);
  }
  const found = await send('GET', '/_sim/shared/person?search=DANA%20whit');
  t.strictSame(found.body, { total: 1, things: [dana] });
  const second = await send('GET', '/_sim/shared/person?limit=2&offset=1');
  t.match(second.body, { total: body.total, things: [{ id: ids[1] }, { id: ids[2] }] });
});

t.test('a person has the same new name in the documents of all vendors', async (t) => {
  const { send } = server.sandbox();
  await send('PATCH', '/_sim/data/kajeet/users/dana.whitfield', { body: { lastName: 'Smith' } });
  const { body } = await send('GET', '/_sim/shared/person/dana.whitfield');
  t.match(body, { kind: 'person', id: 'dana.whitfield' });
  t.match(
    body.documents.map(({ wire }: { wire: object }) => wire),
    [{ lastName: 'Smith' }, { last_name: 'Smith' }, { lastName: 'Smith' }],
  );
  t.notMatch(JSON.stringify(body), /"password"|"token"/, 'without secrets');
  for (const document of body.documents) {
    const { contract, collection, key } = document;
    const path = `/_sim/data/${contract}/${collection}/${key}/shared`;
    t.strictSame((await send('GET', path)).body, body, 'from each of its documents');
  }
});

t.test('organisations are things too', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', '/_sim/shared/organisation/NORTHSTAR-HIGH');
  t.strictSame(body.documents.map(placeOf), ['kajeet/corps', 'esper/groups']);
});

t.test('what is not there is named, with what is', async (t) => {
  const { send } = server.sandbox();
  const detail = async (path: string) => {
    const { status, body } = await send('GET', `/_sim/${path}`);
    t.equal(status, 404, path);
    return body.detail;
  };
  t.match(await detail('shared/persons'), 'did you mean person?');
  t.match(await detail('shared/person/dana.whitfeld'), 'did you mean dana.whitfield?');
  t.match(await detail('data/kajeet/labels/11/shared'), 'describes nothing that other vendors');
  t.match(await detail('data/kajeet/labels/99/shared'), 'has no document 99');
  t.match(await detail('data/b2core/profiles/6006dda272f002519c3eb505/shared'), 'nothing');
});
