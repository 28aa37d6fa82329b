import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { BoundedCache } from '../lib/bounded-cache.js';
import { faultRulesOf } from '../simulator/faults/rules.js';
import { journalOf } from '../simulator/journal/journal.js';
import type { RecordedRequest } from '../simulator/journal/request-matcher.js';
import type { ResponseStore } from '../simulator/pipeline/request-context.js';
import { httpDate } from '../simulator/pipeline/sandbox-routing.js';
import { systemNow } from '../store/sandbox/clock.js';
import type { SandboxRegistry } from '../store/sandbox/registry.js';
import type { Sandbox } from '../store/sandbox/sandbox.js';

/** A successful response to a read. */
interface CachedResponse {
  /** Weak, so that a deleted sandbox is freed with its journal. */
  readonly sandbox: WeakRef<Sandbox>;
  /** The version of the sandbox's data that the response was made from. */
  readonly version: number;
  /** Expiry of the caller's token, in milliseconds of the sandbox's clock. */
  readonly expiresAtMs: number;
  readonly call: RecordedRequest;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string | Buffer;
  /** Made when the response is first sent again. */
  rawHeaders?: RawHeaders;
}

/** Header names and values in turn, and the index of the date's value. */
interface RawHeaders {
  readonly texts: string[];
  readonly dateIndex: number;
}

/** How many responses and seen URLs are cached, and the longest body. */
const limits = { responses: 500, body: 32 * 1024, urls: 2000 };

/**
 * Sends a response again that was sent before. A cached response depends on nothing but the request, byte for byte, the data
 * of its sandbox and the expiry of the token: so it is good for a request with the same method, URL and headers and without
 * a body, while the data have the same version, the token is valid and no fault rule exists.
 */
export class ResponseCache implements ResponseStore {
  readonly #sandboxes: SandboxRegistry;
  readonly #logRequest: (request: IncomingMessage, status: number) => void;
  readonly #responses = new BoundedCache<CachedResponse>(limits.responses);
  readonly #seenUrls = new BoundedCache<true>(limits.urls);
  /** The latest request and its URL as it was sent. Only its response can be stored, before another request arrives. */
  #currentRequest: { readonly raw: IncomingMessage; readonly url: string } | undefined;

  constructor(
    sandboxes: SandboxRegistry,
    logRequest: (request: IncomingMessage, status: number) => void,
  ) {
    this.#sandboxes = sandboxes;
    this.#logRequest = logRequest;
  }

  /** Sends the cached response to a request, and writes the call to the journal; false where there is none. */
  tryServe(raw: IncomingMessage, response: ServerResponse): boolean {
    const { url = '' } = raw;
    this.#currentRequest = { raw, url };
    const key = this.#seenUrls.get(url) && cacheKey(raw, url);
    const cached = key && this.#responses.get(key);
    if (!cached) return false;
    try {
      return this.#send(cached, raw, response);
    } catch (error) {
      // The pipeline reports whatever is wrong, unless the response has begun.
      if (response.headersSent) throw error;
      return false;
    }
  }

  /** Stores a response from the second request for its URL on, because most URLs are requested once. */
  store({ raw, context }: FastifyRequest, body: string | Buffer): void {
    const { sandbox, entry, caller } = context;
    if (this.#currentRequest?.raw !== raw || !sandbox || !entry?.status) return;
    const { url } = this.#currentRequest;
    if (!this.#seenUrls.get(url)) return void this.#seenUrls.set(url, true);
    const key = cacheKey(raw, url);
    if (!key) return;
    const expiresAtMs = caller ? caller.expiresAtMs : Number.POSITIVE_INFINITY;
    if (expiresAtMs === undefined || body.length > limits.body) return;
    const { call, status, responseHeaders: headers = {} } = entry;
    const origin = { sandbox: new WeakRef(sandbox), version: sandbox.version, expiresAtMs };
    this.#responses.set(key, { ...origin, call, status, headers, body });
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
    this.#logRequest(raw, status);
    return true;
  }

  /** The sandbox of the cached response, where its data are unchanged and it has no fault rule. */
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

/** Everything of a request that its response may depend on; undefined where the request has a body or changes data. */
function cacheKey(
  { method, headers, rawHeaders }: IncomingMessage,
  url: string,
): string | undefined {
  if (method !== 'GET' || headers['content-length'] || headers['transfer-encoding'])
    return undefined;
  return `${url}\n${rawHeaders.join('\n')}`;
}
