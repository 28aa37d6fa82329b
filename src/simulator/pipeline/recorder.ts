import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defaultSandbox } from '../../store/sandbox/registry.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { badRequest, Problem, sandboxGone } from '../contract/problem.js';
import { corruptBody } from '../faults/corrupt-body.js';
import { faultRulesOf, type InjectedFault } from '../faults/rules.js';
import { journalOf, type PendingEntry } from '../journal/journal.js';
import type { RecordedRequest } from '../journal/request-matcher.js';
import { documentedStatuses } from '../openapi/document.js';
import { requestedPath } from './problem-reply.js';
import { sandboxPrefix } from './sandbox-routing.js';

/** Begins to write down a call to a contract. */
export function startRecording(
  request: FastifyRequest,
  contract: Contract,
  operation?: Operation,
): void {
  // Browsers ask beforehand whether they may call; that is no call yet.
  if (request.method === 'OPTIONS' && request.headers.origin !== undefined) return;
  const { sandbox, body, arrivedAt } = request;
  const { number, epoch } = journalOf(sandbox).open();
  request.recording = {
    number,
    epoch,
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
export function injectFault(
  request: FastifyRequest,
  reply: FastifyReply,
  contract: Contract,
  operation?: Operation,
): Promise<void> | undefined {
  const { recording } = request;
  if (!recording) return undefined;
  recording.call.callerNames = callersOf(request);
  const preferred = operation && preferredStatus(request, contract, operation);
  if (preferred === undefined) return inject(request, reply, recording, false);
  if (preferred >= 300) throw injectedProblem(preferred);
  request.isDryRun = true;
  return undefined;
}

/** The same once the body is known. */
export function injectBodyFault(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> | undefined {
  const { recording } = request;
  if (!recording || request.injectedFault || request.isDryRun) return undefined;
  recording.call.body = request.body;
  return inject(request, reply, recording, true);
}

/** Sends a body, or what is to be sent in its place, and writes down what was sent. */
export function sendResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  body: unknown,
): Promise<void> | undefined {
  const { recording, injectedFault } = request;
  if (injectedFault && recording) return sendCorrupted(request, reply, recording, body);
  if (recording) completeRecording(recording, request, reply, body);
  reply.send(body);
  return undefined;
}

async function sendCorrupted(
  request: FastifyRequest,
  reply: FastifyReply,
  recording: PendingEntry,
  body: unknown,
): Promise<void> {
  const sent = await corruptPayload(request, body);
  completeRecording(recording, request, reply, sent);
  if (request.injectedFault?.effect.abort === 'during') return abortMidBody(reply, sent);
  reply.send(sent);
}

function completeRecording(
  recording: PendingEntry,
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
export function linkExplanation(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): void {
  const { recording } = request;
  if (!recording) return;
  const { status, message, fieldErrors, reason } = problem;
  recording.refusal = { status, message, fieldErrors, reason };
  reply.header(
    'link',
    `<${sandboxBasePath(request, reply)}/_sim/explain/${recording.number}>; rel="help"`,
  );
}

/** What leads to the sandbox from the origin that was asked: its prefix, unless its own host or the default one was. */
function sandboxBasePath(request: FastifyRequest, reply: FastifyReply): string {
  const name = String(reply.getHeader('x-sandbox'));
  const isPlain = name === defaultSandbox || request.host.startsWith(`${name}.`);
  return sandboxPrefix(request) || (isPlain ? '' : `/~${name}`);
}

function callOf(
  request: FastifyRequest,
  { name }: Contract,
  operation?: Operation,
): RecordedRequest {
  return {
    contract: name,
    operationId: operation?.schema.operationId ?? null,
    method: request.method,
    path: requestedPath(request),
    callerNames: noCallers,
    query: (request.query ?? {}) as Record<string, unknown>,
    headers: request.headers,
    body: undefined,
  };
}

const noCallers: readonly string[] = [];

/** The names of whoever calls, once that is known. */
function callersOf({ caller }: FastifyRequest): readonly string[] {
  if (!caller) return noCallers;
  return [caller.persona, caller.name].filter((each) => each !== undefined);
}

/**
 * The status that `Prefer: code=NNN` asks for. Throws a 400 problem for one that the operation does not document, unless
 * any vendor may have it: 429 or one of 5xx.
 */
function preferredStatus(
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
  throw badRequest([{ in: 'header', at: 'Prefer', message }]);
}

function inject(
  request: FastifyRequest,
  reply: FastifyReply,
  recording: PendingEntry,
  isBodyKnown: boolean,
): Promise<void> | undefined {
  const injectedFault = faultRulesOf(request.sandbox).select(recording.call, isBodyKnown);
  if (!injectedFault) return undefined;
  request.injectedFault = injectedFault;
  recording.fault = injectedFault.rule;
  return applyFault(request, reply, injectedFault);
}

async function applyFault(
  request: FastifyRequest,
  reply: FastifyReply,
  injectedFault: InjectedFault,
): Promise<void> {
  const { sandbox, server } = request;
  if (injectedFault.delayMs > 0)
    await wait(injectedFault.delayMs, undefined, { signal: server.shutdownSignal }).catch(() => {});
  if (!sandbox.isOpen) throw sandboxGone();
  if (injectedFault.effect.abort === 'before') return dropConnection(request, reply);
  if (injectedFault.effect.status !== undefined)
    throw injectedProblem(injectedFault.effect.status, injectedFault);
}

/** A refusal that nobody earned, in the vendor's words. */
function injectedProblem(status: number, injectedFault?: InjectedFault): Problem {
  const { retryAfter = 1 } = injectedFault?.effect ?? {};
  const waits = status === 429 || status === 503;
  return new Problem(status, STATUS_CODES[status] ?? 'Refused', {
    headers: waits ? { 'retry-after': String(retryAfter) } : {},
    reason: {
      rule: injectedFault
        ? `The fault rule ${injectedFault.rule} of this sandbox says so`
        : 'The call asked for it with Prefer',
      evidence: 'inferred',
      actual: injectedFault ? injectedFault.rule : `Prefer: code=${status}`,
      remedies: [
        injectedFault ? `DELETE /_sim/faults/${injectedFault.rule}` : 'The call without Prefer',
      ],
    },
  });
}

/** Cuts the connection; the call stands in the journal without a status. */
function dropConnection(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.recording) {
    journalOf(request.sandbox).add({ ...request.recording, status: null });
  }
  reply.hijack();
  reply.raw.destroy();
  // Nothing more is to be done for this request, and nobody waits for it.
  return new Promise(() => {});
}

/** Sends the half of a body that was promised whole, and cuts the connection. */
async function abortMidBody(reply: FastifyReply, payload: unknown): Promise<void> {
  const bytes =
    payload instanceof Readable ? await firstChunk(payload) : Buffer.from(String(payload ?? ''));
  const headers = { ...reply.getHeaders(), 'content-length': bytes.length + 1 };
  reply.raw.writeHead(reply.statusCode, headers as OutgoingHttpHeaders);
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
  return new Promise(() => {});
}

/** The body that is sent in place of the one that would be. */
async function corruptPayload(request: FastifyRequest, payload: unknown): Promise<unknown> {
  const { effect } = request.injectedFault ?? {};
  const body = Buffer.isBuffer(payload) ? payload.toString() : payload;
  if (!effect || (typeof body !== 'string' && !(body instanceof Readable))) return payload;
  return corruptBody((effect.stale && staleBody(request)) ?? body, effect);
}

/** The first piece of a body that is sent piece by piece; the rest is not wanted any more. */
async function firstChunk(stream: Readable): Promise<Buffer> {
  for await (const piece of stream) return Buffer.from(piece);
  return Buffer.alloc(0);
}

function staleBody({ sandbox, recording }: FastifyRequest): string | undefined {
  if (!recording) return undefined;
  const { method, path, callerNames, query } = recording.call;
  const asked = JSON.stringify([method, path, callerNames, query]);
  return journalOf(sandbox).latestResponseBody(
    (call) => JSON.stringify([call.method, call.path, call.callerNames, call.query]) === asked,
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    /** When it arrived, in real milliseconds. */
    arrivedAt: number;
    /** What is written down of it, for calls to a vendor. */
    recording: PendingEntry | undefined;
    /** What a fault rule does to it. */
    injectedFault: InjectedFault | undefined;
    /** It is done and undone: only its answer is wanted. */
    isDryRun: boolean | undefined;
  }
}
