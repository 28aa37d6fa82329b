import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { realNow } from '../store/clock.js';
import { defaultSandbox } from '../store/sandboxes.js';
import type { Call } from './calls.js';
import type { Contract } from './contract.js';
import { documentedStatuses } from './document.js';
import { prefixOf } from './enter.js';
import { faultsOf, type Injected } from './faults.js';
import { journalOf, type Recording } from './journal.js';
import { invalid, notFound, Problem } from './problem.js';
import { pathOf } from './speak.js';

/** Writes down every call to a contract and what came of it. */
export function watch(app: FastifyInstance, contract: Contract): void {
  app.addHook('onRequest', async (request) => {
    // Browsers ask beforehand whether they may call; that is no call yet.
    const isPreflight = request.method === 'OPTIONS' && request.headers.origin !== undefined;
    if (!isPreflight) request.recording = begin(request, contract);
  });
  app.addHook('preHandler', async ({ recording, body }) => {
    if (recording && Buffer.isBuffer(body)) recording.requestBody = body;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { recording } = request;
    if (!recording) return payload;
    const sent = await altered(request, payload);
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
  recording.call = { ...recording.call, callers: callersOf(request) };
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
  reply.header('link', `<${wayTo(request, reply)}/_sim/explain/${recording.number}>; rel="help"`);
}

/** What leads to the sandbox from the origin that was asked: its prefix, unless its own host or the default one was. */
function wayTo(request: FastifyRequest, reply: FastifyReply): string {
  const name = String(reply.getHeader('x-sandbox'));
  const isPlain = name === defaultSandbox || request.host.startsWith(`${name}.`);
  return prefixOf(request) || (isPlain ? '' : `/~${name}`);
}

function begin(request: FastifyRequest, contract: Contract): Recording {
  return {
    ...journalOf(request.sandbox).begin(),
    time: request.sandbox.clock.iso(),
    startedAt: realNow(),
    call: callOf(request, contract),
  };
}

function callOf(request: FastifyRequest, { name }: Contract): Call {
  return {
    contract: name,
    operationId: request.routeOptions?.config?.operation?.schema.operationId ?? null,
    method: request.method,
    path: pathOf(request),
    callers: [],
    query: (request.query ?? {}) as Record<string, unknown>,
    headers: request.headers,
    body: undefined,
  };
}

/** The names of whoever calls, once that is known. */
function callersOf({ caller }: FastifyRequest): string[] {
  return [caller?.persona, caller?.name].filter((each) => each !== undefined);
}

/**
 * The status that `Prefer: code=NNN` asks for. Throws a 400 problem for one that the operation does not document, unless
 * any vendor may have it: 429 or one of 5xx.
 */
function preference(request: FastifyRequest, contract: Contract): number | undefined {
  const { operation } = request.routeOptions.config;
  const [, , asked] =
    /(?:^|[\s,;])code\s*=\s*("?)(\d+)\1(?:$|[\s,;])/i.exec(String(request.headers.prefer ?? '')) ??
    [];
  if (!asked || !operation) return undefined;
  const code = Number(asked);
  const documented = documentedStatuses(contract, operation);
  if (documented.includes(code) || code === 429 || (code >= 500 && code <= 599)) return code;
  const message = `must name a status that ${operation.schema.operationId} documents (${documented.join(', ')}), 429, or one of 5xx, not ${code}`;
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
  const { closing } = request.server;
  if (injected.delayMs > 0)
    await wait(injected.delayMs, undefined, { signal: closing }).catch(() => {});
  if (!sandbox.isOpen) throw notFound('The sandbox of this call was deleted while it waited');
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
async function cutOff(reply: FastifyReply, payload: unknown): Promise<unknown> {
  const bytes =
    payload instanceof Readable ? await firstOf(payload) : Buffer.from(String(payload ?? ''));
  const headers = { ...reply.getHeaders(), 'content-length': bytes.length + 1 };
  reply.raw.writeHead(reply.statusCode, headers as OutgoingHttpHeaders);
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  return new Promise(() => {});
}

/** The body that is sent in place of the one that would be. */
async function altered(request: FastifyRequest, payload: unknown): Promise<unknown> {
  const { truncate, malformed, stale } = request.injected?.effect ?? {};
  const isMeant = truncate !== undefined || malformed || stale;
  const isBody =
    typeof payload === 'string' || Buffer.isBuffer(payload) || payload instanceof Readable;
  if (!isMeant || !isBody) return payload;
  const older = stale ? staleBody(request) : undefined;
  if (truncate === undefined && !malformed) return older ?? payload;
  const whole = payload instanceof Readable ? await firstOf(payload) : payload;
  const text = older ?? String(whole);
  if (truncate === undefined) return `${text.slice(0, -1)},`;
  return text.slice(0, truncate === true ? Math.floor(text.length / 2) : truncate);
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
    /** What is written down of it, for calls to a vendor. */
    recording: Recording | undefined;
    /** What a fault rule does to it. */
    injected: Injected | undefined;
    /** It is done and undone: only its answer is wanted. */
    isRehearsal: boolean | undefined;
  }
}
