import t from 'tap';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { kajeet, page } from '../../kajeet/api.js';
import { startListening } from '../../support/app.js';
import { codes, fault, findings } from './findings.js';

const server = await startListening(t);
const users = `${esper}/user/`;
const profiles = `${b2core}/profiles`;
const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
const client = { firstName: 'Ana', countryNumericCode: '276' };

t.test('without a defect there is no finding', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${users}?limit=1000`, { as: 'Group Viewer' });
  await send('GET', `${b2core}/regions?limit=100`);
  t.strictSame(await findings(send), []);
});

t.test('calls that no operation matched are listed, the first of them', async (t) => {
  const { send, name } = server.sandbox();
  for (let index = 1; index <= 7; index++) await send('GET', `${esper}/usr/${index}/?a=1&a=2`);
  const { unmatched, unmatchedCalls, findings } = (await send('GET', '/_sim/report')).body;
  t.equal(unmatched, 7);
  t.equal(unmatchedCalls.length, 5);
  const first = { sandbox: name, method: 'GET', path: `${esper}/usr/1/?a=1&a=2`, status: 404 };
  t.match(unmatchedCalls[0], first);
  t.match(unmatchedCalls[0].reason, 'did you mean /api/user/1');
  t.strictSame(findings, []);
});

t.test('refused calls are listed by reason, without those that a fault rule refused', async (t) => {
  const { send, name } = server.sandbox();
  await send('GET', `${users}?limit=2`);
  await fault(send, 'getUsers', { status: 429 });
  await send('GET', `${users}?limit=2`);
  for (let index = 0; index < 7; index++) await send('GET', `${devices}?limit=none`);
  await send('GET', users, { headers: { authorization: 'Bearer wrong' } });
  const { refused, refusals } = (await send('GET', '/_sim/report')).body;
  t.equal(refused, 8);
  const [unauthorized, invalid] = refusals;
  t.match(unauthorized, { contract: 'esper', operationId: 'getUsers', status: 401 });
  t.match(unauthorized, { reason: /key/, occurrences: 1 });
  t.match(invalid, { contract: 'kajeet', status: 400, reason: /offset/, occurrences: 7 });
  t.match(invalid.calls, [{ sandbox: name, id: '3' }, {}, {}, {}, { id: '7' }]);
  t.equal(refusals.length, 2);
  t.equal(invalid.calls.length, 5);
  t.notMatch(JSON.stringify(refusals), 'wrong', 'secrets are masked');
});

t.test('a call says what its status does not', async (t) => {
  const { send } = server.sandbox();
  await fault(send, 'createProfile', { status: 504, after: true });
  await send('POST', profiles, { body: client });
  await send('POST', profiles, { body: client });
  await send('GET', `${devices}${page()}`, { as: 'readonly' });
  await send('GET', `${users}?limit=2`, { as: 'Group Viewer' });
  const [write, ...lists] = await findings(send);
  t.match(write?.title, 'was done twice');
  const [[first, second] = []] = write?.calls ?? [];
  t.match(first, { status: 504, injected: true, done: true });
  t.strictSame(Object.keys(second ?? {}), ['sandbox', 'id', 'method', 'path', 'status', 'persona']);
  const totals = Object.fromEntries(lists.map(({ operationId, calls }) => [operationId, calls[0]]));
  t.match(totals.listDevices, [{ total: 499 }]);
  t.match(totals.getUsers, [{ total: 54 }]);
});

t.test('the pages of a list are never followed', async (t) => {
  const cases = [
    [`${devices}${page({ limit: 100 })}`, 'listDevices', 'readonly'],
    [`${users}?limit=2`, 'getUsers', 'Group Viewer'],
    [`${b2core}/countries`, 'listCountries', undefined],
  ] as const;
  for (const [url, operationId, as] of cases) {
    const { send } = server.sandbox();
    t.equal((await send('GET', url, { as })).status, 200);
    await send('GET', url, { as });
    const found = await findings(send);
    t.match(found, [{ code: 'paging-not-followed', operationId, occurrences: 2 }]);
    t.equal(found.length, 1, operationId);
  }
});

t.test('the advice says how to read on in this list', async (t) => {
  const adviceOf = async (url: string, as?: string) => {
    const { send } = server.sandbox();
    await send('GET', url, { as });
    return (await findings(send))[0]?.advice;
  };
  const counted = await adviceOf(`${devices}${page({ limit: 5 })}`, 'readonly');
  t.match(counted, /with offset .* until all items are read, which are 499 here/);
  const uncounted = await adviceOf(`${b2core}/regions?limit=2`);
  t.match(uncounted, 'until a page has fewer items than limit');
});

t.test('pages are not reported as not followed', async (t) => {
  const cases: [string, readonly string[], string | undefined][] = [
    ['if a later page was read', [`${users}?limit=2`, `${users}?limit=2&offset=2`], 'Group Viewer'],
    ['if the list is complete', [`${b2core}/regions?limit=100`], undefined],
    ['if only the first item was wanted', [`${devices}${page({ limit: 1 })}`], 'readonly'],
    ['if the list was refused', [`${devices}?limit=5`], 'readonly'],
    ['if all rows are exported', [`${devices}${page({ export: 'CSV' })}`], 'readonly'],
  ];
  for (const [title, urls, as] of cases) {
    const { send } = server.sandbox();
    for (const url of urls) await send('GET', url, { as });
    t.strictSame(await codes(send), [], title);
  }
});

t.test('unknown parameters are named, with the one that was probably meant', async (t) => {
  const { send } = server.sandbox();
  const as = 'readonly';
  await send('GET', `${devices}/totals?serchValue=bus`, { as });
  await send('GET', `${devices}/totals?colour=red&_=1`, { as });
  const found = await findings(send);
  t.match(found, [
    { code: 'unknown-parameter', title: /colour$/ },
    { code: 'unknown-parameter', title: /serchValue; probably searchValue is meant/ },
  ]);
  t.equal(found.length, 2, 'a parameter against caches does no harm');
});

t.test('known parameters are not reported', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${devices}/totals?searchValue=bus`, { as: 'readonly' });
  await send('GET', `${profiles}?filter[profileFirstName]=Ana&filter[firstName]=Ana&limit=100`);
  await send('GET', `${esper}/nowhere?colour=red`);
  t.strictSame(await codes(send), []);
});

