import type { TSchema } from '@sinclair/typebox';
import t from 'tap';
import { b2core as contract } from '../../src/contracts/b2core/contract.js';
import type { Operation } from '../../src/simulator/contract/operation.js';
import { query, type Send, startInjected } from '../support/app.js';
import { example } from '../support/example-request.js';

/** These tests are derived from the declarations: they cover a new resource without a line of test. */
const server = await startInjected(t);

type Item = Record<string, unknown>;

const find = (method: string, url: string) =>
  contract.operations.find((each) => each.method === method && each.url === url);

/** Lists with an operation that reads one item, and its URL. */
const resources = contract.operations.flatMap((list) => {
  const item = contract.operations.find(
    ({ method, url }) =>
      method === 'GET' &&
      url.startsWith(`${list.url}/:`) &&
      !url.slice(list.url.length + 2).includes('/'),
  );
  return list.method === 'GET' && item ? [{ list, item }] : [];
});

/** The URL of a list, of the vendor's examples where it is inside another object. */
const urlOf = (operation: Operation) => String(example(contract, operation).url.split('?')[0]);

/** All items of a list, page by page. */
async function all(send: Send, url: string, parameters: Record<string, string> = {}) {
  const items: Item[] = [];
  for (;;) {
    const page = { limit: 100, offset: items.length };
    const { status, body } = await send('GET', `${url}${query({ ...parameters, ...page })}`);
    t.equal(status, 200, url);
    items.push(...body);
    if (body.length < 100) return items;
  }
}

/** The field that identifies the items of a list: they are read by it. */
function idOf(item: Operation): string {
  const name = /:(\w+)$/.exec(item.url)?.[1] ?? '';
  return name === 'processesId' ? 'processId' : name;
}

t.test('each item of each list is read by its identifier, and looks the same there', async (t) => {
  const { send } = server.sandbox();
  for (const { list, item } of resources) {
    const items = await all(send, urlOf(list));
    t.ok(items.length > 0, `${list.url} has seeded items`);
    for (const each of items.slice(0, 25)) {
      const { status, body } = await send('GET', `${urlOf(list)}/${each[idOf(item)]}`);
      t.equal(status, 200, item.url);
      t.strictSame(body, each, item.url);
    }
    const unknown = await send('GET', `${urlOf(list)}/unknown`);
    t.match(unknown, { status: 404, body: { code: 404, message: /unknown/, errors: [] } });
  }
});

t.test('each filter finds the items with its value and no others', async (t) => {
  const { send } = server.sandbox();
  for (const { list } of resources) {
    const items = await all(send, urlOf(list));
    for (const [parameter, schema] of parametersOf(list)) {
      const [, field = ''] = /^filter\[(.*)\]$/.exec(parameter) ?? [];
      // Filters in another spelling than their field have tests of their own.
      if (!items.some((each) => field in each)) continue;
      const values = new Set(items.map((each) => each[field]).filter((value) => value !== null));
      for (const value of [...values].slice(0, 4)) {
        const found = await all(send, urlOf(list), { [parameter]: String(value) });
        const expected = items.filter((each) => matches(each[field], value));
        t.strictSame(
          idsOf(found, list),
          idsOf(expected, list),
          `${list.url} ${parameter}=${value}`,
        );
      }
      if (schema.enum || schema.type === 'integer') continue;
      const none = await all(send, urlOf(list), { [parameter]: 'no such value' });
      t.strictSame(none, [], `${list.url} ${parameter}`);
    }
  }
});

t.test('each sort key sorts in both directions, and pages do not overlap', async (t) => {
  const { send } = server.sandbox();
  for (const { list, item } of resources) {
    const keys = parametersOf(list).find(([name]) => name === 'sort_by')?.[1].enum ?? [];
    for (const sort_by of keys as string[]) {
      const ascending = await all(send, urlOf(list), { sort_by, sort_order: 'asc' });
      const descending = await all(send, urlOf(list), { sort_by, sort_order: 'desc' });
      const field = sort_by === 'countryID' ? 'countryId' : sort_by;
      const values = ascending.map((each) => each[field]).filter((value) => value !== null);
      t.strictSame(values, [...values].sort(compare), `${list.url} ${sort_by}`);
      t.equal(new Set(ascending.map((each) => each[idOf(item)])).size, ascending.length);
      t.strictSame(
        descending.filter((each) => each[field] !== null),
        ascending.filter((each) => each[field] !== null).reverse(),
        `${list.url} ${sort_by}`,
      );
      const page = `${urlOf(list)}${query({ sort_by, sort_order: 'asc', limit: 2, offset: 1 })}`;
      t.strictSame((await send('GET', page)).body, ascending.slice(1, 3), page);
    }
  }
});

