import type { B2coreSettings } from '../schemas/b2core/settings.js';
import type { EsperSettings } from '../schemas/esper/settings.js';
import type { KajeetSettings } from '../schemas/kajeet/settings.js';
import { resolveConfig } from './config/load.js';
import {
  type ControlClient,
  createSandboxClient,
  type UnderstudySandbox,
} from './sdk/sandbox-client.js';
import { startServer } from './server.js';

export type {
  Duration,
  TokenOptions as TokenWish,
  UnderstudySandbox,
} from './sdk/sandbox-client.js';

/** Settings of an embedded simulator; all may be left out. README.md explains each. */
export interface UnderstudyOptions {
  /** Port to listen on; 0, the default here, picks a free one. */
  port?: number;
  host?: string;
  /** Folder where sandboxes are kept; without one everything is in memory. */
  data?: string;
  /** Begin anew, whatever the data folder holds. */
  reset?: boolean;
  /** Same seed, same world. */
  seed?: number;
  /** Devices in the main fleet. */
  devices?: number;
  /** `running`, `frozen` or an ISO time to stand at. */
  clock?: string;
  adminToken?: string;
  insecureAdmin?: boolean;
  allowOrigin?: string;
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
  kajeet?: Partial<KajeetSettings>;
  esper?: Partial<EsperSettings>;
  b2core?: Partial<B2coreSettings>;
}

/** What `inject` is asked, and what it answers: a request that takes no socket. */
export interface InjectRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  url: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | object;
}

export interface InjectResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly body: string;
  json(): unknown;
}

/** A running simulator. */
export interface Understudy {
  /** Its origin, to be put in place of the vendor's: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Sends a request without a socket. */
  inject(request: InjectRequest): Promise<InjectResponse>;
  /** A sandbox, made when it is first used; `default` is there from the start. */
  sandbox(name: string): UnderstudySandbox;
  /** Finishes requests in flight and lets go of everything. */
  close(): Promise<void>;
}

/**
 * Starts a simulator inside this process, in memory and on a free port unless told otherwise. Any number may run at
 * once. Throws an Error that names every bad setting.
 */
export async function createUnderstudy(options: UnderstudyOptions = {}): Promise<Understudy> {
  const given = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  const embedded = {
    port: 0,
    ephemeral: options.data === undefined,
    responseCache: 'off',
    logLevel: 'silent',
  };
  const { fastify, url, adminToken } = await startServer(resolveConfig({ ...embedded, ...given }));
  const inject = async ({ method = 'GET', url: path, headers = {}, body }: InjectRequest) => {
    const answer = await fastify.inject({
      method,
      url: path,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    const { statusCode: status, headers: received, body: text } = answer;
    return { status, headers: received, body: text, json: () => JSON.parse(text) };
  };
  const control: ControlClient = async (method, path, sandbox, body) => {
    const authorization = adminToken ? { authorization: `Bearer ${adminToken}` } : {};
    const headers = { 'x-sandbox': sandbox, ...authorization };
    const asked = { method: method as 'GET', url: path, headers, ...(body && { body }) };
    const answer = await inject(asked);
    if (answer.status < 300) return answer.body ? answer.json() : undefined;
    throw new Error(`${method} ${path}: ${(answer.json() as { detail?: string }).detail}`);
  };
  return {
    url,
    close: () => fastify.close(),
    inject,
    sandbox: (name) => createSandboxClient(name, url, control),
  };
}
