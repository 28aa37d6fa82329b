import t from 'tap';
import { contracts } from '../src/contracts/index.js';
import type { Access } from '../src/simulator/contract/access.js';
import { scopesForColumn } from '../src/simulator/openapi/scope-matrix.js';
import { scopeDenial } from '../src/simulator/pipeline/authorize.js';
import { successStatus } from '../src/simulator/pipeline/respond.js';
import { startInjected } from './support/app.js';
import { example } from './support/example-request.js';

/** Everything here is made from the declarations: a new operation is held to it without a line of test. */
const world = await startInjected(t);
const operations = contracts.flatMap((contract) =>
  contract.operations.map((operation) => ({
    contract,
    operation,
    name: `${operation.method} ${operation.url}`,
  })),
);

/** Which accounts break a condition, for a user who stands at the top of one and asks for its own group. */
const breaks: Readonly<Record<string, (account: string) => boolean>> = {
  notPlte: (account) => account === 'HARBOR-PLTE',
  kajeetChoice: (account) => account !== 'NORTHSTAR-ISD',
  notWbu: (account) => account === 'SUMMIT-WBU',
  parentCorp: () => false,
  asbMaster: (account) => account !== 'ATLAS-ASB',
  ownTree: () => false,
};

/** True for a refusal of the guard; a handler may answer 403 for reasons of its own. */
function isRefusal(
  { conditions }: Access,
  { status, body }: { status: number; body: { message?: string } },
): boolean {
  const rules = ['Only for scope', 'Not for scope', ...conditions.map(({ rule }) => rule)];
  return status === 403 && rules.some((rule) => body.message?.startsWith(rule));
}

t.test('every operation without a token answers 401, and open ones do not', async (t) => {
  const { send } = world.sandbox();
  for (const { contract, operation, name } of operations) {
    const { url, body } = example(contract, operation);
    const { status } = await send(operation.method, url, { as: null, body });
    t.equal(status === 401, !operation.config.access.open, name);
  }
});

t.test('each scope is let in or refused as declared', async (t) => {
  for (const { contract, operation, name } of operations) {
    const { access } = operation.config;
    if (access.open) continue;
    const { url, body } = example(contract, operation);
    const { send } = world.sandbox();
    for (const scope of contract.identity.scopes) {
      const scopes = scopesForColumn(contract.identity, scope);
      const isBroken = access.conditions.some((condition) =>
        breaks[condition.name]?.('NORTHSTAR-ISD'),
      );
      const isRefused = scopeDenial(access, scopes) !== undefined || isBroken;
      const { status, body: answer } = await send(operation.method, url, {
        as: scopes.join(' '),
        at: 'NORTHSTAR-ISD',
        body,
      });
      t.equal(status === 403, isRefused, `${name} as ${scope}: ${status} ${answer?.message ?? ''}`);
      t.not(status, 401, name);
    }
  }
});

t.test('each condition of the account is asked as declared', async (t) => {
  const accounts = ['NORTHSTAR-ISD', 'METRO-TRANSIT', 'HARBOR-PLTE', 'SUMMIT-WBU', 'ATLAS-ASB'];
  for (const { contract, operation, name } of operations) {
    const { access } = operation.config;
    if (access.open || access.conditions.length === 0) continue;
    for (const account of accounts) {
      const { send } = world.sandbox();
      const { url, body } = example(contract, operation, account);
      if ((access.allow?.[0] ?? 'org_super') !== 'org_super') continue;
      const answer = await send(operation.method, url, { at: account, body });
      const isRefused = access.conditions.some((condition) => breaks[condition.name]?.(account));
      t.equal(isRefusal(access, answer), isRefused, `${name} at ${account}: ${answer.status}`);
    }
  }
});

t.test('what is not simulated answers 501 in the dialect and names itself', async (t) => {
  const { send } = world.sandbox();
  for (const { contract, operation, name } of operations.filter(
    ({ operation }) => !operation.handler,
  )) {
    const { url, body } = example(contract, operation);
    const asb = operation.config.access.conditions.some(
      (condition) => condition.name === 'asbMaster',
    );
    const scope = operation.config.access.allow?.[0];
    const as = scope && scopesForColumn(contract.identity, scope).join(' ');
    const { status, body: answer } = await send(operation.method, url, {
      as,
      ...(asb ? { at: 'ATLAS-ASB' } : {}),
      body,
    });
    t.equal(status, 501, name);
    t.match(answer.message, operation.schema.operationId, name);
  }
});

t.test(
  'what is simulated answers its published examples, with exactly the published keys',
  async (t) => {
    for (const { contract, operation, name } of operations.filter(
      ({ operation }) => operation.handler,
    )) {
      const { send } = world.sandbox();
      const as = operation.config.access.allow?.[0];
      // What is read, changed or deleted has to be there: the POST of the same URL, where there is one, puts it there.
      const creation = contract.operations.find(
        ({ method, url }) => method === 'POST' && url === operation.url,
      );
      if (creation && operation.method !== 'POST') {
        const first = example(contract, creation);
        await send('POST', first.url, { as, body: first.body });
      }
      const { url, body } = example(contract, operation);
      const { status, text } = await send(operation.method, url, { as, body });
      t.equal(status, successStatus(operation), `${name}: ${text.slice(0, 200)}`);
    }
  },
);