t.test('each write is seen by the list and by the item, and a deleted item is gone', async (t) => {
  for (const { list, item } of resources) {
    const creation = find('POST', list.url);
    if (!creation) continue;
    const { send } = server.sandbox();
    const { body: input } = example(contract, creation);
    const before = await all(send, urlOf(list));
    const created = await send('POST', urlOf(list), { body: input });
    t.equal(created.status, 201, list.url);
    t.strictSame(differences(created.body, input), [], list.url);
    const own = `${urlOf(list)}/${created.body[idOf(item)]}`;
    const seen = async (expected: unknown) => {
      t.strictSame((await send('GET', own)).body, expected, own);
      const listed = await all(send, urlOf(list));
      const found = listed.find((each) => each[idOf(item)] === created.body[idOf(item)]);
      t.strictSame(found, expected, list.url);
      t.equal(listed.length, before.length + 1, list.url);
    };
    await seen(created.body);
    let current = created.body;
    for (const method of ['PUT', 'PATCH']) {
      const update = find(method, item.url);
      if (!update) continue;
      const { body: changes } = example(contract, update);
      current = await change(send, { method, url: own, id: idOf(item), changes, current });
      await seen(current);
    }
    if (!find('DELETE', item.url)) continue;
    t.equal((await send('DELETE', own)).status, 204, own);
    for (const method of ['GET', 'DELETE']) t.equal((await send(method, own)).status, 404, own);
    t.strictSame(await all(send, urlOf(list)), before, `${list.url} is as it was`);
  }
});

interface Change {
  readonly method: string;
  readonly url: string;
  readonly id: string;
  readonly changes: unknown;
  readonly current: Item;
}

/** Updates an item and returns it: unknown and read-only fields are ignored, and an empty update changes nothing. */
async function change(send: Send, { method, url, id, changes, current }: Change) {
  await send('POST', '/_sim/clock/advance', { body: { seconds: 60 } });
  const extra = { [id]: 'other', createTime: 'never', unknown: 1 };
  const { status, body } = await send(method, url, { body: { ...(changes as Item), ...extra } });
  t.equal(status, 200, `${method} ${url}`);
  t.equal(body.createTime, current.createTime);
  t.ok(body.updateTime > String(current.updateTime), `${method} ${url}`);
  t.strictSame(differences(body, changes), [], `${method} ${url}`);
  t.strictSame((await send(method, url, { body: {} })).body, body);
  return body;
}

/** The fields that were sent and have another value. */
function differences(item: Item, sent: unknown): string[] {
  return Object.entries(sent as Item)
    .filter(([field, value]) => !Array.isArray(value) && !matches(item[field], value))
    .map(([field]) => field);
}

t.test('a nested list belongs to its parent: others have their own items', async (t) => {
  const { send } = server.sandbox();
  for (const { list, item } of resources.filter(({ list: { url } }) => url.includes('/:'))) {
    const parentUrl = list.url.replace(/\/:.*/, '');
    const parentId = /:(\w+)/.exec(list.url)?.[1] ?? '';
    const parents = await all(send, `${contract.mount}${parentUrl}`);
    const suffix = list.url.slice(`${parentUrl}/:${parentId}`.length);
    const lists = [];
    for (const parent of parents.slice(0, 8)) {
      const url = `${contract.mount}${parentUrl}/${parent[parentId]}${suffix}`;
      lists.push({ url, ids: idsOf(await all(send, url), list) });
    }
    for (const { url, ids } of lists)
      for (const other of lists)
        for (const id of ids.filter(() => other.url !== url).slice(0, 2))
          t.equal((await send('GET', `${other.url}/${id}`)).status, 404, item.url);
    const missing = `${contract.mount}${parentUrl}/unknown${suffix}`;
    t.equal((await send('GET', missing)).status, 404, missing);
  }
});

function parametersOf({ schema }: Operation): [string, TSchema][] {
  return Object.entries(schema.querystring?.properties ?? {});
}

function idsOf(items: readonly Item[], { url }: Operation): unknown[] {
  const id = idOf(resources.find(({ list }) => list.url === url)!.item);
  return items.map((each) => each[id]).sort();
}

/** Whether a value is what was sent: texts in either case, decimals in either form. */
function matches(actual: unknown, sent: unknown): boolean {
  if (typeof actual !== 'string' || typeof sent !== 'string') {
    return JSON.stringify(actual) === JSON.stringify(sent);
  }
  const isDecimal = /^-?\d+\.\d{18}$/.test(actual);
  return isDecimal ? Number(actual) === Number(sent) : actual.toLowerCase() === sent.toLowerCase();
}

/** The order of lists: numbers and decimals by value, texts in lower case. */
function compare(one: unknown, other: unknown): number {
  const [a, b] = [one, other].map((value) => {
    if (typeof value !== 'string') return Number(value);
    return /^-?\d+\.\d{18}$/.test(value) ? Number(value) : value.toLowerCase();
  });
  return a === b ? 0 : a! < b! ? -1 : 1;
}
