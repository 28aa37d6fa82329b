import { Type } from '@sinclair/typebox';
import Database from 'better-sqlite3';
import t from 'tap';
import { anyScope, publicAccess } from '../../src/simulator/contract/access.js';
import type { Operation } from '../../src/simulator/contract/operation.js';
import { Problem } from '../../src/simulator/contract/problem.js';
import { resource } from '../../src/simulator/resources/resource.js';
import { collectionStore, scopeValues } from '../../src/simulator/resources/resource-store.js';
import {
  type AnyCollection,
  collection,
  type SqlValue,
} from '../../src/store/documents/collection.js';
import { Documents } from '../../src/store/documents/documents.js';
import { buildImage, toSeeds } from '../../src/store/sqlite/image.js';

interface Platform {
  readonly platformId: string;
}

interface Driver extends Platform {
  readonly driverId: string;
  readonly host: string;
}

const platforms = collection<Platform, object>('platforms', {
  key: ({ platformId }) => platformId,
});
const drivers = collection<Driver, object>('drivers', {
  key: ({ driverId }) => driverId,
  columns: { platformId: ({ platformId }) => platformId },
});

const PlatformParams = Type.Object({ platformId: Type.String() });
const DriverParams = Type.Object({ platformId: Type.String(), driverId: Type.String() });
const DriverBody = Type.Object({ host: Type.String() }, { $id: 'DriverBody' });

const common = {
  model: Type.Object({}, { $id: 'Model' }),
  evidence: { kind: 'documented', source: 'https://example.com' },
  access: { read: anyScope, write: publicAccess },
} as const;

const platform = resource({
  ...common,
  url: '/platforms',
  itemUrl: '/platforms/:platformId',
  params: PlatformParams,
  store: collectionStore({ collection: platforms, key: ({ platformId }) => String(platformId) }),
  notFoundMessage: ({ platformId }) => `no platform ${platformId}`,
});

const scope = ['platformId'];
const deletedHosts: string[] = [];
const driver = resource({
  ...common,
  url: '/platforms/:platformId/drivers',
  itemUrl: '/platforms/:platformId/drivers/:driverId',
  params: DriverParams,
  parent: platform,
  store: collectionStore({ collection: drivers, key: ({ driverId }) => String(driverId), scope }),
  notFoundMessage: ({ platformId, driverId }) => `no driver ${driverId} in ${platformId}`,
  beforeWrite: ({ body }) => {
    if ((body as { host: string }).host === 'taken') throw new Problem(409, 'taken');
  },
  afterDelete: (_, { host }) => deletedHosts.push(host),
});

const named = (operationId: string) => ({ operationId, summary: operationId });
const operations = {
  list: driver.list({
    ...named('listDrivers'),
    response: { 200: Type.Array(Type.Unknown()) },
    handler: (request) =>
      request.sandbox
        .documents(drivers)
        .all({ where: scopeValues(request, scope) })
        .map(({ wire }) => wire),
  }),
  read: driver.read(named('getDriver')),
  create: driver.create({
    ...named('createDriver'),
    body: DriverBody,
    create: ({ params, body }) => ({ ...params, driverId: 'new', host: body.host }),
  }),
  update: driver.update({
    ...named('updateDriver'),
    method: 'PUT',
    body: DriverBody,
    update: ({ body }, before) => (body.host === '' ? before : { ...before, host: body.host }),
  }),
  delete: driver.delete({ ...named('deleteDriver'), access: anyScope }),
};

/** Calls operations on a database of two platforms, each with one driver. */
function openCaller() {
  const seeds = [
    ...toSeeds(platforms, [{ platformId: 'a' }, { platformId: 'b' }], {}),
    ...toSeeds(
      drivers,
      ['a', 'b'].map((platformId) => ({ platformId, driverId: `${platformId}1`, host: 'old' })),
      {},
    ),
  ];
  const image = buildImage([platforms, drivers], seeds);
  if (!('bytes' in image)) throw new Error('the image is not in memory');
  const db = new Database(image.bytes);
  const documents = (collection: AnyCollection) =>
    new Documents(collection, (text) => db.prepare<SqlValue[]>(text));
  return ({ handler }: Operation, params: object, body?: object) =>
    handler?.({ sandbox: { documents }, params, body } as never);
}

t.test('operations have the URL, the parameters and the access of their kind', async (t) => {
  const { list, read, create, delete: remove } = operations;
  t.strictSame(Object.keys(list.schema.params?.properties ?? {}), ['platformId']);
  t.strictSame(Object.keys(read.schema.params?.properties ?? {}), ['platformId', 'driverId']);
  t.equal(
    platform.list({ ...named('p'), response: {}, handler: () => [] }).schema.params,
    undefined,
  );
  t.match(create, { method: 'POST', config: { access: publicAccess, effect: 'change' } });
  t.match(remove, { method: 'DELETE', config: { access: anyScope, effect: 'destroy' } });
  t.match(create.schema, { body: { $ref: 'DriverBody#' }, response: { 201: { $ref: 'Model#' } } });
});

t.test('a nested item is found only under its parent', async (t) => {
  const call = openCaller();
  const found = { platformId: 'a', driverId: 'a1' };
  t.match(call(operations.read, found), found);
  t.strictSame(call(operations.list, { platformId: 'a' }), [{ ...found, host: 'old' }]);
  const misplaced = { platformId: 'b', driverId: 'a1' };
  for (const operation of [operations.read, operations.update, operations.delete]) {
    t.throws(() => call(operation, misplaced, { host: 'x' }), { message: 'no driver a1 in b' });
  }
  for (const operation of [operations.list, operations.create, operations.read]) {
    t.throws(() => call(operation, { platformId: 'c', driverId: 'a1' }, { host: 'x' }), {
      status: 404,
      message: 'no platform c',
    });
  }
});

t.test('an item is created, updated and deleted, each with its hook', async (t) => {
  const call = openCaller();
  t.throws(() => call(operations.create, { platformId: 'a' }, { host: 'taken' }), {
    message: 'taken',
  });
  t.match(call(operations.create, { platformId: 'a' }, { host: 'h' }), { driverId: 'new' });
  const params = { platformId: 'a', driverId: 'new' };
  t.match(call(operations.update, params, { host: '' }), { host: 'h' }, 'nothing changes');
  t.throws(() => call(operations.update, params, { host: 'taken' }), { message: 'taken' });
  t.match(call(operations.update, params, { host: 'i' }), { host: 'i' });
  t.match(call(operations.read, params), { host: 'i' });
  t.equal(call(operations.delete, params), undefined);
  t.strictSame(deletedHosts, ['i']);
  t.throws(() => call(operations.read, params), { message: 'no driver new in a' });
});

t.test('a URL parameter without a column or a schema is an error of the declaration', async (t) => {
  const key = () => '';
  t.throws(() => collectionStore({ collection: drivers, key, scope: ['countryId'] }), /countryId/);
  t.throws(() => driver.read({ ...named('r'), url: '/drivers/:unknownId' }), /unknownId/);
});
