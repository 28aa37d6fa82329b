import { resolveConfig } from '../config/load.js';
import { startServer } from '../server.js';
import type { Contract, ContractSettings } from '../simulator/contract/contract.js';
import {
  type ControlClient,
  createSandboxClient,
  type UnderstudySandbox,
} from './sandbox-client.js';

/** Settings of an embedded server without those of its contracts, all optional. docs/settings.md describes each. */
export interface ServerOptions {
  /** Port to listen on; 0, the default, picks a free one. */
  port?: number;
  host?: string;
  /** Folder where sandboxes are stored; without one everything is in memory. */
  data?: string;
  /** Delete the contents of the data folder before starting. */
  reset?: boolean;
  /** Synchronise the data folder with the disk before each response. */
  durable?: boolean;
  /** Seed of the generated data: the same seed gives the same data. */
  seed?: number;
  /** Devices in the main fleet. */
  devices?: number;
  /** `running`, `frozen`, `frozen-now` (at the time of the start) or an ISO time (frozen there). */
  clock?: string;
  adminToken?: string;
  insecureAdmin?: boolean;
  publicUrl?: string;
  /** Addresses, networks, `loopback`, `linklocal`, `uniquelocal`, separated by commas; `true` or `false`. */
  trustProxy?: string;
  /** Host names besides those of loopback, separated by commas. */
  allowHost?: string;
  allowOrigin?: string;
  allowControlOrigin?: string;
  forkUnknown?: boolean;
  idleMinutes?: number;
  maxSandboxes?: number;
  /** MiB. */
  maxMemory?: number;
  /** MiB. */
  maxImport?: number;
  signingKey?: string;
  /** Response cache and response batching; off by default here, because test runners replace timers. */
  responseCache?: 'on' | 'off';
}

/** A request for `inject`, which needs no socket. */
export interface InjectRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  url: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | object;
}

/** The response of `inject`. */
export interface InjectResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly body: string;
  json(): unknown;
}

/** A running simulator. */
export interface Understudy {
  /** The origin to use instead of the vendor's: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Sends a request without a socket. */
  inject(request: InjectRequest): Promise<InjectResponse>;
  /** A client for a sandbox, which is created on first use; `default` always exists. */
  sandbox(name: string): UnderstudySandbox;
  /** Finishes requests in flight, then releases the port, the databases and all memory. */
  close(): Promise<void>;
}

/** Starts a server with these contracts in this process. Throws an Error that names every invalid setting. */
export async function startEmbedded<const Contracts extends readonly Contract[]>(
  contracts: Contracts,
  options: ServerOptions & ContractSettings<Contracts> = {},
): Promise<Understudy> {
  const settings = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  const defaults = {
    port: 0,
    ephemeral: options.data === undefined,
    responseCache: 'off',
    logLevel: 'silent',
  };
  const config = resolveConfig({ ...defaults, ...settings }, contracts);
  const { fastify, url, adminToken } = await startServer(config, { contracts });
  const inject = async ({ method = 'GET', url: path, headers = {}, body }: InjectRequest) => {
    const response = await fastify.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    const { statusCode: status, body: text } = response;
    return { status, headers: response.headers, body: text, json: () => JSON.parse(text) };
  };
  const control: ControlClient = async (method, path, sandbox, body) => {
    const authorization = adminToken ? { authorization: `Bearer ${adminToken}` } : {};
    const headers = { 'x-sandbox': sandbox, ...authorization };
    const request = { method: method as 'GET', url: path, headers, ...(body && { body }) };
    const response = await inject(request);
    if (response.status < 300) return response.body ? response.json() : undefined;
    throw new Error(`${method} ${path}: ${(response.json() as { detail?: string }).detail}`);
  };
  const defaultContract = contracts[0]?.name;
  return {
    url,
    close: () => fastify.close(),
    inject,
    sandbox: (name) => createSandboxClient(name, { origin: url, control, defaultContract }),
  };
}
