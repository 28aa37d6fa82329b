import { createHash } from 'node:crypto';
import t from 'tap';
import { b2core } from './b2core/api.js';
import { esper } from './esper/api.js';
import { kajeet, page } from './kajeet/api.js';
import { query, type Send, startInjected } from './support/app.js';
import { example } from './support/example-request.js';
import { operations } from './support/operations.js';

/** Runs a script of reads and writes and returns every response with its headers. */
async function script(send: Send): Promise<string> {
  const devices = `${kajeet}/v1.0/devices/NORTHSTAR-ISD`;
  const calls: [string, string, unknown?][] = [
    ['GET', '/_sim/personas'],
    [
      'POST',
      `${kajeet}/v1.0/auth/token`,
      { username: 'dana.whitfield', password: 'demo-dana.whitfield' },
    ],
    ['GET', `${devices}${page({ limit: 100, sort: 'LAST_30_DAYS_USED', sortDir: 'DESC' })}`],
    ['GET', `${devices}${query({ sort: 'FILTER_GROUP', sortDir: 'ASC', export: 'CSV' })}`],
    ['PUT', `${devices}/status`, { bulkSelection: { searchValue: 'Bus' }, status: 'SUSPENDED' }],
    ['POST', '/_sim/clock/advance', { duration: 'PT36M' }],
    ['GET', `${devices}/totals`],
    ['PUT', `${devices}/nickname`, { mdns: ['0'] }],
    ['GET', `${kajeet}/v1.0/account/usageSummary/`],
    [
      'POST',
      `${kajeet}/v1.0/accountSettings/users/`,
      { userName: 'n.n', firstName: 'N', lastName: 'N', email: 'n@n.example', role: 'org_user' },
    ],
    ['PUT', `${kajeet}/v1.0/accountSettings/users/n.n`, { email: 'nn@n.example' }],
    ['POST', `${kajeet}/v1.0/accountSettings/deviceGroups`, { description: 'Annex' }],
    [
      'POST',
      `${kajeet}/v1.0/account/balanceTransfer/`,
      { fromCorpId: 'NORTHSTAR-ISD', toCorpId: 'ANNEX', type: 'DATA', amount: 5 },
    ],
    ['GET', `${kajeet}/v1.0/account/balanceTransferSummary/`],
    ['POST', `${kajeet}/v1.0/activation/esim-transaction`, { carrier: 'Verizon' }],
    ['GET', '/_sim/outbox'],
    ['GET', `${kajeet}/v1.0/nowhere`],
    ['GET', `${esper}/user/?limit=250&ordering=-last_login`],
    ['POST', `${esper}/user/`, { username: 'newcomer', profile: { role: 'Viewer' } }],
    ['PATCH', `${esper}/user/5001/`, { profile: { is_developer: true } }],
    ['POST', `${esper}/user/`, {}],
    ['POST', '/_sim/tokens', { contract: 'esper', role: 'Viewer', expiresIn: 60 }],
    ['POST', `${b2core}/tokens`, { grant_type: 'client_credentials' }],
    ['POST', `${b2core}/profiles`, { firstName: 'Ana', contacts: [{ key: 'phone', value: '1' }] }],
    ['GET', `${b2core}/profiles?limit=100`],
    ['GET', `${b2core}/countries?limit=100&sort_by=countryName`],
    ['DELETE', `${b2core}/profiles/6006dda272f002519c3eb505`],
    ['GET', `${b2core}/profiles?limit=100&offset=100&sort_by=name&sort_order=asc`],
  ];
  const responses: unknown[] = [];
  for (const [method, url, body] of calls) {
    const { status, headers, text } = await send(method, url, { body });
    responses.push([status, { ...headers, 'x-sandbox': '', link: '' }, text]);
  }
  return JSON.stringify(responses);
}

t.test(
  'with one seed and a frozen clock, two fresh servers answer a script with the same bytes',
  async (t) => {
    const [one, other] = [await startInjected(t), await startInjected(t)];
    t.equal(await script(one.sandbox('a').send), await script(other.sandbox('a').send));
  },
);

t.test(
  'two fresh servers respond to the example of every operation with the same bytes',
  async (t) => {
    const responsesOfAll = async () => {
      const { send } = (await startInjected(t)).sandbox('a');
      const responses: Record<string, unknown> = {};
      for (const { contract, operation, name } of operations) {
        const { url, body } = example(contract, operation);
        const as = operation.config.access.allow?.[0];
        const { status, text } = await send(operation.method, url, { as, body });
        responses[`${contract.name} ${name}`] = [status, text];
      }
      return responses;
    };
    t.strictSame(await responsesOfAll(), await responsesOfAll());
  },
);

t.test(
  'two sandboxes answer a script with the same bytes, but for tokens, which carry their names',
  async (t) => {
    const { sandbox } = await startInjected(t);
    const run = async (name: string) =>
      (await script(sandbox(name).send))
        .replaceAll(/eyJ[\w.-]+/g, 'JWT')
        .replaceAll(new RegExp(`${name}\\.[0-9A-Za-z]{30}`, 'g'), 'KEY')
        .replaceAll(/"content-length":"?\d+"?/g, '');
    t.equal(await run('one'), await run('another-one'));
  },
);

t.test('another seed gives other data, with the same documented devices', async (t) => {
  const list = async (seed: number) => {
    const { sandbox } = await startInjected(t, { seed });
    const { body } = await sandbox().send(
      'GET',
      `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ limit: 100 })}`,
    );
    const { body: known } = await sandbox().send(
      'GET',
      `${kajeet}/v1.0/devices/NORTHSTAR-ISD${page({ searchValue: '5212671508' })}`,
    );
    return { list: JSON.stringify(body), known: JSON.stringify(known) };
  };
  const [one, two] = [await list(1), await list(2)];
  t.not(one.list, two.list);
  t.equal(one.known, two.known);
});

t.test('the default devices are the same on every machine', async (t) => {
  const { sandbox } = await startInjected(t);
  const params = { sort: 'MDN', sortDir: 'ASC', export: 'CSV' };
  const { text } = await sandbox().send(
    'GET',
    `${kajeet}/v1.0/devices/NORTHSTAR-ISD${query(params)}`,
  );
  const digest = createHash('sha256').update(text).digest('hex');
  t.equal(
    digest,
    '843317920faf643cd3763fa948af4e6189da5d05aba7cf387196a7c8ec0ce952',
    'it changes when the seeds do',
  );
});

t.test('the default users, profiles and countries are the same on every machine', async (t) => {
  const { send } = (await startInjected(t)).sandbox();
  for (const [url, digest] of [
    [
      `${esper}/user/?limit=250`,
      '9c74844fda7515f219243c1c13726625b06be0ec29c474bb160b9ff3482f55b7',
    ],
    [
      `${b2core}/profiles?limit=100`,
      '076ec6f17f618be7172a22d0ba732d75c4f85304c5d8fd5bcc3c2b49f2e87ae2',
    ],
    [
      `${b2core}/countries?limit=100&offset=100`,
      '178f5b84a54df5abbf405ad37975b5630f32415f34529f61590e5fa4e21f119a',
    ],
  ] as const) {
    const { text } = await send('GET', url);
    t.equal(createHash('sha256').update(text).digest('hex'), digest, url);
  }
});
