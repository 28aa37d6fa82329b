import { OptionalKind, type TSchema } from '@sinclair/typebox';
import t from 'tap';
import { startInjected } from '../support/app.js';
import { example } from '../support/example-request.js';
import { operations } from '../support/operations.js';
import { esper } from './api.js';
import { response as sample } from './samples.js';

const server = await startInjected(t);
const users = `${esper}/user/`;

interface User {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly last_login: string | null;
  readonly profile: { readonly role: string; readonly authn_user_id: string | null };
}

t.test(
  '{count, next, previous, results}: twenty users by default, without is_email_verified',
  async (t) => {
    const { body } = await server.sandbox().send('GET', users);
    t.strictSame(Object.keys(body), ['count', 'next', 'previous', 'results']);
    t.equal(body.results.length, 20);
    t.ok(body.count > 40, 'there is more than one page');
    t.equal(body.previous, null);
    const { is_email_verified: _, ...listed } = sample;
    for (const user of body.results) t.strictSame(Object.keys(user), Object.keys(listed));
  },
);

t.test(
  'an order that a list does not declare is ignored, as other unknown parameters are',
  async (t) => {
    const { send } = server.sandbox();
    const tenant = `${esper}/enterprise/${sample.profile.enterprise}`;
    const v0 = `${esper}/v0/enterprise/${sample.profile.enterprise}`;
    for (const list of ['devicegroup/', 'device/', 'policy/'].map((each) => `${tenant}/${each}`))
      for (const order of ['name', '-id', 'nothing', '%EF%BC%91']) await isSameList(list, order);
    await isSameList(`${v0}/subscription/`, 'nothing');

    async function isSameList(list: string, order: string) {
      const ordered = await send('GET', `${list}?ordering=${order}`);
      t.equal(ordered.status, 200, `${list} ${order}`);
      t.strictSame(ordered.body.results, (await send('GET', list)).body.results);
    }
  },
);

/** A page without the links to other pages, which have the parameters of the request. */
const withoutLinks = (page: string) => page.replace(/"(next|prev|previous)":"[^"]*"/g, '');

t.test('an empty query parameter counts as one that is left out', async (t) => {
  const { send } = server.sandbox();
  let count = 0;
  for (const { contract, operation, name } of operations) {
    const optional = Object.entries<TSchema>(operation.schema.querystring?.properties ?? {}).filter(
      ([, parameter]) => parameter[OptionalKind],
    );
    if (contract.name !== 'esper' || operation.method !== 'GET' || !operation.handler) continue;
    const { url } = example(contract, operation);
    const list = await send('GET', url);
    for (const [parameter] of optional) {
      const empty = `${parameter}=`;
      const { status, text } = await send('GET', url + (url.includes('?') ? '&' : '?') + empty);
      t.equal(status, list.status, `${name} ${empty}`);
      t.ok(withoutLinks(text) === withoutLinks(list.text), `the body of ${name} ${empty}`);
      count++;
    }
  }
  t.ok(count > 100, `${count} parameters`);
});

/**
 * Follows `next` as the vendor's command line does for `user list --all`: it appends the path and the query of `next` to
 * its base URL until there is no next page.
 */
async function listAll(send: ReturnType<typeof server.sandbox>['send'], base: string, ask: string) {
  const seen: User[] = [];
  let path: string | undefined = `${base}/user/${ask}`;
  for (let pages = 0; path; pages++) {
    if (pages > 20) throw new Error('next never ends');
    const { status, body, text }: Awaited<ReturnType<typeof send>> = await send('GET', path);
    if (status !== 200) throw new Error(`${path}: ${text}`);
    seen.push(...body.results);
    const next = body.next && new URL(body.next);
    path = next ? `${base}${next.pathname}${next.search}` : undefined;
  }
  return seen;
}

t.test('a client that follows next gets all users, from any base URL', async (t) => {
  for (const base of ['', '/api', '/~mine', '/~mine/api']) {
    const { send } = server.sandbox('mine');
    const all = await listAll(send, base, '?limit=7');
    const { body } = await send('GET', `${users}?limit=250`);
    t.strictSame(all, body.results, `base ${base || 'the origin'}`);
    t.equal((await send('GET', `${base}/api/api/user/`)).status, base.endsWith('api') ? 404 : 200);
  }
});

t.test(
  'next and previous are absolute URLs of the requested host and path, and page forward and backward',
  async (t) => {
    const { request, sandbox } = server;
    const authorization = `Bearer ${await sandbox('linked').token('esper')}`;
    for (const [way, host] of [
      ['/api/user/', 'localhost:4010'],
      ['/user', '127.0.0.1:4010'],
      ['/~linked/api/user', 'example.test'],
      ['/api/user/', 'linked.localhost:4010'],
    ]) {
      const headers = { authorization, host: String(host) };
      const ask = 'exclude_google_roles=true&ordering=-username&x=a+b';
      const first = await request('GET', `${way}?limit=10&${ask}`, { headers });
      t.equal(first.body.next, `http://${host}${way}?limit=10&${ask}&offset=10`);
      const { pathname, search } = new URL(first.body.next);
      const second = await request('GET', `${pathname}${search}`, { headers });
      t.equal(second.headers['x-sandbox'], first.headers['x-sandbox']);
      t.equal(second.body.previous, `http://${host}${way}?limit=10&${ask}&offset=0`);
      t.equal(second.body.count, first.body.count);
      const back = new URL(second.body.previous);
      const again = await request('GET', `${back.pathname}${back.search}`, { headers });
      t.strictSame(again.body, first.body);
    }
  },
);

