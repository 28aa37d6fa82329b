import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { delay } from '../../lib/async.js';
import type { Contract } from '../contract/contract.js';
import type { Caller } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import { badRequest, Problem, sandboxGone } from '../contract/problem.js';
import { journalOf } from '../journal/journal.js';
import type { PendingEntry, RecordedCall } from '../journal/recorded-call.js';
import { documentedStatuses } from '../openapi/document-options.js';
import { corruptBody } from './corrupt-body.js';
import { faultRulesKind, type InjectedFault } from './rules.js';

/** The outcome of a stage that has closed the connection, so that no response is sent. */
export const connectionClosed = Symbol('connection closed');

/**
 * Applies `Prefer: code=NNN`, or the first fault rule that matches without the body. Returns the injected problem, or a
 * promise if a rule applies, because it may delay the request.
 */
export function injectFault(request: FastifyRequest, reply: FastifyReply): unknown {
  const { context } = request;
  const { entry, operation, mount, caller } = context;
  if (!entry || entry.call.isControl) return undefined;
  if (caller) recordCaller(entry.call, caller);
  const preferred =
    operation && mount ? preferredStatus(request, mount.contract, operation) : undefined;
  if (preferred === undefined) return applyRules(request, reply, { entry, isBodyKnown: false });
  if (preferred >= 300) return injectedProblem(preferred);
  context.isDryRun = true;
  return undefined;
}

/** Applies the first fault rule that matches on the body. */
export function injectBodyFault(request: FastifyRequest, reply: FastifyReply): unknown {
  const { entry, fault, isDryRun } = request.context;
  if (!entry || entry.call.isControl || fault || isDryRun) return undefined;
  entry.call.body = request.body;
  return applyRules(request, reply, { entry, isBodyKnown: true });
}

/** The body after the injected fault has made it stale, truncated or malformed. */
export async function corruptPayload(request: FastifyRequest, payload: unknown): Promise<unknown> {
  const { effect } = request.context.fault ?? {};
  const body = Buffer.isBuffer(payload) ? payload.toString() : payload;
  if (!effect || (typeof body !== 'string' && !(body instanceof Readable))) return payload;
  return corruptBody((effect.stale && staleBody(request)) ?? body, effect);
}

/** Sends half of a body, less than its Content-Length, and closes the connection. */
export async function abortMidBody(reply: FastifyReply, payload: unknown): Promise<void> {
  reply.hijack();
  const bytes =
    payload instanceof Readable ? await firstChunk(payload) : Buffer.from(String(payload ?? ''));
  const headers = { ...reply.getHeaders(), 'content-length': bytes.length + 1 };
  reply.raw.writeHead(reply.statusCode, headers as OutgoingHttpHeaders);
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
}

/** Records the names by which fault rules and journal queries match the caller, and what its token allows. */
function recordCaller(call: RecordedCall, { persona, name, scopes, expiresAtMs }: Caller): void {
  call.callerNames = persona === undefined ? [name] : [persona, name];
  call.scopes = scopes;
  call.tokenExpiresAtMs = expiresAtMs;
}

/**
 * The status that `Prefer: code=NNN` requests. Throws a 400 problem for a status that the operation does not document, other
 * than 429 and 5xx, which any API may send.
 */
function preferredStatus(
  { headers: { prefer } }: FastifyRequest,
  contract: Contract,
  operation: Operation,
): number | undefined {
  const code = requestedStatus(prefer);
  if (code === undefined) return undefined;
  const documented = documentedStatuses(contract, operation);
  if (documented.includes(code) || code === 429 || (code >= 500 && code <= 599)) return code;
  const message = `must name a status that ${operation.schema.operationId} documents (${documented.join(', ')}), 429 or 5xx, not ${code}`;
  throw badRequest([{ in: 'header', at: 'Prefer', message }]);
}

/** The status in a `Prefer` header; undefined for a header without one. */
export function requestedStatus(prefer: unknown): number | undefined {
  if (prefer === undefined) return undefined;
  const [, , digits] = /(?:^|[\s,;])code\s*=\s*("?)(\d+)\1(?:$|[\s,;])/i.exec(String(prefer)) ?? [];
  return digits ? Number(digits) : undefined;
}

function applyRules(
  request: FastifyRequest,
  reply: FastifyReply,
  { entry, isBodyKnown }: { readonly entry: PendingEntry; readonly isBodyKnown: boolean },
): Promise<unknown> | undefined {
  const rules = request.sandbox.attachment(faultRulesKind);
  const fault = rules.isKnownEmpty ? undefined : rules.select(entry.call, isBodyKnown);
  if (!fault) return undefined;
  request.context.fault = fault;
  entry.fault = fault.rule;
  // Applied by `respond`, when the operation is done.
  if (fault.effect.after) return undefined;
  return applyFault(request, reply, fault);
}

/**
 * Waits for the delay of a fault, then closes the connection or returns the injected problem; undefined if the fault has
 * neither.
 */
export async function applyFault(
  request: FastifyRequest,
  reply: FastifyReply,
  fault: InjectedFault,
): Promise<unknown> {
  const { sandbox, server } = request;
  const { delayMs, effect } = fault;
  if (delayMs > 0) await delay(delayMs, server.shutdownSignal);
  if (!sandbox.isOpen) return sandboxGone();
  if (effect.abort === 'before') return dropConnection(request, reply);
  return effect.status === undefined ? undefined : injectedProblem(effect.status, fault);
}

/** The problem that a fault rule or `Prefer` injects. */
function injectedProblem(status: number, fault?: InjectedFault): Problem {
  const { retryAfter = 1 } = fault?.effect ?? {};
  const hasRetryAfter = status === 429 || status === 503;
  return new Problem(status, STATUS_CODES[status] ?? 'Error', {
    headers: hasRetryAfter ? { 'retry-after': String(retryAfter) } : {},
    reason: {
      rule: fault
        ? `The fault rule ${fault.rule} of ${fault.scenario ? `the scenario ${fault.scenario}` : 'this sandbox'} injects this status${fault.effect.after ? ' after the operation' : ''}`
        : 'The request header Prefer requests this status',
      evidence: 'inferred',
      actual: fault ? fault.rule : `Prefer: code=${status}`,
      remedies: [
        fault ? `DELETE /_sim/faults/${fault.rule}` : 'The request without the header Prefer',
      ],
    },
  });
}

/** Closes the connection without a response. The journal entry has no status. */
function dropConnection(request: FastifyRequest, reply: FastifyReply): typeof connectionClosed {
  const { entry } = request.context;
  if (entry) journalOf(request.sandbox).add({ ...entry, status: null });
  reply.hijack();
  reply.raw.destroy();
  return connectionClosed;
}

async function firstChunk(stream: Readable): Promise<Buffer> {
  for await (const chunk of stream) return Buffer.from(chunk);
  return Buffer.alloc(0);
}

/** The body of the latest successful response to the same request. */
function staleBody({ context, sandbox }: FastifyRequest): string | undefined {
  if (!context.entry) return undefined;
  const { method, path, callerNames: names, query } = context.entry.call;
  const key = JSON.stringify([method, path, names, query]);
  return journalOf(sandbox).latestResponseBody(
    (call) => JSON.stringify([call.method, call.path, call.callerNames, call.query]) === key,
  );
}
