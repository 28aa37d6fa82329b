import { readFileSync } from 'node:fs';

/** The folder with the versions of the peers and their files. The build does not copy it. */
export const peerFiles = new URL('../../bench/peers/', import.meta.url);

/** The version of each package. */
export const versions: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('package.json', peerFiles), 'utf8'),
).dependencies;

/** The data that a peer serves: devices as the device list shows them. */
export interface Fleet {
  readonly devices: readonly { readonly key: string }[];
}

/** Another mock server and its configuration to serve the device list. */
export interface Peer {
  readonly name: string;
  /** Packages of bench/peers/package.json. The version of the first is shown. */
  readonly packages: readonly string[];
  /** Files that it reads, by their paths in its folder. */
  files(fleet: Fleet): Readonly<Record<string, object>>;
  /** The command that starts it in its folder. */
  command(port: number): { readonly program: 'node' | 'java'; readonly args: readonly string[] };
  /** The path of a page; pages are numbered from 1. A peer with a fixed response always returns the first. */
  path(page: number): string;
  readonly isPaged: boolean;
}

/** Rows per page. */
export const pageSize = 25;

const host = '127.0.0.1';
const bin = (name: string) => `node_modules/.bin/${name}`;
const firstPage = ({ devices }: Fleet) => ({
  totalCount: devices.length,
  devices: devices.slice(0, pageSize),
});

/** The commands are those of each documentation, with logs off. */
export const peers: readonly Peer[] = [
  {
    name: 'json-server',
    packages: ['json-server'],
    files: ({ devices }) => ({ 'db.json': { devices } }),
    command: (port) => ({
      program: 'node',
      args: [bin('json-server'), '--host', host, '--port', String(port), 'db.json'],
    }),
    path: (page) => `/devices?_page=${page}&_per_page=${pageSize}`,
    isPaged: true,
  },
  {
    name: 'Prism',
    packages: ['@stoplight/prism-cli'],
    files: (fleet) => ({ 'openapi.json': openApi(firstPage(fleet)) }),
    command: (port) => ({
      program: 'node',
      args: [
        ...[bin('prism'), 'mock', 'openapi.json', '-h', host, '-p', String(port)],
        ...['--multiprocess=false', '-v', 'silent'],
      ],
    }),
    path: (page) => `/devices?page=${page}&limit=${pageSize}`,
    isPaged: false,
  },
  {
    name: 'Mockoon',
    packages: ['@mockoon/cli'],
    files: ({ devices }) => ({ 'environment.json': mockoonEnvironment(devices) }),
    command: (port) => ({
      program: 'node',
      args: [
        ...[bin('mockoon-cli'), 'start', '--data', 'environment.json', '--repair'],
        ...['--hostname', host, '--port', String(port)],
        ...['--disable-log-to-file', '--disable-admin-api'],
      ],
    }),
    path: (page) => `/devices?page=${page}&limit=${pageSize}`,
    isPaged: true,
  },
  {
    name: 'MSW http-middleware',
    packages: ['@mswjs/http-middleware', 'msw', 'express'],
    files: ({ devices }) => ({ 'db.json': { devices } }),
    command: (port) => ({ program: 'node', args: ['msw.mjs', 'db.json', String(port)] }),
    path: (page) => `/devices?page=${page}&limit=${pageSize}`,
    isPaged: true,
  },
  {
    name: 'WireMock',
    packages: ['wiremock'],
    files: (fleet) => ({
      'root/mappings/devices.json': {
        request: { method: 'GET', urlPath: '/devices' },
        response: {
          status: 200,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(firstPage(fleet)),
        },
      },
    }),
    command: (port) => ({
      program: 'java',
      args: [
        ...['-jar', `node_modules/wiremock/build/wiremock-standalone-${versions.wiremock}.jar`],
        ...['--port', String(port), '--bind-address', host],
        ...['--root-dir', 'root', '--no-request-journal'],
      ],
    }),
    path: (page) => `/devices?page=${page}&limit=${pageSize}`,
    isPaged: false,
  },
];

function openApi(example: object): object {
  const parameters = ['page', 'limit'].map((name) => ({
    name,
    in: 'query',
    required: true,
    schema: { type: 'integer', minimum: 1 },
  }));
  const schema = {
    type: 'object',
    required: ['totalCount', 'devices'],
    properties: {
      totalCount: { type: 'integer' },
      devices: { type: 'array', items: { type: 'object', required: ['key'] } },
    },
  };
  const content = { 'application/json': { schema, example } };
  return {
    openapi: '3.1.0',
    info: { title: 'Devices', version: '1' },
    paths: {
      '/devices': { get: { parameters, responses: { 200: { description: 'A page', content } } } },
    },
  };
}

function mockoonEnvironment(devices: readonly object[]): object {
  const bucket = { uuid: '5b1c6f0e-0000-4000-8000-000000000001', id: 'dev1', name: 'devices' };
  const response = {
    uuid: '5b1c6f0e-0000-4000-8000-000000000002',
    statusCode: 200,
    headers: [],
    bodyType: 'DATABUCKET',
    databucketID: bucket.id,
    default: true,
    crudKey: 'key',
  };
  const route = {
    uuid: '5b1c6f0e-0000-4000-8000-000000000003',
    type: 'crud',
    method: '',
    endpoint: 'devices',
    responses: [response],
  };
  return {
    uuid: '5b1c6f0e-0000-4000-8000-000000000004',
    name: 'devices',
    headers: [{ key: 'Content-Type', value: 'application/json' }],
    rootChildren: [{ type: 'route', uuid: route.uuid }],
    routes: [route],
    data: [{ ...bucket, value: JSON.stringify(devices) }],
  };
}