t.test('ordering: a leading minus reverses it, ties by id included', async (t) => {
  const { send } = server.sandbox();
  const all: User[] = (await send('GET', `${users}?limit=250`)).body.results;
  t.strictSame(
    all.map(({ id }) => id),
    all.map(({ id }) => id).sort((a, b) => a - b),
    'sorted by id by default',
  );
  for (const field of [
    'id',
    'username',
    'email',
    'first_name',
    'last_name',
    'last_login',
  ] as const) {
    for (const sign of [1, -1] as const) {
      const ordering = `${sign < 0 ? '-' : ''}${field}`;
      const { body } = await send('GET', `${users}?limit=250&ordering=${ordering}`);
      t.strictSame(body.results, [...all].sort(compareUsers(field, sign)), ordering);
    }
  }
});

/** Sorts users by a field, users without it last, ties by id. */
function compareUsers(field: keyof Omit<User, 'profile'>, sign: 1 | -1) {
  const value = (user: User) => String(user[field] ?? '').toLowerCase() || undefined;
  return (one: User, other: User) => {
    const [a, b] = [value(one), value(other)];
    if (a === b) return (one.id - other.id) * sign;
    if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
    return a < b ? -sign : sign;
  };
}

t.test('the parameters that public clients send filter as their names say', async (t) => {
  const { send } = server.sandbox();
  const list = async (ask: string): Promise<User[]> =>
    (await send('GET', `${users}?limit=250&${ask}`)).body.results;
  const all = await list('format=json');
  const isGoogle = ({ profile }: User) => profile.role.startsWith('Google');
  const isDevice = ({ profile }: User) => profile.role === 'Enterprise Device';
  const isNull = ({ profile }: User) => profile.authn_user_id === null;
  t.ok(all.some(isGoogle) && all.some(isDevice) && all.some(isNull));
  for (const [ask, keep] of [
    ['exclude_google_roles=true', (user: User) => !isGoogle(user)],
    ['exclude_enterprise_device_role=true', (user: User) => !isDevice(user)],
    ['exclude_google_roles=false', () => true],
    ['exclude_google_roles=True', (user: User) => !isGoogle(user)],
    ['authn_user_id_null=0', (user: User) => !isNull(user)],
    ['authn_user_id_null=true', isNull],
    ['authn_user_id_null=false', (user: User) => !isNull(user)],
    [
      'exclude_google_roles=true&exclude_enterprise_device_role=true&authn_user_id_null=false&format=json',
      (user: User) => !isGoogle(user) && !isDevice(user) && !isNull(user),
    ],
  ] as const) {
    t.strictSame(await list(ask), all.filter(keep), ask);
  }
});

t.test('an unusable parameter counts as not sent; a high limit is lowered', async (t) => {
  const { send } = server.sandbox();
  const usual = (await send('GET', users)).body.results;
  for (const ask of [
    'limit=0',
    'limit=-1',
    'limit=many',
    'limit=',
    'limit=1&limit=many',
    'offset=-1',
    'offset=x',
    'ordering=shoe_size',
    'ordering=',
    'format=xml',
    'exclude_google_roles=perhaps',
    'search=dana',
  ]) {
    const { status, body } = await send('GET', `${users}?${ask}`);
    t.equal(status, 200, ask);
    t.strictSame(body.results, usual, ask);
  }
  const { sandbox } = await startInjected(t, { esper: { maxLimit: 3 } });
  const { body } = await sandbox().send('GET', `${users}?limit=250`);
  t.equal(body.results.length, 3);
  t.match(body.next, /limit=3&offset=3$/);
  const beyond = (await send('GET', `${users}?offset=1000`)).body;
  t.match(beyond, { next: null, results: [] });
});

t.test(
  'a parameter may contain a question mark; a request line may hold an absolute URL',
  async (t) => {
    const { send } = server.sandbox();
    const { body } = await send('GET', `${users}?limit=1&a=1?b=2`);
    t.equal(new URL(body.next).searchParams.get('a'), '1?b=2');
    const { request } = server;
    const authorization = `Bearer ${await server.sandbox('whole').token('esper')}`;
    const response = await request('GET', 'http://any.example/~whole/api/user/?limit=1', {
      headers: { authorization },
    });
    t.equal(response.status, 200);
    t.equal(response.headers['x-sandbox'], 'whole');
  },
);

t.test('reading one user ignores the parameters of a list', async (t) => {
  const { send } = server.sandbox();
  const { body } = await send('GET', `${users}4002/?limit=1&offset=5`);
  t.equal(body.id, 4002);
});
