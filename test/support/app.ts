import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { mainOrganisation } from '../../seeds/world/world.js';
import { type AppDependencies, buildApp } from '../../src/app.js';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import type { Contract } from '../../src/simulator/contract/contract.js';
import { FileFormBody } from './example-request.js';

/** A test that can clean up after itself. */
interface Test {
  teardown(work: () => unknown): void;
}

/** A response with its body parsed, if it is JSON. */
interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly body: any;
}

/** The options of a request. */
interface RequestOptions {
  /** The scope or role of the token, by default the one with the most permissions; `null` sends no token. */
  readonly as?: string | null | undefined;
  /** The organisation of the caller, by default NORTHSTAR-ISD. */
  readonly at?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** Text, bytes and forms are sent as they are, anything else as JSON. */
  readonly body?: unknown;
}

export type Send = (method: string, url: string, options?: RequestOptions) => Promise<TestResponse>;

/** Starts a simulator that is called through a socket. Only there are responses cached and batched. */
export function startListening(
  t: Test,
  options: Record<string, unknown> = {},
  overrides: Partial<AppDependencies> = {},
) {
  return startInjected(t, options, overrides, true);
}

/**
 * Starts a simulator that is called without a socket. Each response is validated against the published document.
 * `request` sends a request as it is; `sandbox()` returns a client that authenticates, in a sandbox of the test's own.
 */
export async function startInjected(
  t: Test,
  options: Record<string, unknown> = {},
  overrides: Partial<AppDependencies> = {},
  listens = false,
) {
  const settings = { ephemeral: true, clock: 'frozen', logLevel: 'silent', ...options };
  const dependencies = { contracts, validateResponses: true, ...overrides };
  const app = await buildApp(resolveConfig(settings, dependencies.contracts), dependencies);
  t.teardown(() => app.fastify.close());
  await app.fastify.ready();
  const origin = listens ? await app.fastify.listen({ port: 0, host: '127.0.0.1' }) : undefined;
  let sandboxCount = 0;

  const request: Send = async (method, url, options = {}) => {
    const { headers = {}, body } = withFormType(options);
    const isPlain = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    const init = {
      method: method as 'GET',
      headers: isPlain ? headers : { 'content-type': 'application/json', ...headers },
    };
    const payload = isPlain ? (body as string | undefined) : JSON.stringify(body);
    const sent = { ...init, ...(payload !== undefined && { payload }) };
    const response = origin
      ? await sendToSocket(`${origin}${url}`, sent)
      : await inject(app.fastify, { ...sent, url });
    const isJson = String(response.headers['content-type']).includes('json');
    return { ...response, body: isJson && response.text ? JSON.parse(response.text) : undefined };
  };

  /** Returns a client that calls as seeded users in a sandbox, by default one that no other test uses. */
  function sandbox(name = `test-${++sandboxCount}`) {
    const tokens = new Map<string, string>();
    const token = async (contract: string, as?: string, at = mainOrganisation) => {
      const cached = tokens.get(`${contract} ${as} ${at}`);
      if (cached) return cached;
      const response = await request('POST', '/_sim/tokens', {
        headers: { 'x-sandbox': name },
        body: { contract, corpId: at, ...(as === undefined ? {} : { scope: as }) },
      });
      tokens.set(`${contract} ${as} ${at}`, response.body.token);
      return response.body.token as string;
    };
    /** Returns the credentials that the operation at a URL requires: a token, or a persona's user name and password. */
    const authorization = async (url: string, as?: string, at?: string) => {
      const { contract, path } = resolveUrl(app.contracts, url);
      if (!requiresBasic(contract, path)) return `Bearer ${await token(contract.name, as, at)}`;
      const { body: personas } = await request('GET', '/_sim/personas', {
        headers: { 'x-sandbox': name },
      });
      const { username, password } = personas.find(
        (persona: { contract: string }) => persona.contract === contract.name,
      );
      return `Basic ${btoa(`${username}:${password}`)}`;
    };
    const send: Send = async (method, url, { as, at, token: own, headers = {}, body } = {}) => {
      const isOpen = url.startsWith('/_sim') || (as === null && own === undefined);
      const credentials = own
        ? `Bearer ${own}`
        : isOpen
          ? undefined
          : await authorization(url, as ?? undefined, at);
      const isAuthorized = credentials && !url.startsWith('/_sim');
      const authorized = isAuthorized ? { authorization: credentials } : {};
      return request(method, url, {
        headers: { 'x-sandbox': name, ...authorized, ...headers },
        body,
      });
    };
    return { name, send, token, authorization };
  }
  return { app, request, sandbox };
}

/** The options with the bytes of a form as their body, and its Content-Type. */
function withFormType(options: RequestOptions): RequestOptions {
  const { body, headers } = options;
  if (!(body instanceof FileFormBody)) return options;
  return {
    ...options,
    body: body.bytes,
    headers: { 'content-type': body.contentType, ...headers },
  };
}

/** Returns the contract that serves a URL, by default the first one, and the path below its mount. */
function resolveUrl(contracts: readonly Contract[], url: string) {
  const path = url.replace(/^(\/~[^/]*)+/, '').replace(/\?.*/, '');
  const isBelow = (base: string) => path === base || path.startsWith(`${base}/`);
  for (const contract of contracts) {
    if (isBelow(contract.mount)) return { contract, path: path.slice(contract.mount.length) };
    const alias = Object.entries(contract.aliases).find(([from]) => isBelow(from));
    if (alias) {
      const [from, to] = alias;
      return { contract, path: `${to}${path.slice(from.length)}`.slice(contract.mount.length) };
    }
  }
  return { contract: contracts[0] as Contract, path };
}

/** True if the operation at a path requires a user name and a password instead of a token. */
function requiresBasic({ operations, identity }: Contract, path: string): boolean {
  const found = operations.find(({ url }) => url === path.replace(/\/$/, ''));
  const scheme = identity.schemes[found?.config.access.scheme ?? ''];
  return (scheme as { scheme?: string } | undefined)?.scheme === 'basic';
}

async function inject(app: FastifyInstance, call: InjectOptions) {
  const { statusCode: status, headers, body: text } = await app.inject(call);
  return { status, headers: headers as TestResponse['headers'], text };
}

/** Sends a request through a socket. Unlike `fetch`, `http.request` accepts a Host header. */
async function sendToSocket(url: string, { payload, ...call }: InjectOptions) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = call.headers as OutgoingHttpHeaders;
    http
      .request(url, { method: String(call.method), headers }, resolve)
      .on('error', reject)
      .end(payload);
  });
  const headers = response.headers as TestResponse['headers'];
  return { status: Number(response.statusCode), headers, text: await text(response) };
}

/** Builds a query string; undefined values are left out. */
export function query(params: Record<string, string | number | undefined>): string {
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))}`;
}
