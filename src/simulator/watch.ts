import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { realNow } from '../store/clock.js';
import type { Call } from './calls.js';
import type { Contract } from './contract.js';
import { documentedStatuses } from './document.js';
import { prefixOf } from './enter.js';
import { type Effect, faultsOf, type Injected } from './faults.js';
import { journalOf, type Recording } from './journal.js';
import { invalid, Problem } from './problem.js';
import { pathOf } from './speak.js';

/** Writes down every call to a contract and what came of it. */
export function watch(app: FastifyInstance, contract: Contract): void {
  app.addHook('onRequest', async (request) => {
    request.recording = begin(request, contract);
  });
  app.addHook('preHandler', async ({ recording, body }) => {
    if (recording && Buffer.isBuffer(body)) recording.requestBody = body;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { recording } = request;
    if (!recording) return payload;
    const sent = altered(request, payload);
    recording.status = reply.statusCode;
    recording.responseHeaders = reply.getHeaders();
    recording.responseBody = sent;
    journalOf(request.sandbox).add(recording);
    if (request.injected?.effect.abort === 'during') return cutOff(reply, sent);
    return sent;
  });
}

/**
 * What a caller or a rule wants to happen to a call, as far as its body does not matter: a status that the caller
 * prefers, or what a fault rule says. Throws the refusal when it is one.
 */
export async function meddle(
  request: FastifyRequest,
  reply: FastifyReply,
  contract: Contract,
): Promise<void> {
  const { recording } = request;
  if (!recording) return;
  recording.call = callOf(request, contract);
  const preferred = preference(request, contract);
  if (preferred === undefined) await inject(request, reply, false);
  else if (preferred >= 300) throw forced(preferred);
  else request.isRehearsal = true;
}

/** The same once the body is known. */
export async function meddleWithBody(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { recording } = request;
  if (!recording || request.injected || request.isRehearsal) return;
  recording.call = { ...recording.call, body: request.body };
  await inject(request, reply, true);
}

/** Writes down why a call was refused, and where that is explained. */
export function explained(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  const { recording } = request;
  if (!recording) return;
  const { status, message, faults, why } = problem;
  recording.refusal = { status, message, faults, why };
  reply.header('link', `<${prefixOf(request)}/_sim/explain/${recording.number}>; rel="help"`);
}

function begin(request: FastifyRequest, contract: Contract): Recording {
  return {
    number: journalOf(request.sandbox).begin(),
    time: request.sandbox.clock.iso(),
    startedAt: realNow(),
    call: callOf(request, contract),
  };
}

function callOf(request: FastifyRequest, { name }: Contract): Call {
  const { caller } = request;
  const callers = [caller?.persona, caller?.name].filter((each) => each !== undefined);
  return {
    contract: name,
    operationId: request.routeOptions?.config?.operation?.schema.operationId ?? null,
    method: request.method,
    path: pathOf(request),
    callers,
    query: (request.query ?? {}) as Record<string, unknown>,
    headers: request.headers,
    body: undefined,
  };
}

/** The status that `Prefer: code=NNN` asks for. Throws a 400 problem for one that the operation does not document. */
function preference(request: FastifyRequest, contract: Contract): number | undefined {
  const { operation } = request.routeOptions.config;
  const asked = /(?:^|[\s,;])code=("?)(\d{3})\1(?:$|[\s,;])/.exec(
    String(request.headers.prefer ?? ''),
  );
  if (!asked || !operation) return undefined;
  const code = Number(asked[2]);
  const documented = documentedStatuses(contract, operation);
  if (documented.includes(code)) return code;
  const message = `must name a status that ${operation.schema.operationId} documents, one of ${documented.join(', ')}, not ${code}`;
  throw invalid([{ in: 'header', at: 'Prefer', message }]);
}

async function inject(
  request: FastifyRequest,
  reply: FastifyReply,
  isBodyKnown: boolean,
): Promise<void> {
  const { recording, sandbox } = request;
  if (!recording) return;
  const injected = faultsOf(sandbox).decide(recording.call, isBodyKnown);
  if (!injected) return;
  request.injected = injected;
  recording.fault = injected.rule;
  if (injected.delayMs > 0) await wait(injected.delayMs);
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
function cutOff(reply: FastifyReply, payload: unknown): Promise<unknown> {
  const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '';
  const bytes = Buffer.from(text);
  const headers = { ...reply.getHeaders(), 'content-length': bytes.length + 1 };
  reply.raw.writeHead(reply.statusCode, headers as OutgoingHttpHeaders);
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  return new Promise(() => {});
}

/** The body that is sent in place of the one that would be. */
function altered(request: FastifyRequest, payload: unknown): unknown {
  const { effect } = request.injected ?? {};
  if (!effect || (typeof payload !== 'string' && !Buffer.isBuffer(payload))) return payload;
  const text = staleBody(request, effect) ?? String(payload);
  if (effect.truncate) {
    const length = effect.truncate === true ? Math.floor(text.length / 2) : effect.truncate;
    return text.slice(0, length);
  }
  if (effect.malformed) return `${text.slice(0, -1)},`;
  return effect.stale ? text : payload;
}

function staleBody({ sandbox, recording }: FastifyRequest, { stale }: Effect): string | undefined {
  if (!stale || !recording) return undefined;
  const { method, path, callers, query } = recording.call;
  const asked = JSON.stringify([method, path, callers, query]);
  return journalOf(sandbox).latestBody(
    (call) => JSON.stringify([call.method, call.path, call.callers, call.query]) === asked,
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What is written down of it, for calls to a vendor. */
    recording: Recording | undefined;
    /** What a fault rule does to it. */
    injected: Injected | undefined;
    /** It is done and undone: only its answer is wanted. */
    isRehearsal: boolean | undefined;
  }
}
