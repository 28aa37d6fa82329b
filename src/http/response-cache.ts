import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { BoundedCache, SizedCache } from '../lib/bounded-cache.js';
import { faultRulesOf } from '../simulator/faults/rules.js';
import { journalOf } from '../simulator/journal/journal.js';
import type { RecordedCall } from '../simulator/journal/recorded-call.js';
import type { ResponseStore } from '../simulator/pipeline/request-context.js';
import { httpDate } from '../simulator/pipeline/routing.js';
import { isForwarded } from '../simulator/proxy/forwarded.js';
import type { SandboxRegistry } from '../store/sandbox/registry.js';
import type { Sandbox } from '../store/sandbox/sandbox.js';
import { systemNow } from '../store/time/clock.js';

/** A successful response to a read. */
interface CachedResponse {
  /** Weak, so that a deleted sandbox is freed with its journal. */
  readonly sandbox: WeakRef<Sandbox>;
  /** The version of the sandbox's data that the response was computed from. */
  readonly version: number;
  /** Expiry of the caller's token, in milliseconds of the sandbox's clock. */
  readonly expiresAtMs: number;
  readonly call: RecordedCall;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string | Buffer;
  /** Created when the cached response is first sent. */
  rawHeaders?: RawHeaders;
}

/** Alternating header names and values, and the index of the value of `date`. */
interface RawHeaders {
  readonly texts: string[];
  readonly dateIndex: number;
}

/** The maximum number of cached responses and of seen URLs, and the maximum size of a body and of all bodies. */
const limits = { responses: 2000, body: 32 * 1024, bodies: 16 * 1024 * 1024, urls: 4000 };

/**
 * Caches responses to reads. A cached response depends only on the request, the data of its sandbox and the expiry of the
 * token. It is sent for a GET with the same URL and headers and without a body, while the data have the same version, the
 * token is valid and no fault rule exists.
 */
export class ResponseCache implements ResponseStore {
  readonly #sandboxes: SandboxRegistry;
  readonly #log: FastifyBaseLogger | undefined;
  readonly #responses = new SizedCache<CachedResponse>(
    limits.responses,
    limits.bodies,
    ({ body }) => body.length,
  );
  readonly #seenUrls = new BoundedCache<true>(limits.urls);
  /** The latest request and its URL before rewriting. Only its response can be stored, and only before another request arrives. */
  #currentRequest: { readonly raw: IncomingMessage; readonly url: string } | undefined;

  constructor(sandboxes: SandboxRegistry, log?: FastifyBaseLogger) {
    this.#sandboxes = sandboxes;
    this.#log = log;
  }

  /** Sends the cached response to a request and adds it to the journal; returns false if there is none. */
  tryServe(raw: IncomingMessage, response: ServerResponse): boolean {
    const { url = '' } = raw;
    this.#currentRequest = { raw, url };
    const key = this.#seenUrls.get(url) && cacheKey(raw, url);
    const cached = key && this.#responses.get(key);
    if (!cached) return false;
    try {
      return this.#send(cached, raw, response);
    } catch (error) {
      // The pipeline handles the request and reports the error, unless the response has started.
      if (response.headersSent) throw error;
      return false;
    }
  }

  /** Stores a response, from the second request for its URL on, because most URLs are requested only once. */
  store({ raw, context }: FastifyRequest, body: string | Buffer): void {
    const { sandbox, entry, caller } = context;
    if (this.#currentRequest?.raw !== raw || !sandbox || !entry?.status) return;
    const { url } = this.#currentRequest;
    // Whether such headers count in links depends on the peer, which is no part of the key.
    if (isForwarded(raw.headers)) return;
    if (!this.#seenUrls.get(url)) return void this.#seenUrls.set(url, true);
    const key = cacheKey(raw, url);
    if (!key) return;
    const expiresAtMs = caller ? caller.expiresAtMs : Number.POSITIVE_INFINITY;
    if (expiresAtMs === undefined || body.length > limits.body) return;
    const { call, status, responseHeaders: headers = {} } = entry;
    const origin = { sandbox: new WeakRef(sandbox), version: sandbox.version, expiresAtMs };
    // The journal frees the memory of its bodies in blocks, so a body that remains is copied.
    const ownBody = Buffer.isBuffer(body) ? Buffer.from(body) : body;
    this.#responses.set(key, { ...origin, call, status, headers, body: ownBody });
  }

  #send(cached: CachedResponse, raw: IncomingMessage, response: ServerResponse): boolean {
    const sandbox = this.#freshSandbox(cached);
    if (!sandbox) return false;
    const { status, headers, body, call } = cached;
    const now = sandbox.clock.now();
    if (cached.expiresAtMs <= now) return false;
    const startedAt = systemNow();
    const journal = journalOf(sandbox);
    const { number, epoch } = journal.allocate();
    const date = httpDate(now);
    journal.add({
      number,
      epoch,
      at: now,
      startedAt,
      call,
      status,
      responseHeaders: { ...headers, date },
      responseBody: body,
    });
    cached.rawHeaders ??= serializeHeaders(cached);
    const { texts, dateIndex } = cached.rawHeaders;
    texts[dateIndex] = date;
    response.writeHead(status, texts);
    response.end(body);
    this.#log?.debug({ req: raw, status }, 'request completed');
    return true;
  }

  /** The sandbox of a cached response, if its data are unchanged and it has no fault rule. */
  #freshSandbox({ sandbox, version, headers }: CachedResponse): Sandbox | undefined {
    const name = String(headers['x-sandbox']);
    const current = this.#sandboxes.has(name) ? this.#sandboxes.open(name) : undefined;
    if (!current || current !== sandbox.deref() || version !== current.version) return undefined;
    return faultRulesOf(current).hasRules ? undefined : current;
  }
}

function serializeHeaders({ headers, body }: CachedResponse): RawHeaders {
  const texts = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  texts.push('content-length', String(Buffer.byteLength(body)));
  return { texts, dateIndex: 2 * Object.keys(headers).indexOf('date') + 1 };
}

/** All parts of a GET that its response may depend on; undefined for other methods and for requests with a body. */
function cacheKey(
  { method, headers, rawHeaders }: IncomingMessage,
  url: string,
): string | undefined {
  if (method !== 'GET' || headers['content-length'] || headers['transfer-encoding'])
    return undefined;
  return `${url}\n${rawHeaders.join('\n')}`;
}
