import t from 'tap';
import { b2core } from '../b2core/api.js';
import { esper } from '../esper/api.js';
import { kajeet, page } from '../kajeet/api.js';
import { startInjected } from '../support/app.js';

const server = await startInjected(t);
const { send } = server.sandbox();
const devices = `${kajeet}/v1.0/devices`;

t.test('the 404 of an unknown path suggests the similar one', async (t) => {
  for (const [path, suggested] of [
    [`${devices}/NORTHSTAR-ISD/total`, `${devices}/NORTHSTAR-ISD/totals`],
    [`${kajeet}/v1.0/device/NORTHSTAR-ISD`, `${devices}/NORTHSTAR-ISD`],
    [`${esper}/users/`, `${esper}/user/`],
    [`${esper}/usr/1`, `${esper}/user/1/`],
    [`${kajeet}/devices/NORTHSTAR-ISD/totals`, `${devices}/NORTHSTAR-ISD/totals`],
    [`${kajeet}/v1/devices/NORTHSTAR-ISD`, `${devices}/NORTHSTAR-ISD`],
    [`${esper}/enterprise/1/command/`, `${esper}/v0/enterprise/1/command/`],
    ['/v0/enterprise/1/device/', `${esper}/enterprise/1/device/`],
    [`${b2core}/profils/1`, `${b2core}/profiles/1`],
    ['/sentinal/api/v1.0/devices/X', '/sentinel/api'],
    ['/_sim/sandbox', '/_sim/sandboxes'],
    ['/_sim/clok', '/_sim/clock'],
  ] as const) {
    const { status, text } = await send('GET', path);
    t.equal(status, 404, path);
    t.match(text, `; did you mean ${suggested}?`, path);
  }
});

t.test('the 404 of a path that is similar to none suggests nothing', async (t) => {
  for (const path of [`${devices}/X/qqqqqq`, `${kajeet}/nowhere`, '/nowhere', '/_sim/x']) {
    const { status, text } = await send('GET', path);
    t.equal(status, 404, path);
    t.notMatch(text, 'did you mean', path);
  }
});

t.test('the 404 of an unknown name suggests the similar one', async (t) => {
  await send('POST', '/_sim/sandboxes', { body: { name: 'lesson' } });
  await send('PUT', '/_sim/sandboxes/lesson/snapshots/start');
  const tokens = (contract: string, persona: string) =>
    ['POST', '/_sim/tokens', { contract, persona }] as const;
  const { body: personas } = await send('GET', '/_sim/personas');
  for (const { contract, name } of personas) {
    const { status, body } = await send('POST', '/_sim/tokens', {
      body: { contract, persona: `${name}x` },
    });
    t.equal(status, 404);
    t.match(body.detail, `; did you mean ${name}?`);
  }
  for (const [method, path, sent, suggested] of [
    ['GET', `${devices}/NORTHSTAR-IDS${page()}`, undefined, 'NORTHSTAR-ISD'],
    ['GET', '/_sim/sandboxes/leson', undefined, 'lesson'],
    ['POST', '/_sim/sandboxes/lesson/snapshots/strat/restore', undefined, 'start'],
    ['POST', '/_sim/sandboxes', { name: 'next', from: 'lesson@strat' }, 'start'],
    ['POST', '/_sim/scenarios/rate-limit', undefined, 'rate-limited'],
    [...tokens('kajeet', 'no-such-persona-at-all'), undefined],
  ] as const) {
    const { status, text } = await send(method, path, { body: sent });
    t.equal(status, 404, path);
    if (suggested) t.match(text, `did you mean ${suggested}?`, path);
    else t.notMatch(text, 'did you mean', path);
  }
});

t.test('a misspelt value is quoted as it was sent, with the similar one', async (t) => {
  const list = (query: Record<string, string>) =>
    send('GET', `${devices}/NORTHSTAR-ISD${page(query)}`);
  t.match((await list({ sort: 'MND' })).body.errors, [
    { at: 'sort', message: /, not "MND"; did you mean MDN\?$/ },
  ]);
  t.match((await list({ sort: 'xxxxxx' })).body.errors, [
    { at: 'sort', message: /, not "xxxxxx"$/ },
  ]);
  t.match((await list({ export: 'CSV', columns: 'MDN,STATUES' })).body.errors, [
    { at: 'columns', message: /has "STATUES", .*; did you mean STATUS\?$/ },
  ]);
  const body = { mdns: ['5212671508'], status: 'suspendd' };
  t.match((await send('PUT', `${devices}/NORTHSTAR-ISD/status`, { body })).body.errors, [
    { at: '/status', message: /, not "suspendd"; did you mean SUSPENDED\?$/ },
  ]);
  const rule = { match: { contrct: 'kajeet' }, effect: { status: 500 } };
  t.match((await send('POST', '/_sim/faults', { body: rule })).body.errors, [
    { at: '/match/contrct', message: /is unknown; .*; did you mean contract\?$/ },
  ]);
});

t.test('a number that cannot be represented is quoted as it was sent, or not at all', async (t) => {
  const number = '99999999999999999999';
  const user = await send('GET', `${esper}/user/${number}/`);
  t.equal(user.status, 404);
  t.match(user.text, number);
  t.notMatch(user.text, '100000000000000000000');
  const { body } = await send('GET', `${devices}/NORTHSTAR-ISD${page({ limit: number })}`);
  t.match(body.errors, [{ at: 'limit', message: `, not ${number}` }]);
  const padded = await send('GET', `${devices}/NORTHSTAR-ISD${page({ limit: '0101' })}`);
  t.match(padded.body.errors, [{ at: 'limit', message: /, not 0101$/ }]);
  const last = await send('GET', `${esper}/user/?offset=${number}`);
  t.match(last, { status: 200, body: { results: [] } });
  const { text } = await send('PUT', `${devices}/NORTHSTAR-ISD/dataLimits`, {
    body: '{"mdns": ["5212671508"], "dailyLimit": 9007199254740993}',
    headers: { 'content-type': 'application/json' },
  });
  t.match(text, 'not a number beyond 9007199254740991');
});

t.test('a suggestion takes no time that grows with the input', async (t) => {
  const long = 'x'.repeat(4000);
  const { status, text } = await send('GET', `${devices}/${long}/totls`);
  t.equal(status, 404);
  t.match(text, '/totals?');
  const { body } = await send('GET', `${devices}/NORTHSTAR-ISD${page({ sort: long })}`);
  t.notMatch(body.errors[0].message, 'did you mean');
});
