import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { documentedStatuses } from '../../../src/simulator/openapi/document-options.js';
import { b2core } from '../../b2core/api.js';
import { esper } from '../../esper/api.js';
import { startInjected } from '../../support/app.js';

const server = await startInjected(t);
const users = `${esper}/user/`;

type Send = ReturnType<typeof server.sandbox>['send'];

const coverage = async (send: Send) => (await send('GET', '/_sim/coverage')).body;

/** The coverage of one operation. */
async function detail(send: Send, contract: string, operationId: string) {
  const { contracts } = await coverage(send);
  const { details } = contracts.find((each: { contract: string }) => each.contract === contract);
  return details.find((each: { operationId: string }) => each.operationId === operationId);
}

t.test('without a call nothing is covered, and everything published is listed', async (t) => {
  const { send } = server.sandbox();
  const { calls, unmatched, contracts } = await coverage(send);
  t.strictSame({ calls, unmatched }, { calls: 0, unmatched: 0 });
  for (const { contract, details, ...shares } of contracts) {
    const served = server.app.contracts.find(({ name }) => name === contract)!;
    t.equal(details.length, served.operations.length, contract);
    t.equal(shares.operations.published, served.operations.length);
    const statuses = served.operations.flatMap((each) => documentedStatuses(served, each));
    t.equal(shares.statuses.published, statuses.length);
    for (const [part, { used }] of Object.entries<{ used: number }>(shares)) t.equal(used, 0, part);
  }
});

t.test('operations, statuses, parameters, scopes and pages are counted', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${users}?limit=2&ordering=id`, { as: 'Viewer' });
  await send('GET', `${users}?limit=2&offset=2`, { as: 'Viewer' });
  await send('GET', `${users}?limit=2&offset=0&serch=x`);
  await send('GET', `${users}?limit=2&offset=many`);
  await send('POST', users, { as: 'Viewer', body: { username: 'x', profile: {} } });
  await send('GET', `${esper}/nowhere`);
  const list = await detail(send, 'esper', 'getUsers');
  t.match(list, { method: 'GET', simulated: true, calls: 4 });
  const callsOf = (parts: { calls: number }[], expected: object) =>
    parts.find((part) => Object.entries(expected).every(([k, v]) => part[k as 'calls'] === v));
  const seen = list.statuses.filter(({ calls }: { calls: number }) => calls > 0);
  t.equal(
    seen.reduce((sum: number, { calls }: { calls: number }) => sum + calls, 0),
    4,
  );
  t.match(callsOf(list.parameters, { name: 'limit' }), { in: 'query', calls: 4 });
  t.match(callsOf(list.parameters, { name: 'offset' }), { calls: 3 });
  t.match(callsOf(list.parameters, { name: 'ordering' }), { calls: 1 });
  t.equal(callsOf(list.parameters, { name: 'serch' }), undefined, 'only published parameters');
  t.match(callsOf(list.scopes, { scope: 'Viewer' }), { accepted: true, calls: 2 });
  t.match(callsOf(list.scopes, { scope: 'Enterprise Admin' }), { accepted: true, calls: 2 });
  t.equal(list.pages.later, 1);
  t.ok(list.pages.first >= 2);
  const refused = await detail(send, 'esper', 'createUser');
  t.match(callsOf(refused.statuses, { status: 403 }), { published: true, calls: 1 });
  t.match(callsOf(refused.scopes, { scope: 'Viewer' }), { accepted: false, calls: 1 });
  t.equal(refused.pages, null);
  const { calls, unmatched, contracts } = await coverage(send);
  t.strictSame({ calls, unmatched }, { calls: 6, unmatched: 1 });
  const esperShares = contracts.find((each: { contract: string }) => each.contract === 'esper');
  t.equal(esperShares.operations.used, 2);
  t.equal(esperShares.pages.used, 1);
  t.equal(esperShares.scopes.used, 2, 'a scope that was refused is not used');
});

t.test('queries that are like the one before count by their names and pages', async (t) => {
  const { send } = server.sandbox();
  const queries = [
    '',
    '?limit=2',
    '?limit=3',
    '?limit=3&offset=0',
    '?limit=3&offset=3',
    '?limit=4&offset=6',
    '?offset=0&limit=4',
    '?limi=4',
    '?limit=4&ordering=id=b',
    '?limit=4&ordering=',
    '?limit=4&ordering',
    '?limits=4&ordering=id',
    '?limit=4&orderings=c',
    '?limit=2',
  ];
  for (const query of queries) await send('GET', `${users}${query}`);
  const { calls, parameters, pages } = await detail(send, 'esper', 'getUsers');
  const counted = Object.fromEntries(
    parameters.map((each: { name: string; calls: number }) => [each.name, each.calls]),
  );
  t.equal(calls, queries.length);
  t.match(counted, { limit: 11, offset: 4, ordering: 4 });
  t.strictSame(pages, { first: 12, later: 2 });
});

t.test('coverage does not depend on the limit of the journal', async (t) => {
  const { send } = server.sandbox();
  await send('GET', `${b2core}/regions?limit=1`);
  for (let call = 0; call < 1003; call++) await send('GET', `${users}abc`, { as: null });
  t.equal((await send('GET', '/_sim/journal?contract=b2core')).body.total, 0);
  t.equal((await detail(send, 'b2core', 'listRegions')).calls, 1);
  t.equal((await coverage(send)).calls, 1004);
  await send('DELETE', '/_sim/journal');
  t.equal((await coverage(send)).calls, 1004);
});

t.test('queries that differ in their values are counted with few counters', async (t) => {
  const { send } = server.sandbox();
  for (let call = 0; call < 700; call++) await send('GET', `${users}?limit=1&p${call}=1`);
  const { calls, parameters } = await detail(send, 'esper', 'getUsers');
  t.equal(calls, 700);
  const limit = parameters.find(({ name }: { name: string }) => name === 'limit');
  t.ok(limit.calls >= 500 && limit.calls <= 700, 'further combinations count without parameters');
});

t.test('a fork keeps the coverage, a copy and a reset begin again', async (t) => {
  const { name, send } = server.sandbox();
  await send('GET', `${users}?limit=2`);
  const post = (path: string, body?: object) =>
    server.request('POST', `/_sim/sandboxes${path}`, body && { body });
  await post(`/${name}/fork`, { name: 'covered-fork' });
  await post('', { name: 'covered-copy', from: name });
  const forked = server.sandbox('covered-fork').send;
  t.strictSame(await coverage(forked), await coverage(send));
  await forked('GET', `${users}?limit=2`);
  const list = await detail(forked, 'esper', 'getUsers');
  t.equal(list.calls, 2);
  t.match(
    list.parameters.find((each: { name: string }) => each.name === 'limit'),
    { calls: 2 },
  );
  t.equal((await coverage(server.sandbox('covered-copy').send)).calls, 0);
  await post(`/${name}/reset`);
  t.equal((await coverage(send)).calls, 0);
});

t.test('coverage survives a restart', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'understudy-test-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  const settings = { ephemeral: false, data };
  const first = await startInjected(t, settings);
  await first.sandbox('default').send('GET', `${users}?limit=2`);
  const before = await coverage(first.sandbox('default').send);
  await first.app.fastify.close();
  const second = await startInjected(t, settings);
  const { send } = second.sandbox('default');
  t.strictSame(await coverage(send), before);
  t.equal(before.calls, 1);
});