t.test('broken input is refused in the dialect, every fault named', async (t) => {
  const { send } = world.sandbox();
  for (const { contract, operation, name } of operations.filter(
    ({ operation }) => operation.handler,
  )) {
    const { querystring, body } = operation.schema;
    const { url } = example(contract, operation);
    const as = operation.config.access.allow?.[0];
    const [path] = url.split('?');
    const required = querystring?.required ?? [];
    if (required.length > 0) {
      const { status, body: refusal } = await send(operation.method, String(path), {
        as,
        body: body && [],
      });
      t.equal(status, 400, name);
      const named = refusal.errors.map(
        (fault: { in: string; at: string }) => `${fault.in} ${fault.at}`,
      );
      t.strictSame(
        named.sort(),
        [...required.map((each) => `query ${each}`), ...(body ? ['body '] : [])].sort(),
        name,
      );
    }
    if (!body) continue;
    for (const broken of [
      '[]',
      '"text"',
      '7',
      'null',
      '{',
      '',
      '{"a":1,}',
      `${'['.repeat(1000)}${']'.repeat(1000)}`,
    ]) {
      const headers = { 'content-type': 'application/json' };
      const { status, body: refusal } = await send(operation.method, url, {
        as,
        body: broken,
        headers,
      });
      t.equal(status, 400, `${name} ${broken.slice(0, 10)}`);
      t.ok(refusal.errors.length > 0, name);
    }
    const plain = await send(operation.method, url, {
      as,
      body: 'a=b',
      headers: { 'content-type': 'text/plain' },
    });
    t.equal(plain.status, contract.anyContentType ? 400 : 415, name);
    const huge = await send(operation.method, url, {
      as,
      body: 'x'.repeat(1024 * 1024 + 1),
      headers: { 'content-type': 'application/json' },
    });
    t.equal(huge.status, 413, name);
  }
});

t.test('every URL tells its methods; one that it does not allow is 405', async (t) => {
  const { send } = world.sandbox();
  for (const { contract, operation, name } of operations) {
    const [path = ''] = example(contract, operation).url.split('?');
    const options = await send('OPTIONS', path, { as: null });
    t.equal(options.status, 204, name);
    t.ok(
      options.headers.allow?.split(', ').includes(operation.method),
      `${name}: ${options.headers.allow}`,
    );
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const isAllowed = options.headers.allow?.split(', ').includes(method);
      const { status, headers } = await send(method, path, { as: null });
      t.equal(status === 405, !isAllowed, `${method} ${path}: ${status}`);
      if (status === 405) t.equal(headers.allow, options.headers.allow, name);
    }
  }
});

t.test(
  'every operation answers with and without a trailing slash, and by each alias',
  async (t) => {
    const { raw, sandbox } = world;
    const { authorization: proof } = sandbox('slashes');
    for (const [index, { contract, operation, name }] of operations.entries()) {
      const { url, body } = example(contract, operation);
      const authorization = await proof(url);
      const [path = '', search] = url.split('?');
      const other = `${path.endsWith('/') ? path.slice(0, -1) : `${path}/`}${search ? `?${search}` : ''}`;
      const aliases = Object.entries(contract.aliases)
        .filter(([, leadsTo]) => url.startsWith(leadsTo))
        .map(([alias, leadsTo]) => `${alias}${url.slice(leadsTo.length)}`);
      const statuses = await Promise.all(
        [url, other, ...aliases].map(async (way, turn) => {
          const headers = { authorization, 'x-sandbox': `slash-${index}-${turn}` };
          return (await raw(operation.method, way, { headers, body })).status;
        }),
      );
      t.equal(new Set(statuses).size, 1, `${name}: ${statuses}`);
    }
  },
);

t.test(
  'a path or a method that there is none of is told before anything else is looked at',
  async (t) => {
    const { send } = world.sandbox();
    const huge = { as: null, body: 'x'.repeat(2_000_000), headers: { 'content-type': 'garbage' } };
    for (const { mount, aliases } of contracts) {
      for (const base of [mount, ...Object.keys(aliases)]) {
        t.equal((await send('POST', `${base}/there/is/no/such/path`, huge)).status, 404, base);
        t.equal(
          (await send('OPTIONS', `${base}/there/is/no/such/path`, { as: null })).status,
          404,
          base,
        );
      }
    }
    for (const { contract, operation, name } of operations) {
      const { url } = example(contract, operation);
      const { status, headers } = await send('PROPFIND', url, { as: null });
      t.equal(status, 405, name);
      const options = await send('OPTIONS', url, { as: null });
      t.equal(headers.allow, options.headers.allow, name);
      t.equal((await send('TRACE', url, huge)).status, 405, name);
    }
    t.equal((await send('POST', '/nowhere', huge)).status, 404);
  },
);

t.test('an empty body is no body, whatever its type is said to be', async (t) => {
  const { send } = world.sandbox();
  for (const { contract, operation, name } of operations.filter(
    ({ operation }) => operation.handler,
  )) {
    const { url } = example(contract, operation);
    const as = operation.config.access.allow?.[0];
    for (const type of ['garbage', '', 'application/json', 'text/plain']) {
      const { status } = await send(operation.method, url, {
        as,
        headers: { 'content-type': type },
      });
      t.not(status, 415, `${name} ${type}`);
      if (operation.schema.body) t.equal(status, 400, `${name} ${type}`);
    }
  }
});
