import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { realNow } from '../store/clock.js';
import { Kept } from '../store/kept.js';
import type { Sandbox } from '../store/sandbox.js';
import type { Sandboxes } from '../store/sandboxes.js';
import type { Call } from './calls.js';
import { httpDate } from './enter.js';
import { faultsOf } from './faults.js';
import { journalOf } from './journal.js';

/** A good answer to a read, as it was given. */
interface KeptAnswer {
  /** Held so that one that is deleted is gone, with its journal. */
  readonly sandbox: WeakRef<Sandbox>;
  /** The sandbox's version that it is true of. */
  readonly version: number;
  /** Until when the token of whoever asked holds, in milliseconds. */
  readonly until: number;
  readonly call: Call;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string | Buffer;
  /** The headers as they are sent; made when they are first sent again. */
  head?: Head;
}

/** Names and values in turn, and where among them the date is. */
interface Head {
  readonly texts: string[];
  readonly dateAt: number;
}

/** So many answers are kept, none with a longer body, and so many URLs are known that were asked for. */
const most = { answers: 500, body: 32 * 1024, urls: 2000 };

/**
 * Answers that may be given again. An answer follows from nothing but the request to the letter, the data of its sandbox and,
 * for the token, the time: so it holds for a request with the same method, URL and headers and no body, at the same version
 * of the data, while the token does and no fault rule stands.
 */
export class KeptAnswers {
  readonly #sandboxes: Sandboxes;
  readonly #answers = new Kept<KeptAnswer>(most.answers);
  readonly #asked = new Kept<true>(most.urls);
  /**
   * The latest request, and its URL as it was sent. An answer that had to be waited for is not kept, so that there is no other
   * request in between.
   */
  #latest: { readonly raw: IncomingMessage; readonly url: string } | undefined;

  constructor(sandboxes: Sandboxes) {
    this.#sandboxes = sandboxes;
  }

  /**
   * Gives the answer to the same request again, before anything else is done for it; false where there is none to give. The
   * call is written down like any other.
   */
  giveAgain(raw: IncomingMessage, response: ServerResponse): boolean {
    const { url = '' } = raw;
    this.#latest = { raw, url };
    const question = this.#asked.get(url) && questionOf(raw, url);
    const kept = question && this.#answers.get(question);
    if (!kept) return false;
    try {
      return this.#give(kept, response);
    } catch (error) {
      // Whatever is wrong is said on the usual way, as long as nothing has been said.
      if (response.headersSent) throw error;
      return false;
    }
  }

  #give(kept: KeptAnswer, response: ServerResponse): boolean {
    const sandbox = this.#unchanged(kept);
    if (!sandbox) return false;
    const { status, headers, body, call } = kept;
    const now = sandbox.clock.now();
    if (kept.until <= now) return false;
    const startedAt = realNow();
    const journal = journalOf(sandbox);
    const { number, age } = journal.begin();
    const date = httpDate(now);
    const responseHeaders = { ...headers, date };
    journal.add({
      number,
      age,
      at: now,
      startedAt,
      call,
      status,
      responseHeaders,
      responseBody: body,
    });
    kept.head ??= headOf(kept);
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
  keep({ raw, sandbox, recording, caller }: FastifyRequest, body: string | Buffer): void {
    if (this.#latest?.raw !== raw || !recording?.status) return;
    const { url } = this.#latest;
    if (!this.#asked.get(url)) return void this.#asked.keep(url, true);
    const question = questionOf(raw, url);
    if (!question) return;
    const until = caller ? caller.until : Number.POSITIVE_INFINITY;
    if (until === undefined || body.length > most.body) return;
    const { call, status, responseHeaders: headers = {} } = recording;
    const from = { sandbox: new WeakRef(sandbox), version: sandbox.version, until };
    this.#answers.keep(question, { ...from, call, status, headers, body });
  }

  /** The sandbox that the request would come into, if it is the same as then and nothing has changed there. */
  #unchanged({ sandbox, version, headers }: KeptAnswer): Sandbox | undefined {
    const name = String(headers['x-sandbox']);
    const entered = this.#sandboxes.has(name) ? this.#sandboxes.enter(name) : undefined;
    if (!entered || entered !== sandbox.deref() || version !== entered.version) return undefined;
    return faultsOf(entered).any ? undefined : entered;
  }
}

function headOf({ headers, body }: KeptAnswer): Head {
  const texts = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  texts.push('content-length', String(Buffer.byteLength(body)));
  return { texts, dateAt: 2 * Object.keys(headers).indexOf('date') + 1 };
}

/**
 * A request to the letter, with all that its answer may hang on but the data and the time; undefined for one with a body, or
 * that changes something.
 */
function questionOf(
  { method, headers, rawHeaders }: IncomingMessage,
  url: string,
): string | undefined {
  if (method !== 'GET' || headers['content-length'] || headers['transfer-encoding'])
    return undefined;
  return `${url}\n${rawHeaders.join('\n')}`;
}
