import t from 'tap';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const users = `${esper}/user/`;

t.test('Django takes the last value of a parameter that is sent several times', async (t) => {
  const { send } = server.sandbox();
  const { status, body } = await send('GET', `${users}?limit=5&limit=3`);
  t.equal(status, 200);
  t.equal(body.results.length, 3);
  t.equal((await send('GET', `${b2core}/profiles?limit=5&limit=3`)).body.length, 3);
});

t.test('Spring makes a list of a parameter that is sent several times', async (t) => {
  const { send } = server.sandbox();
  const list = async (query: string) => (await send('GET', `${devices}${page()}&${query}`)).body;
  const both = await list('labelIds=12&labelIds=18');
  t.strictSame(both, await list('labelIds=12,18'));
  t.ok(both.totalCount > (await list('labelIds=12')).totalCount);
});

t.test('Spring takes the first of several numbers or enum values', async (t) => {
  const { send } = server.sandbox();
  const query = 'offset=0&limit=3&limit=5&sort=MDN&sort=STATUS&sortDir=ASC&sortDir=DESC';
  const { status, body } = await send('GET', `${devices}?${query}`);
  t.equal(status, 200);
  t.strictSame(body, (await send('GET', `${devices}${page({ limit: 3 })}`)).body);
  const csv = await send('GET', `${devices}?export=CSV&export=CSV&sort=MDN&sortDir=ASC`);
  t.match(csv, { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } });
});

t.test('the control plane refuses a parameter that is sent several times', async (t) => {
  const { status, body } = await server.request('GET', '/_sim/journal?limit=1&limit=2');
  t.equal(status, 400);
  t.match(body.errors, [{ in: 'query', at: 'limit', message: 'is given 2 times; give it once' }]);
});

t.test('an unknown parameter is ignored, recorded in the journal and explained', async (t) => {
  const { send } = server.sandbox();
  const all = await send('GET', `${devices}${page()}`);
  const sent = await send('GET', `${devices}${page()}&serchValue=Bus&labelIds%5B%5D=12`);
  t.equal(sent.text, all.text);
  const { entries } = (await send('GET', '/_sim/journal')).body;
  t.notOk('unknownParameters' in entries[0]);
  t.strictSame(entries[1].unknownParameters, ['serchValue', 'labelIds[]']);
  t.match(entries[1].request.query, { serchValue: 'Bus', 'labelIds[]': '12', limit: '25' });
  const { status, body } = await send('GET', `/_sim/explain/${entries[1].id}`);
  t.equal(status, 200);
  t.match(body, { status: 200, message: /serchValue, labelIds\[\]/, evidence: 'inferred' });
  t.match(body.errors, [
    { in: 'query', at: 'serchValue', message: /did you mean searchValue\?$/ },
    { in: 'query', at: 'labelIds[]', message: /did you mean labelIds\?$/ },
  ]);
  t.equal((await send('GET', `/_sim/explain/${entries[0].id}`)).status, 404);
});

t.test('the explanation of a refusal names the unknown parameters too', async (t) => {
  const { send } = server.sandbox();
  t.equal((await send('GET', `${devices}?ofset=0&limit=1&sort=MDN&sortDir=ASC`)).status, 400);
  const { body } = await send('GET', '/_sim/explain/1');
  t.match(body.errors, [
    { at: 'offset', message: /is missing/ },
    { at: 'ofset', message: /did you mean offset\?$/ },
  ]);
});

t.test('the journal shows parameters as they were sent, also those that are ignored', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${b2core}/profiles?limit=007&sort_by=nothing&offset=0&offset=1`);
  const { entries } = (await send('GET', '/_sim/journal')).body;
  const query = { limit: '007', sort_by: 'nothing', offset: ['0', '1'] };
  t.strictSame(entries[0].request.query, query);
});

t.test('a journal with unknown parameters survives a snapshot and its restoration', async (t) => {
  const { send, name } = server.sandbox();
  await send('GET', `${users}?limt=3`);
  await send('PUT', `/_sim/sandboxes/${name}/snapshots/one`);
  await send('POST', `/_sim/sandboxes/${name}/snapshots/one/restore`);
  const { entries } = (await send('GET', '/_sim/journal')).body;
  t.strictSame(entries[0].unknownParameters, ['limt']);
  t.match((await send('GET', '/_sim/explain/1')).body.errors, [
    { message: /did you mean limit\?/ },
  ]);
});

t.test('--strict-query refuses unknown parameters of every vendor', async (t) => {
  const strict = await startInjected(t, { strictQuery: true });
  const { send } = strict.sandbox();
  for (const [url, name, suggested] of [
    [`${devices}${page()}&serchValue=Bus`, 'serchValue', 'searchValue'],
    [`${devices}${page()}&labelIds[]=12`, 'labelIds[]', 'labelIds'],
    [`${users}?limt=3`, 'limt', 'limit'],
    [`${b2core}/profiles?lmit=3`, 'lmit', 'limit'],
  ] as const) {
    const { status, text } = await send('GET', url);
    t.equal(status, 400, url);
    t.match(text, new RegExp(`${name.replace(/[[\]]/g, '\\$&')}.* is unknown`.replace(' ', '.*')));
    t.match(text, `did you mean ${suggested}?`, url);
  }
  t.equal((await send('GET', `${esper}/user/4001/?x=1`)).status, 400, 'an operation without any');
  t.equal((await send('GET', `${devices}${page()}&searchValue=Bus`)).status, 200);
  t.equal((await send('GET', `${b2core}/profiles?sort_by=nothing`)).status, 400);
});

t.test("a vendor's own setting wins over --strict-query", async (t) => {
  const options = { strictQuery: true, esper: { strictQuery: false } };
  const { send } = (await startInjected(t, options)).sandbox();
  t.equal((await send('GET', `${users}?limt=3`)).status, 200);
  t.equal((await send('GET', `${b2core}/profiles?limt=3`)).status, 400);
});

t.test('sort=CIRCUIT_ID, which a public client sends, sorts by MDN', async (t) => {
  const { send } = server.sandbox();
  const { status, text } = await send('GET', `${devices}${page({ sort: 'CIRCUIT_ID' })}`);
  t.equal(status, 200);
  t.equal(text, (await send('GET', `${devices}${page()}`)).text);
  const { text: document } = await send('GET', '/openapi/kajeet.json');
  t.notMatch(document, 'CIRCUIT_ID', 'it is not published');
});
