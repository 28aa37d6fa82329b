import t, { type Test } from 'tap';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { type Send, startInjected } from '../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;
const devices = `${kajeet}/v1.0/devices`;
const summer = `${kajeet}/v1.0/manage-profile/summerSuspension`;
const summerBody = { body: { startDate: '2026-06-20', endDate: '2026-08-31' } };
const documents: Record<string, { paths: Record<string, Record<string, unknown>> }> = {};
for (const name of ['kajeet', 'esper', 'b2core']) {
  documents[name] = (await server.request('GET', `/openapi/${name}.json`)).body;
}

/** Reads the explanation that a response links to and checks its common fields and its document pointer. */
async function explained(t: Test, send: Send, ...[method, url, call]: Parameters<Send>) {
  const response = await send(method, url, call);
  const [, link = ''] = /^<([^>]+)>; rel="help"$/.exec(String(response.headers.link)) ?? [];
  const { status, body } = await send('GET', link);
  t.equal(status, 200, `${response.status} ${response.text}`);
  t.equal(body.status, response.status);
  t.ok(body.rule, 'the rule');
  t.ok(body.remedies.length > 0, 'what would pass');
  const [file, path, verb] = body.declared.split(/#\/paths\/|\/(?=[a-z]+$)/);
  t.equal(file, `/openapi/${body.contract}.json`);
  if (path) {
    const at = path.replaceAll('~1', '/').replaceAll('~0', '~');
    const declared = documents[body.contract]?.paths[at]?.[verb];
    t.match(declared, { operationId: body.operationId }, body.declared);
  }
  return body;
}

t.test(
  '400: for each invalid field what would pass, whether the vendor documents it, and a valid body',
  async (t) => {
    const { send } = server.sandbox();
    const list = `${devices}/NORTHSTAR-ISD?offset=-1&limit=1000&sort=MDN&sortDir=ASC`;
    const query = await explained(t, send, 'GET', list);
    t.strictSame(query.remedies, [
      'query offset must be a whole number from 0',
      'query limit must be at most 100',
    ]);
    t.match(query.errors, [
      { at: 'offset', evidence: 'documented' },
      { at: 'limit', evidence: 'inferred', example: 25 },
    ]);
    t.equal(query.evidence, 'inferred', 'as one of them is');
    const body = await explained(t, send, 'POST', users, { body: { username: 5, profile: {} } });
    t.strictSame(
      body.remedies[0],
      'body /username must be a string of at least 1 character such as new.teacher',
    );
    const [, example] = /^a body such as (.*)$/.exec(body.remedies[1]) ?? [];
    const made = await send('POST', users, {
      body: example,
      headers: { 'content-type': 'application/json' },
    });
    t.equal(made.status, 201, 'the body works');
    const broken = await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/nickname`, {
      body: '{"mdns":',
      headers: { 'content-type': 'application/json' },
    });
    t.match(broken.remedies, ['body: as it is declared', /^a body such as/]);
    const url = await explained(t, send, 'GET', `${b2core}/profiles/%zz`);
    t.match(url, {
      rule: /percent sign/,
      actual: 'GET /v1/profiles/%zz',
      remedies: [/encodeURIComponent/],
    });
  },
);

t.test('401: what was sent, and how to get a token', async (t) => {
  const { send } = server.sandbox();
  const none = await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/status`, { as: null });
  t.match(none, { actual: 'no Authorization header' });
  const [, tokenRequest = ''] = /POST \/_sim\/tokens (\{.*?\})/.exec(none.remedies[0]) ?? [];
  const { body: issued } = await send('POST', '/_sim/tokens', { body: JSON.parse(tokenRequest) });
  const passing = { token: issued.token, body: { mdns: ['521-267-1508'], status: 'ACTIVE' } };
  t.equal(
    (await send('PUT', `${devices}/NORTHSTAR-ISD/status`, passing)).status,
    200,
    tokenRequest,
  );
  const foreign = await explained(t, send, 'GET', users, { token: 'foreign' });
  t.equal(foreign.actual, 'The API key is not a key of this server');
  const login = await explained(t, send, 'POST', `${kajeet}/v1.0/auth/token`, {
    as: null,
    body: { username: 'dana.whitfield', password: 'guessed' },
  });
  t.match(login.remedies, [/personas/]);
  const basic = {
    as: null,
    headers: { authorization: 'Basic x' },
    body: { grant_type: 'client_credentials' },
  };
  t.match((await explained(t, send, 'POST', `${b2core}/tokens`, basic)).remedies, [/Basic/]);
});

