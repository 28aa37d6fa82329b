import type { FastifyReply, FastifyRequest } from 'fastify';
import { realNow } from '../store/clock.js';
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
  readonly body: string;
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
  const name = nameOf(request);
  const kept = name && answersOf.get(sandbox)?.get(name);
  if (!kept || kept.version !== sandbox.version || faultsOf(sandbox).any) return false;
  const now = sandbox.clock.now();
  if (kept.until <= now) return false;
  const { status, headers, body, call } = kept;
  const journal = journalOf(sandbox);
  const { number, age } = journal.begin();
  const said = { status, responseHeaders: headers, responseBody: body };
  journal.add({ number, age, at: now, startedAt: realNow(), call, ...said });
  reply.hijack();
  reply.raw.writeHead(status, { ...headers, date: httpDate(now) } as Record<string, string>);
  reply.raw.end(body);
  return true;
}

/** Keeps an answer that depends on nothing but what `answerAgain` looks at. */
export function keepAnswer(request: FastifyRequest, reply: FastifyReply, body: string): void {
  const { sandbox, recording, caller } = request;
  const until = caller ? caller.until : Number.POSITIVE_INFINITY;
  const name = nameOf(request);
  if (!name || !recording || until === undefined || body.length > most.body) return;
  const kept = answersOf.get(sandbox) ?? new Kept(most.answers);
  answersOf.set(sandbox, kept);
  kept.keep(name, {
    version: sandbox.version,
    until,
    call: recording.call,
    status: reply.statusCode,
    headers: { ...reply.getHeaders(), 'content-length': Buffer.byteLength(body) },
    body,
  });
}

/** A request to the letter; undefined for one with a body, or that changes something. */
function nameOf({ method, originalUrl, raw }: FastifyRequest): string | undefined {
  if (method !== 'GET' || raw.headers['content-length'] || raw.headers['transfer-encoding'])
    return undefined;
  return `${originalUrl}\n${raw.rawHeaders.join('\n')}`;
}
