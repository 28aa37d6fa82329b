import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { BoundedCache } from '../lib/bounded-cache.js';
import { faultRulesOf } from '../simulator/faults/rules.js';
import { journalOf } from '../simulator/journal/journal.js';
import type { RecordedRequest } from '../simulator/journal/request-matcher.js';
import { httpDate } from '../simulator/pipeline/sandbox-routing.js';
import { systemNow } from '../store/sandbox/clock.js';
import type { SandboxRegistry } from '../store/sandbox/registry.js';
import type { Sandbox } from '../store/sandbox/sandbox.js';

/** A good answer to a read, as it was given. */
interface CachedResponse {
  /** Held so that one that is deleted is gone, with its journal. */
  readonly sandbox: WeakRef<Sandbox>;
  /** The sandbox's version that it is true of. */
  readonly version: number;
  /** Until when the token of whoever asked holds, in milliseconds. */
  readonly until: number;
  readonly call: RecordedRequest;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string | Buffer;
  /** The headers as they are sent; made when they are first sent again. */
  head?: RawHeaders;
}

/** Names and values in turn, and where among them the date is. */
interface RawHeaders {
  readonly texts: string[];
  readonly dateAt: number;
}

/** So many answers are kept, none with a longer body, and so many URLs are known that were asked for. */
const limits = { answers: 500, body: 32 * 1024, urls: 2000 };

/**
 * Answers that may be given again. An answer follows from nothing but the request to the letter, the data of its sandbox and,
 * for the token, the time: so it holds for a request with the same method, URL and headers and no body, at the same version
 * of the data, while the token does and no fault rule stands.
 */
export class ResponseCache {
  readonly #sandboxes: SandboxRegistry;
  readonly #responses = new BoundedCache<CachedResponse>(limits.answers);
  readonly #seenUrls = new BoundedCache<true>(limits.urls);
  /**
   * The latest request, and its URL as it was sent. An answer that had to be waited for is not kept, so that there is no other
   * request in between.
   */
  #currentRequest: { readonly raw: IncomingMessage; readonly url: string } | undefined;

  constructor(sandboxes: SandboxRegistry) {
    this.#sandboxes = sandboxes;
  }

  /**
   * Gives the answer to the same request again, before anything else is done for it; false where there is none to give. The
   * call is written down like any other.
   */
  tryServe(raw: IncomingMessage, response: ServerResponse): boolean {
    const { url = '' } = raw;
    this.#currentRequest = { raw, url };
    const question = this.#seenUrls.get(url) && cacheKey(raw, url);
    const kept = question && this.#responses.get(question);
    if (!kept) return false;
    try {
      return this.#send(kept, response);
    } catch (error) {
      // Whatever is wrong is said on the usual way, as long as nothing has been said.
      if (response.headersSent) throw error;
      return false;
    }
  }

  #send(kept: CachedResponse, response: ServerResponse): boolean {
    const sandbox = this.#freshSandbox(kept);
    if (!sandbox) return false;
    const { status, headers, body, call } = kept;
    const now = sandbox.clock.now();
    if (kept.until <= now) return false;
    const startedAt = systemNow();
    const journal = journalOf(sandbox);
    const { number, epoch } = journal.open();
    const date = httpDate(now);
    const responseHeaders = { ...headers, date };
    journal.add({
      number,
      epoch,
      at: now,
      startedAt,
      call,
      status,
      responseHeaders,
      responseBody: body,
    });
    kept.head ??= serializeHeaders(kept);
    const { texts, dateAt } = kept.head;
    texts[dateAt] = date;
    response.writeHead(status, texts);
    response.end(body);
    return true;
  }

  /**
   * Keeps an answer that was sent and depends on nothing but what `giveAgain` looks at; not before the second time that its URL
   * is asked for, as most are asked for once.
   */
  store({ raw, sandbox, recording, caller }: FastifyRequest, body: string | Buffer): void {
    if (this.#currentRequest?.raw !== raw || !recording?.status) return;
    const { url } = this.#currentRequest;
    if (!this.#seenUrls.get(url)) return void this.#seenUrls.set(url, true);
    const question = cacheKey(raw, url);
    if (!question) return;
    const until = caller ? caller.expiresAtMs : Number.POSITIVE_INFINITY;
    if (until === undefined || body.length > limits.body) return;
    const { call, status, responseHeaders: headers = {} } = recording;
    const from = { sandbox: new WeakRef(sandbox), version: sandbox.version, until };
    this.#responses.set(question, { ...from, call, status, headers, body });
  }

  /** The sandbox that the request would come into, if it is the same as then and nothing has changed there. */
  #freshSandbox({ sandbox, version, headers }: CachedResponse): Sandbox | undefined {
    const name = String(headers['x-sandbox']);
    const entered = this.#sandboxes.has(name) ? this.#sandboxes.open(name) : undefined;
    if (!entered || entered !== sandbox.deref() || version !== entered.version) return undefined;
    return faultRulesOf(entered).hasRules ? undefined : entered;
  }
}

function serializeHeaders({ headers, body }: CachedResponse): RawHeaders {
  const texts = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  texts.push('content-length', String(Buffer.byteLength(body)));
  return { texts, dateAt: 2 * Object.keys(headers).indexOf('date') + 1 };
}

/**
 * A request to the letter, with all that its answer may hang on but the data and the time; undefined for one with a body, or
 * that changes something.
 */
function cacheKey(
  { method, headers, rawHeaders }: IncomingMessage,
  url: string,
): string | undefined {
  if (method !== 'GET' || headers['content-length'] || headers['transfer-encoding'])
    return undefined;
  return `${url}\n${rawHeaders.join('\n')}`;
}
