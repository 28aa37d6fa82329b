import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type AppDependencies, buildApp } from '../../src/app.js';
import { resolveConfig } from '../../src/config/load.js';
import { contracts } from '../../src/contracts/index.js';

/** A test that can clean up after itself. */
interface Test {
  teardown(work: () => unknown): void;
}

/** An answer as a test looks at it. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
  readonly body: any;
}

/** What a test may say of a call beside method and URL. */
interface Call {
  /** The scope or role to call with, `null` for no token; the one that may do most unless said. */
  readonly as?: string | null | undefined;
  /** Where the caller belongs; NORTHSTAR-ISD unless said. */
  readonly at?: string;
  readonly token?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: unknown;
}

export type Send = (method: string, url: string, call?: Call) => Promise<Answer>;

export const kajeet = '/sentinel-proxy/sentinel/api';
export const esper = '/api';
export const b2core = '/v1';

/** The vendor API that a URL belongs to. */
function contractOf(url: string): string {
  const path = url.replace(/^(\/~[^/]*)+/, '');
  const found = contracts.find(({ mount, aliases }) =>
    [mount, ...Object.keys(aliases)].some((base) => new RegExp(`^${base}([/?]|$)`).test(path)),
  );
  return found?.name ?? 'kajeet';
}

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
  const app = await buildApp(resolveConfig(settings), {
    contracts,
    validateResponses: true,
    ...parts,
  });
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
    const answer = origin
      ? await fetched(`${origin}${url}`, sent)
      : await injected(app.fastify, { ...sent, url });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { ...answer, body: isJson && answer.text ? JSON.parse(answer.text) : undefined };
  };

  /** Calls as a seeded user, in a sandbox that nobody else uses. */
  function sandbox(name = `test-${++made}`) {
    const tokens = new Map<string, string>();
    const token = async (as?: string, at = 'NORTHSTAR-ISD', contract = 'kajeet') => {
      const known = tokens.get(`${contract} ${as} ${at}`);
      if (known) return known;
      const answer = await request('POST', '/_sim/tokens', {
        headers: { 'x-sandbox': name },
        body: { contract, corpId: at, ...(as === undefined ? {} : { scope: as }) },
      });
      tokens.set(`${contract} ${as} ${at}`, answer.body.token);
      return answer.body.token as string;
    };
    /** What proves who calls: a token or, where tokens are had from, an id and a secret. */
    const authorization = async (url: string, as?: string, at?: string) =>
      contractOf(url) === 'b2core' && /\/tokens\/?$/.test(url)
        ? `Basic ${btoa('northstar-portal:demo-northstar-portal')}`
        : `Bearer ${await token(as, at, contractOf(url))}`;
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
  return { app, raw: request, sandbox };
}

async function injected(app: FastifyInstance, call: InjectOptions) {
  const { statusCode: status, headers, body: text } = await app.inject(call);
  return { status, headers: headers as Answer['headers'], text };
}

/** Unlike fetch, this sends the Host that it is told. */
async function fetched(url: string, { payload, ...call }: InjectOptions) {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = call.headers as OutgoingHttpHeaders;
    request(url, { method: String(call.method), headers }, resolve)
      .on('error', reject)
      .end(payload);
  });
  const headers = answer.headers as Answer['headers'];
  return { status: Number(answer.statusCode), headers, text: await text(answer) };
}

/** A query string. */
export function query(parts: Record<string, string | number | undefined>): string {
  const given = Object.entries(parts).filter(([, value]) => value !== undefined);
  return `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])))}`;
}

/** The first page by MDN, unless said otherwise. */
export function page(parts: Record<string, string | number | undefined> = {}): string {
  return query({ offset: 0, limit: 25, sort: 'MDN', sortDir: 'ASC', ...parts });
}