t.test('403: the scope, the kind of account, the group, the device', async (t) => {
  const { send } = server.sandbox();
  t.match(await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/status`, { as: 'org_user' }), {
    actual: 'scope org_user',
    remedies: ['scope org_super'],
    evidence: 'documented',
    source: /^https:/,
  });
  const usage = `${devices}/METRO-TRANSIT/summerUsage`;
  const account = await explained(t, send, 'PUT', usage, { at: 'METRO-TRANSIT' });
  t.match(account.remedies, [/^a caller whose account is Kajeet Choice: GET \/_sim\/personas/]);
  const tree = await explained(t, send, 'GET', `${devices}/METRO-TRANSIT/totals`);
  t.match(tree.remedies, [/^a device group at or below NORTHSTAR-ISD: NORTHSTAR-ISD, /]);
  const moved = { body: { mdns: ['521-267-1508'], deviceGroup: 'METRO-TRANSIT' } };
  t.match(await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/deviceGroup`, moved), {
    rule: tree.rule,
    remedies: tree.remedies,
  });
  const imei = { body: { mdns: ['521-267-1508'], imei: '355737360073462' } };
  const network = await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/imei`, imei);
  t.match(network, { rule: 'Device must belong to ARCNT network', actual: /is on / });
  const [, listing = ''] = /GET (\S+) lists with network ARCNT$/.exec(network.remedies[0]) ?? [];
  t.equal((await send('GET', listing)).status, 200);
  const health = await explained(t, send, 'GET', `${devices}/NORTHSTAR-ISD/3042286302/health`);
  t.match(health, { rule: /showHealthStatus/, remedies: [/5212671508/] });
});

t.test('404: what was requested, and the request that lists or creates it', async (t) => {
  const { send } = server.sandbox();
  const nowhere = await explained(t, send, 'GET', `${devices}/NOWHERE/totals`);
  t.equal(nowhere.actual, 'corpId NOWHERE');
  t.match(nowhere.remedies[0], 'NORTHSTAR-ISD, NORTHSTAR-HIGH');
  const [method = '', url = ''] = nowhere.remedies[1].split(' ');
  t.equal((await send(method, url)).status, 200, 'the request would succeed');
  const empty = await explained(
    t,
    send,
    'GET',
    `${devices}/NORTHSTAR-ISD${page({ searchValue: 'zzzz' })}`,
  );
  t.match(empty, { actual: 'searchValue zzzz', remedies: [/^a device that GET/] });
  const unknown = { body: { mdns: ['999-999-9999'], nickname: 'x' } };
  t.match(await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/nickname`, unknown), {
    actual: '999-999-9999',
  });
  t.match(await explained(t, send, 'GET', `${users}1/`), {
    actual: 'user_id 1',
    remedies: ['a user_id that GET /api/user (getUsers) lists'],
  });
  const contacts = `${b2core}/profiles/6006dda272f002519c3eb505/contacts`;
  t.match((await explained(t, send, 'GET', `${contacts}/${'0'.repeat(24)}`)).remedies, [
    'a profileId that GET /v1/profiles (listProfiles) lists',
    `a contactId that GET ${contacts} (listContacts) lists`,
  ]);
  t.match((await explained(t, send, 'DELETE', summer)).remedies, [
    `the same request after POST ${summer} (enableSummerSuspension)`,
  ]);
  const path = await explained(t, send, 'GET', '/sentinel/api/v1.0/device/NORTHSTAR-ISD/total');
  t.match(path, { operationId: null, remedies: [`GET ${devices}/{corpId}/totals (deviceTotals)`] });
});

t.test('405, 413, 414, 415: the allowed methods, sizes, lengths and media types', async (t) => {
  const { send } = server.sandbox();
  t.match(await explained(t, send, 'PATCH', users), {
    actual: 'the method PATCH',
    remedies: [`POST ${users} (createUser)`, `GET ${users} (getUsers)`],
  });
  const body = { username: 'a'.repeat(1_100_000) };
  t.match(await explained(t, send, 'POST', users, { body }), {
    rule: /1048576 bytes/,
    actual: 'a body of 1100015 bytes',
  });
  t.match(await explained(t, send, 'GET', `${b2core}/profiles/${'a'.repeat(5000)}`), {
    actual: 'a segment of 5000 characters',
  });
  const text = { body: 'a=1', headers: { 'content-type': 'text/plain' } };
  t.match(await explained(t, send, 'PUT', `${devices}/NORTHSTAR-ISD/nickname`, text), {
    actual: 'Content-Type: text/plain',
    remedies: ['Content-Type: application/json', /^a body such as/],
  });
});

t.test('409: the conflicting state, and the requests that change it', async (t) => {
  const { send } = server.sandbox();
  t.equal((await send('POST', summer, summerBody)).status, 200);
  t.match(await explained(t, send, 'POST', summer, summerBody), {
    actual:
      'NORTHSTAR-ISD is suspended for summer from 2026-06-20T04:00:00.000Z to 2026-09-01T04:00:00.000Z',
    remedies: [
      `PUT ${summer} (updateSummerSuspension) instead`,
      `the same request after DELETE ${summer} (disableSummerSuspension)`,
    ],
  });
});

