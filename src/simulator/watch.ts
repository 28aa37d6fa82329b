import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defaultSandbox } from '../store/sandboxes.js';
import type { Call } from './calls.js';
import type { Contract, Operation } from './contract.js';
import { documentedStatuses } from './document.js';
import { prefixOf } from './enter.js';
import { faultsOf, type Injected } from './faults.js';
import { journalOf, type Recording } from './journal.js';
import { deletedMeanwhile, invalid, Problem } from './problem.js';
import { pathOf } from './speak.js';
import { spoiled } from './spoiled.js';

/** Begins to write down a call to a contract. */
export function begin(request: FastifyRequest, contract: Contract, operation?: Operation): void {
  // Browsers ask beforehand whether they may call; that is no call yet.
  if (request.method === 'OPTIONS' && request.headers.origin !== undefined) return;
  const { sandbox, body, arrivedAt } = request;
  const { number, age } = journalOf(sandbox).begin();
  request.recording = {
    number,
    age,
    at: sandbox.clock.now(),
    startedAt: arrivedAt,
    call: callOf(request, contract, operation),
    requestBody: Buffer.isBuffer(body) ? body : undefined,
    // All that comes later has its place from the beginning: an object that grows is moved each time.
    status: undefined,
    responseHeaders: undefined,
    responseBody: undefined,
    fault: undefined,
    refusal: undefined,
  };
}

/**
 * What a caller or a rule wants to happen to a call, as far as its body does not matter: a status that the caller
 * prefers, or what a fault rule says. Throws the refusal when it is one; gives a promise where there is something to
 * wait for.
 */
export function meddle(
  request: FastifyRequest,
  reply: FastifyReply,
  contract: Contract,
  operation?: Operation,
): Promise<void> | undefined {
  const { recording } = request;
  if (!recording) return undefined;
  recording.call.callers = callersOf(request);
  const preferred = operation && preference(request, contract, operation);
  if (preferred === undefined) return inject(request, reply, recording, false);
  if (preferred >= 300) throw forced(preferred);
  request.isRehearsal = true;
  return undefined;
}

