import t from 'tap';
import { contracts } from '../src/contracts/index.js';
import type { ResponseCache } from '../src/http/response-cache.js';
import type { Access } from '../src/simulator/contract/access.js';
import { scopesForColumn } from '../src/simulator/openapi/scope-matrix.js';
import { startInjected, startListening } from './support/app.js';
import { example } from './support/example-request.js';
import { operations } from './support/operations.js';
import {
  accounts,
  brokenConditions,
  documentedAccess,
  factKey,
  isDenied,
  readScopeFacts,
  sortFact,
} from './support/scope-facts.js';

const server = await startInjected(t);

/** True for a 403 of the access rules; a handler may answer 403 for another reason. */
function isRefusal(
  { conditions }: Access,
  { status, body }: { status: number; body: { message?: string } },
): boolean {
  const rules = ['Only for scope', 'Not for scope', ...conditions.map(({ rule }) => rule)];
  return status === 403 && rules.some((rule) => body.message?.startsWith(rule));
}

/** True when a user of NORTHSTAR-ISD with these scopes is refused, by a documented rule or by one that is declared as inferred. */
function isRefused(
  { contract, operation }: (typeof operations)[number],
  scopes: readonly string[],
): boolean {
  const fact = readScopeFacts(contract.name)[factKey(operation)] ?? {};
  const { inferredDeny } = operation.config.access;
  // The example names the user of the first administrator.
  const isOthers = fact.conditions?.includes('ownUser') && !scopes.includes('Enterprise Admin');
  return (
    isOthers ||
    isDenied(fact, scopes) ||
    scopes.some((scope) => inferredDeny?.includes(scope)) ||
    brokenConditions(fact.conditions ?? [], 'NORTHSTAR-ISD').length > 0
  );
}

/** Whether an operation is a GET that changes nothing; the link in a mail is one that does. */
function isRead({ method, config }: (typeof operations)[number]['operation']): boolean {
  return method === 'GET' && config.effect === 'read';
}

t.test('an operation answers 401 without a token, unless it is open', async (t) => {
  const { send } = server.sandbox();
  for (const { contract, operation, name } of operations) {
    const { url, body } = example(contract, operation);
    const { status } = await send(operation.method, url, { as: null, body });
    t.equal(status === 401, !operation.config.access.open, name);
  }
});

t.test('the declared access rules are those that the vendors document', async (t) => {
  for (const { name, operations } of contracts) {
    const facts = readScopeFacts(name);
    const declared = new Map(
      operations.map((operation) => [factKey(operation), operation.config.access]),
    );
    for (const [key, fact] of Object.entries(facts)) {
      const access = declared.get(key);
      t.strictSame(access && documentedAccess(access), sortFact(fact), `${name} ${key}`);
    }
    // Kajeet names this operation without a rule, and it issues tokens: it is open by choice.
    declared.delete('GET /v1.0/auth/token');
    // The link in a mail is followed by people who have no key.
    declared.delete('GET /authn2/v0/tenant/{enterprise_id}/invite/{invite_id}/accept');
    for (const [key, access] of declared) {
      if (key in facts) continue;
      t.strictSame(documentedAccess(access), {}, `${name} ${key} has no documented rule`);
    }
  }
});

t.test(
  'where the vendor is silent, password tokens are denied everything and readonly is denied writes',
  async (t) => {
    for (const { contract, operation, name } of operations) {
      const { inferredDeny } = operation.config.access;
      const fact = readScopeFacts(contract.name)[factKey(operation)] ?? {};
      if (!inferredDeny) continue;
      t.ok(inferredDeny.includes('CHANGE_PASSWORD'), name);
      t.notOk(
        fact.open || fact.allow || inferredDeny.some((each) => fact.deny?.includes(each)),
        name,
      );
      const others = inferredDeny.filter((scope) => scope !== 'CHANGE_PASSWORD');
      if (operation.schema.operationId === 'loginAs') {
        t.notOk(others.includes('org_super') || others.includes('org_kajeetmanaged'), name);
      } else if (others.length > 0) {
        t.strictSame(others, ['readonly'], name);
        t.not(operation.method, 'GET', name);
      }
    }
  },
);

t.test('each scope is admitted or refused as the vendor documents', async (t) => {
  for (const each of operations) {
    const { contract, operation, name } = each;
    if (operation.config.access.open) continue;
    const { url, body } = example(contract, operation);
    const { send } = server.sandbox();
    for (const scope of contract.identity.scopes) {
      const scopes = scopesForColumn(contract.identity, scope);
      const { status, body: response } = await send(operation.method, url, {
        as: scopes.join(' '),
        at: 'NORTHSTAR-ISD',
        body,
      });
      const message = `${name} as ${scope}: ${status} ${response?.message ?? ''}`;
      t.equal(status === 403, isRefused(each, scopes), message);
      t.not(status, 401, name);
    }
  }
});

t.test('over a socket, each read gives each scope the same bytes three times', async (t) => {
  const { app, sandbox } = await startListening(t);
  const { send } = sandbox();
  const responseCache = app.fastify.responseCache as ResponseCache;
  const tryServe = responseCache.tryServe.bind(responseCache);
  let served = 0;
  responseCache.tryServe = (...call) => {
    const isServed = tryServe(...call);
    if (isServed) served++;
    return isServed;
  };
  for (const each of operations.filter(({ operation }) => isRead(operation))) {
    const { contract, operation, name } = each;
    const { url, body } = example(contract, operation);
    const scopes = contract.identity.scopes.length > 0 ? contract.identity.scopes : [undefined];
    // The scopes read at the same time, so that several responses are sent in one turn of the event loop.
    await Promise.all(
      scopes.map(async (scope) => {
        const as = scope === undefined ? undefined : scopesForColumn(contract.identity, scope);
        const read = async () => {
          const response = await send('GET', url, { as: as?.join(' '), at: 'NORTHSTAR-ISD', body });
          const { link: _, ...headers } = response.headers;
          return { ...response, headers };
        };
        const [first, ...others] = [await read(), await read(), await read()];
        const message = `${name} as ${scope}: ${first.status}`;
        for (const other of others) t.strictSame(other, first, message);
        if (as && !operation.config.access.open)
          t.equal(first.status === 403, isRefused(each, as), message);
      }),
    );
  }
  t.ok(served > 0, `${served} responses came from the cache`);
});

t.test('each condition admits or refuses each account as declared', async (t) => {
  for (const { contract, operation, name } of operations) {
    const { access } = operation.config;
    if (access.open || access.conditions.length === 0 || !contract.identity.accounts) continue;
    for (const account of accounts) {
      const { send } = server.sandbox();
      const { url, body } = example(contract, operation, account);
      if ((access.allow?.[0] ?? 'org_super') !== 'org_super') continue;
      const response = await send(operation.method, url, { at: account, body });
      const names = access.conditions.map((condition) => condition.name);
      const isBroken = brokenConditions(names, account).length > 0;
      t.equal(isRefusal(access, response), isBroken, `${name} at ${account}: ${response.status}`);
    }
  }
});