t.test(
  '429 and Prefer: the fault rule that was applied, how often, and how to remove it',
  async (t) => {
    const { send } = server.sandbox();
    const match = { operationId: 'listRegions' };
    const effect = { status: 429, retryAfter: 3 };
    await send('POST', '/_sim/faults', { body: { match, effect, when: { times: 2 } } });
    const limited = await explained(t, send, 'GET', `${b2core}/regions`);
    t.match(limited, {
      fault: 'f1',
      actual: 'requests that match {"operationId":"listRegions"}: 1; applied to: 1',
      remedies: ['DELETE /_sim/faults/f1, then the same request, after the 3 s of Retry-After'],
    });
    const last = await explained(t, send, 'GET', `${b2core}/regions`);
    t.strictSame(last.remedies, ['the same request, after the 3 s of Retry-After']);
    t.equal((await send('GET', `${b2core}/regions`)).status, 200, 'the request succeeds');
    await send('DELETE', '/_sim/faults');
    t.match(await explained(t, send, 'GET', users, { headers: { prefer: 'code=503' } }), {
      rule: /Prefer/,
      evidence: 'inferred',
      actual: 'Prefer: code=503',
      remedies: ['The request without the header Prefer'],
    });
  },
);

t.test('a scenario is named as what injected a fault, also when it has ended', async (t) => {
  const { send } = server.sandbox();
  await send('POST', '/_sim/scenarios/vendor-outage');
  t.match(await explained(t, send, 'GET', users), {
    rule: 'The fault rule f1 of the scenario vendor-outage injects this status',
    remedies: [/^DELETE \/_sim\/scenarios\/vendor-outage, then the same request/],
  });
  await send('DELETE', '/_sim/scenarios/vendor-outage');
  const { body } = await send('GET', '/_sim/explain/1');
  t.match(body, { rule: /the scenario vendor-outage/, actual: 'the fault rule no longer exists' });
});

t.test('501: where the vendor documents it, and what works instead', async (t) => {
  const { send } = server.sandbox();
  const missing = await explained(t, send, 'GET', `${esper}/v2/apps`);
  t.match(missing, { evidence: 'documented', source: /^https:/, remedies: [/published/] });
});

t.test('each error response links to its explanation and keeps its body', async (t) => {
  const { send } = server.sandbox();
  const explain = async (response: Awaited<ReturnType<typeof send>>) => {
    const [, link = ''] = /^<([^>]+)>; rel="help"$/.exec(String(response.headers.link)) ?? [];
    const { status, body } = await send('GET', link);
    t.equal(status, 200, link);
    return body;
  };
  const scope = await send('PUT', `${kajeet}/v1.0/devices/NORTHSTAR-ISD/status`, {
    as: 'org_user',
    body: {},
  });
  t.match(await explain(scope), {
    status: 403,
    contract: 'kajeet',
    operationId: 'updateStatus',
    rule: /^Only for scope org_super/,
    evidence: 'documented',
    source: /^https:\/\/kajeet.dev/,
    actual: 'scope org_user',
    remedies: ['scope org_super'],
  });
  const condition = await send('GET', `${kajeet}/v1.0/devices/METRO-TRANSIT/totals`);
  t.match(await explain(condition), {
    status: 403,
    evidence: 'inferred',
    actual: /METRO-TRANSIT is not/,
  });
  const input = await send('POST', users, { body: {} });
  t.match(await explain(input), {
    status: 400,
    errors: [
      { in: 'body', at: '/username' },
      { in: 'body', at: '/profile' },
    ],
  });
  t.match(await explain(await send('GET', users, { as: null })), {
    status: 401,
    remedies: [/personas/],
  });
  t.match(await explain(await send('GET', `${users}1/`)), { status: 404 });
  t.match(await explain(await send('PATCH', users)), { status: 405 });
  t.match(await explain(await send('GET', '/api/geofence/v1/geofences')), { status: 501 });
  const good = await send('GET', users);
  t.equal(good.headers.link, undefined);
  t.equal((await send('GET', '/_sim/explain/8')).status, 404, 'a request that was not refused');
  t.equal((await send('GET', '/_sim/explain/99')).status, 404);
});

t.test('an explanation is linked with the prefix of the request', async (t) => {
  const response = await server.request('GET', `/~by-path${users}`);
  t.equal(response.headers.link, '</~by-path/_sim/explain/1>; rel="help"');
  t.equal((await server.request('GET', '/~by-path/_sim/explain/1')).status, 200);
});