/** The same once the body is known. */
export function meddleWithBody(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> | undefined {
  const { recording } = request;
  if (!recording || request.injected || request.isRehearsal) return undefined;
  recording.call.body = request.body;
  return inject(request, reply, recording, true);
}

/** Sends a body, or what is to be sent in its place, and writes down what was sent. */
export function leave(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<void> | undefined {
  const { recording, injected } = request;
  if (injected && recording) return leaveAltered(request, reply, recording, body);
  if (recording) write(recording, request, reply, body);
  reply.send(body);
  return undefined;
}

async function leaveAltered(
  request: FastifyRequest,
  reply: FastifyReply,
  recording: Recording,
  body: unknown,
): Promise<void> {
  const sent = await altered(request, body);
  write(recording, request, reply, sent);
  if (request.injected?.effect.abort === 'during') return cutOff(reply, sent);
  reply.send(sent);
}

function write(
  recording: Recording,
  request: FastifyRequest,
  reply: FastifyReply,
  sent: unknown,
): void {
  recording.status = reply.statusCode;
  recording.responseHeaders = reply.getHeaders();
  recording.responseBody = request.method === 'HEAD' ? undefined : sent;
  journalOf(request.sandbox).add(recording);
}

/** Writes down why a call was refused, and where that is explained. */
export function explained(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const { recording } = request;
  if (!recording) return;
  const { status, message, faults, why } = problem;
  recording.refusal = { status, message, faults, why };
  reply.header('link', `<${wayTo(request, reply)}/_sim/explain/${recording.number}>; rel="help"`);
}

/** What leads to the sandbox from the origin that was asked: its prefix, unless its own host or the default one was. */
function wayTo(request: FastifyRequest, reply: FastifyReply): string {
  const name = String(reply.getHeader('x-sandbox'));
  const isPlain = name === defaultSandbox || request.host.startsWith(`${name}.`);
  return prefixOf(request) || (isPlain ? '' : `/~${name}`);
}

function callOf(request: FastifyRequest, { name }: Contract, operation?: Operation): Call {
  return {
    contract: name,
    operationId: operation?.schema.operationId ?? null,
    method: request.method,
    path: pathOf(request),
    callers: nobody,
    query: (request.query ?? {}) as Record<string, unknown>,
    headers: request.headers,
    body: undefined,
  };
}

const nobody: readonly string[] = [];

/** The names of whoever calls, once that is known. */
function callersOf({ caller }: FastifyRequest): readonly string[] {
  if (!caller) return nobody;
  return [caller.persona, caller.name].filter((each) => each !== undefined);
}

/**
 * The status that `Prefer: code=NNN` asks for. Throws a 400 problem for one that the operation does not document, unless
 * any vendor may have it: 429 or one of 5xx.
 */
function preference(
  { headers: { prefer } }: FastifyRequest,
  contract: Contract,
  operation: Operation,
): number | undefined {
  if (prefer === undefined) return undefined;
  const [, , asked] = /(?:^|[\s,;])code\s*=\s*("?)(\d+)\1(?:$|[\s,;])/i.exec(String(prefer)) ?? [];
  if (!asked) return undefined;
  const code = Number(asked);
  const documented = documentedStatuses(contract, operation);
  if (documented.includes(code) || code === 429 || (code >= 500 && code <= 599)) return code;
  const message = `must name a status that ${operation.schema.operationId} documents (${documented.join(', ')}), 429, or one of 5xx, not ${code}`;
  throw invalid([{ in: 'header', at: 'Prefer', message }]);
}

function inject(
  request: FastifyRequest,
  reply: FastifyReply,
  recording: Recording,
  isBodyKnown: boolean,
): Promise<void> | undefined {
  const injected = faultsOf(request.sandbox).decide(recording.call, isBodyKnown);
  if (!injected) return undefined;
  request.injected = injected;
  recording.fault = injected.rule;
  return suffer(request, reply, injected);
}

async function suffer(
  request: FastifyRequest,
  reply: FastifyReply,
  injected: Injected,
): Promise<void> {
  const { sandbox, server } = request;
  if (injected.delayMs > 0)
    await wait(injected.delayMs, undefined, { signal: server.closing }).catch(() => {});
  if (!sandbox.isOpen) throw deletedMeanwhile();
  if (injected.effect.abort === 'before') return cut(request, reply);
  if (injected.effect.status !== undefined) throw forced(injected.effect.status, injected);
}

/** A refusal that nobody earned, in the vendor's words. */
function forced(status: number, injected?: Injected): Problem {
  const { retryAfter = 1 } = injected?.effect ?? {};
  const waits = status === 429 || status === 503;
  return new Problem(status, STATUS_CODES[status] ?? 'Refused', {
    headers: waits ? { 'retry-after': String(retryAfter) } : {},
    why: {
      rule: injected
        ? `The fault rule ${injected.rule} of this sandbox says so`
        : 'The call asked for it with Prefer',
      evidence: 'inferred',
      had: injected ? injected.rule : `Prefer: code=${status}`,
      passes: [injected ? `DELETE /_sim/faults/${injected.rule}` : 'The call without Prefer'],
    },
  });
}

/** Cuts the connection; the call stands in the journal without a status. */
function cut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.recording) {
    journalOf(request.sandbox).add({ ...request.recording, status: null });
  }
  reply.hijack();
  reply.raw.destroy();
  // Nothing more is to be done for this request, and nobody waits for it.
  return new Promise(() => {});
}

/** Sends the half of a body that was promised whole, and cuts the connection. */
async function cutOff(reply: FastifyReply, payload: unknown): Promise<void> {
  const bytes =
    payload instanceof Readable ? await firstOf(payload) : Buffer.from(String(payload ?? ''));
  const headers = { ...reply.getHeaders(), 'content-length': bytes.length + 1 };
  reply.raw.writeHead(reply.statusCode, headers as OutgoingHttpHeaders);
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  return new Promise(() => {});
}

/** The body that is sent in place of the one that would be. */
async function altered(request: FastifyRequest, payload: unknown): Promise<unknown> {
  const { effect } = request.injected ?? {};
  const body = Buffer.isBuffer(payload) ? payload.toString() : payload;
  if (!effect || (typeof body !== 'string' && !(body instanceof Readable))) return payload;
  return spoiled((effect.stale && staleBody(request)) ?? body, effect);
}

/** The first piece of a body that is sent piece by piece; the rest is not wanted any more. */
async function firstOf(stream: Readable): Promise<Buffer> {
  for await (const piece of stream) return Buffer.from(piece);
  return Buffer.alloc(0);
}

function staleBody({ sandbox, recording }: FastifyRequest): string | undefined {
  if (!recording) return undefined;
  const { method, path, callers, query } = recording.call;
  const asked = JSON.stringify([method, path, callers, query]);
  return journalOf(sandbox).latestBody(
    (call) => JSON.stringify([call.method, call.path, call.callers, call.query]) === asked,
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When it arrived, in real milliseconds. */
    arrivedAt: number;
    /** What is written down of it, for calls to a vendor. */
    recording: Recording | undefined;
    /** What a fault rule does to it. */
    injected: Injected | undefined;
    /** It is done and undone: only its answer is wanted. */
    isRehearsal: boolean | undefined;
  }
}
