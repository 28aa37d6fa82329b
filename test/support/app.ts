import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { mainOrganisation } from '../../seeds/world/world.js';
import { type AppDependencies, buildApp } from '../../src/app.js';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';
import type { Contract } from '../../src/simulator/contract/contract.js';

/** A test that can clean up after itself. */
interface Test {
  teardown(work: () => unknown): void;
}

/** An answer as a test looks at it. */
interface TestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly body: any;
}

/** What a test may say of a call beside method and URL. */
interface RequestOptions {
  /** The scope or role to call with, `null` for no token; the one that may do most unless said. */
  readonly as?: string | null | undefined;
  /** Where the caller belongs; NORTHSTAR-ISD unless said. */
  readonly at?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: unknown;
}

export type Send = (method: string, url: string, call?: RequestOptions) => Promise<TestResponse>;

/** A simulator that is called through a socket: answers are given again, and gathered, nowhere else. */
export function startListening(t: Test, options: Record<string, unknown> = {}) {
  return startInjected(t, options, {}, true);
}

/**
 * A simulator without a socket that checks each of its answers against the published document. `sandbox()` gives a way
 * to call it in a world of the test's own.
 */
export async function startInjected(
  t: Test,
  options: Record<string, unknown> = {},
  parts: Partial<AppDependencies> = {},
  listens = false,
) {
  const settings = { ephemeral: true, clock: 'frozen', logLevel: 'silent', ...options };
  const dependencies = { contracts, validateResponses: true, ...parts };
  const app = await buildApp(resolveConfig(settings, dependencies.contracts), dependencies);
  t.teardown(() => app.fastify.close());
  await app.fastify.ready();
  const origin = listens ? await app.fastify.listen({ port: 0, host: '127.0.0.1' }) : undefined;
  let made = 0;

  const request: Send = async (method, url, { headers = {}, body } = {}) => {
    const isPlain = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    const call = {
      method: method as 'GET',
      headers: isPlain ? headers : { 'content-type': 'application/json', ...headers },
    };
    const payload = isPlain ? (body as string | undefined) : JSON.stringify(body);
    const sent = { ...call, ...(payload !== undefined && { payload }) };
    const response = origin
      ? await fetched(`${origin}${url}`, sent)
      : await injected(app.fastify, { ...sent, url });
    const isJson = String(response.headers['content-type']).includes('json');
    return { ...response, body: isJson && response.text ? JSON.parse(response.text) : undefined };
  };

  /** Calls as a seeded user, in a sandbox that nobody else uses. */
  function sandbox(name = `test-${++made}`) {
    const tokens = new Map<string, string>();
    const token = async (contract: string, as?: string, at = mainOrganisation) => {
      const known = tokens.get(`${contract} ${as} ${at}`);
      if (known) return known;
      const response = await request('POST', '/_sim/tokens', {
        headers: { 'x-sandbox': name },
        body: { contract, corpId: at, ...(as === undefined ? {} : { scope: as }) },
      });
      tokens.set(`${contract} ${as} ${at}`, response.body.token);
      return response.body.token as string;
    };
    /** The credentials that the operation at a URL requires: a token, or the user name and password of a persona. */
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
      const proof = own
        ? `Bearer ${own}`
        : isOpen
          ? undefined
          : await authorization(url, as ?? undefined, at);
      const proven = proof && !url.startsWith('/_sim') ? { authorization: proof } : {};
      return request(method, url, { headers: { 'x-sandbox': name, ...proven, ...headers }, body });
    };
    return { name, send, token, authorization };
  }
  return { app, request, sandbox };
}

/** The contract that serves a URL, by default the first, and the path below its mount. */
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

/** Whether the operation at a path takes a user name and a password instead of a token. */
function requiresBasic({ operations, identity }: Contract, path: string): boolean {
  const found = operations.find(({ url }) => url === path.replace(/\/$/, ''));
  const scheme = identity.schemes[found?.config.access.scheme ?? ''];
  return (scheme as { scheme?: string } | undefined)?.scheme === 'basic';
}

async function injected(app: FastifyInstance, call: InjectOptions) {
  const { statusCode: status, headers, body: text } = await app.inject(call);
  return { status, headers: headers as TestResponse['headers'], text };
}

/** Unlike fetch, this sends the Host that it is told. */
async function fetched(url: string, { payload, ...call }: InjectOptions) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = call.headers as OutgoingHttpHeaders;
    request(url, { method: String(call.method), headers }, resolve)
      .on('error', reject)
      .end(payload);
  });
  const headers = response.headers as TestResponse['headers'];
  return { status: Number(response.statusCode), headers, text: await text(response) };
}

/** A query string. */
export function query(parts: Record<string, string | number | undefined>): string {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))}`;
}
