import type { FastifyReply, FastifyRequest } from 'fastify';
import { Kept } from '../store/kept.js';
import type { Sandbox } from '../store/sandbox.js';
import type { Call } from './calls.js';
import { httpDate } from './enter.js';
import { faultsOf } from './faults.js';
import { journalOf } from './journal.js';

/** A good answer to a read, as it was given. */
interface KeptAnswer {
  /** The sandbox's version that it is true of. */
  readonly version: number;
  /** Until when the token of whoever asked holds, in milliseconds. */
  readonly until: number;
  readonly call: Call;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** The headers as they are sent; made when they are first sent again. */
  head?: Head;
}

/** Names and values in turn, and where among them the date is. */
interface Head {
  readonly texts: readonly string[];
  readonly dateAt: number;
}

/** What a sandbox keeps: so many answers, none with a longer body. */
const most = { answers: 64, body: 32 * 1024 };

const answersOf = new WeakMap<Sandbox, Kept<KeptAnswer>>();

/**
 * Gives the same answer to the same request as long as it is true; false where there is none to give. An answer follows
 * from nothing but the request to the letter, the data of the sandbox and, for the token, the time: so it holds for a
 * request with the same method, URL and headers and no body, at the same version of the data, while the token does and no
 * fault rule stands. Such a call is written down like any other.
 */
export function answerAgain(request: FastifyRequest, reply: FastifyReply): boolean {
  const { sandbox } = request;
  request.question = questionOf(request);
  const kept = request.question && answersOf.get(sandbox)?.get(request.question);
  if (!kept || kept.version !== sandbox.version || faultsOf(sandbox).any) return false;
  const now = sandbox.clock.now();
  if (kept.until <= now) return false;
  const { status, headers, body, call } = kept;
  kept.head ??= headOf(headers, body);
  const journal = journalOf(sandbox);
  const { number, age } = journal.begin();
  const date = httpDate(now);
  const said = { status, responseHeaders: { ...headers, date }, responseBody: body };
  journal.add({ number, age, at: now, startedAt: request.arrivedAt, call, ...said });
  reply.hijack();
  reply.raw.writeHead(status, kept.head.texts.with(kept.head.dateAt, date));
  reply.raw.end(body);
  return true;
}

/** Keeps an answer that was sent and depends on nothing but what `answerAgain` looks at. */
export function keepAnswer(
  { sandbox, question, recording, caller }: FastifyRequest,
  body: Buffer,
): void {
  const until = caller ? caller.until : Number.POSITIVE_INFINITY;
  if (!question || !recording?.status || until === undefined || body.length > most.body) return;
  const { call, status, responseHeaders: headers = {} } = recording;
  const kept = answersOf.get(sandbox) ?? new Kept(most.answers);
  answersOf.set(sandbox, kept);
  const { version } = sandbox;
  kept.keep(question, { version, until, call, status, headers, body });
}

function headOf(headers: KeptAnswer['headers'], body: Buffer): Head {
  const texts = Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);
  texts.push('content-length', String(body.length));
  return { texts, dateAt: texts.indexOf('date') + 1 };
}

/** A request to the letter; undefined for one with a body, or that changes something. */
function questionOf({ method, originalUrl, raw }: FastifyRequest): string | undefined {
  if (method !== 'GET' || raw.headers['content-length'] || raw.headers['transfer-encoding'])
    return undefined;
  return `${originalUrl}\n${raw.rawHeaders.join('\n')}`;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** All that its answer may hang on, but the data and the time; undefined where that cannot be told. */
    question: string | undefined;
  }
}