t.test('operations that are not simulated are reported, injected ones are not', async (t) => {
  const { send, name } = server.sandbox();
  const contract = server.app.contracts.find(({ operations }) =>
    operations.some((o) => !o.handler),
  );
  const operation = contract?.operations.find(({ handler }) => !handler);
  if (!contract || !operation) return t.fail('every operation is simulated');
  const url = `${contract.mount}${operation.url.replace(/:\w+/g, '1')}`;
  t.equal((await send(operation.method, url, { body: {} })).status, 501);
  t.match(await findings(send), [
    {
      code: 'not-simulated',
      operationId: operation.schema.operationId,
      occurrences: 1,
      calls: [[{ sandbox: name, id: '1', status: 501 }]],
    } as object,
  ]);
  const injected = server.sandbox().send;
  await injected('GET', `${users}?limit=1`, {
    as: 'Group Viewer',
    headers: { prefer: 'code=501' },
  });
  t.strictSame(await codes(injected), []);
});

t.test('a scope is wider than the calls need', async (t) => {
  const { send, name } = server.sandbox();
  await send('GET', `${devices}/wrong`, { as: 'org_super' });
  await send('GET', `${devices}/totals`, { as: 'org_super' });
  const calls = [[{ sandbox: name, id: '2', persona: 'org_super' }]];
  const expected = { code: 'unneeded-scope', occurrences: 1, calls };
  const found = await findings(send);
  t.match(found, [
    { ...expected, title: /org_super is used at kajeet/, advice: /readonly/ } as object,
  ]);
  const lines = found[0]?.reproduce.join('\n');
  t.match(lines, `/~${name}"`, 'in the sandbox of the call');
  t.match(lines, 'one of the user org_super, as in UNDERSTUDY_TOKEN_KAJEET_ORG_SUPER');
  const several = server.sandbox();
  const { body } = await several.send('POST', '/_sim/tokens', {
    body: { contract: 'kajeet', persona: 'org_tech', scope: 'org_tech readonly' },
  });
  t.equal((await several.send('GET', `${devices}/totals`, { token: body.token })).status, 200);
  t.match(await findings(several.send), [{ code: 'unneeded-scope' }]);
});

t.test('no variable is named for the token of a user who is not seeded', async (t) => {
  const { send } = server.sandbox();
  const ada = { username: 'ada.park', corpId: 'NORTHSTAR-ISD', scopes: ['org_super'] };
  const user = { ...ada, firstName: 'Ada', lastName: 'Park' };
  const added = await send('POST', '/_sim/data/kajeet/users', { body: user });
  t.equal(added.status, 201);
  const credentials = { username: 'ada.park', password: 'demo-ada.park' };
  const signedIn = await send('POST', `${kajeet}/v1.0/auth/token`, { body: credentials });
  await send('GET', `${devices}/totals`, { token: signedIn.body.token });
  const [finding] = await findings(send);
  t.equal(finding?.code, 'unneeded-scope');
  t.notMatch(finding?.reproduce.join('\n'), 'UNDERSTUDY_TOKEN');
});

t.test('a scope that is needed is not reported', async (t) => {
  const needed = server.sandbox().send;
  const body = { mdns: ['304-228-6302'], nickname: 'Bus 9' };
  await needed('GET', `${devices}/totals`, { as: 'org_tech' });
  t.equal((await needed('PUT', `${devices}/nickname`, { as: 'org_tech', body })).status, 200);
  const reported = await codes(needed);
  t.strictSame(reported, [], 'one call needs it');
  const least = server.sandbox().send;
  await least('GET', `${devices}/totals`, { as: 'readonly' });
  t.strictSame(await codes(least), [], 'nothing less exists');
  const open = server.sandbox().send;
  await open('GET', `${b2core}/regions?limit=100`);
  t.strictSame(await codes(open), [], 'the vendor has no scopes');
  const refused = server.sandbox().send;
  await refused('GET', `${kajeet}/v1.0/devices/UNKNOWN/totals`, { as: 'org_super' });
  t.strictSame(await codes(refused), [], 'a refused call shows nothing');
});
