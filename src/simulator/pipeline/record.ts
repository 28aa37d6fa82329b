import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, sandboxGone } from '../contract/problem.js';
import type { Refusal } from '../journal/entry.js';
import { journalOf } from '../journal/journal.js';
import type { RecordedCall } from '../journal/recorded-call.js';
import { externalBase, linkPrefix } from '../proxy/links.js';
import type { ReceivedForm } from '../streams/file-form.js';
import type { Mount } from './request-context.js';
import { requestedPath, requestedQuery } from './routing.js';

const noCallers: readonly string[] = [];

/** Opens the journal entry of a request to a vendor API, or of a write of the control plane to its data. Returns a 404 problem if its sandbox has been deleted. */
export function record(request: FastifyRequest): Problem | undefined {
  const { context, body } = request;
  const { sandbox, mount } = context;
  if (!sandbox?.isOpen) return sandboxGone();
  // A CORS preflight is sent by the browser, not by the caller's code.
  const isPreflight = request.method === 'OPTIONS' && request.headers.origin !== undefined;
  if (!mount || isPreflight || !(mount.isRecorded || context.operation?.config.isJournaled))
    return undefined;
  const { number, epoch } = journalOf(sandbox).allocate();
  context.entry = {
    number,
    epoch,
    at: sandbox.clock.now(),
    startedAt: context.arrivedAt,
    call: recordedCall(request, mount),
    requestBody: context.fileForm
      ? formSummary(context.fileForm)
      : Buffer.isBuffer(body)
        ? body
        : undefined,
    // All properties exist from the start, because V8 moves an object that grows.
    status: undefined,
    responseHeaders: undefined,
    responseBody: undefined,
    fault: undefined,
    operationStatus: undefined,
    isDisconnected: undefined,
    refusal: undefined,
  };
  return undefined;
}

/** What the journal shows of a form with a file: everything but the bytes. */
function formSummary({ file, error }: ReceivedForm): Buffer {
  const summary = file
    ? { file: { name: file.name, type: file.type, size: file.size } }
    : { error };
  return Buffer.from(JSON.stringify(summary));
}

/** Completes the journal entry with the response and adds it to the journal. */
export function completeEntry(request: FastifyRequest, reply: FastifyReply, body: unknown): void {
  const { entry, sandbox } = request.context;
  if (!entry || !sandbox) return;
  entry.status = reply.statusCode;
  entry.responseHeaders = reply.getHeaders();
  // A client that gave up has closed its connection; requests without a socket have none.
  if (request.raw.socket?.writable === false) entry.isDisconnected = true;
  entry.responseBody = request.method === 'HEAD' ? undefined : body;
  journalOf(sandbox).add(entry);
}

/** Records why a request is refused, and sets a `Link` header to the explanation. */
export function linkExplanation(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): void {
  const { entry } = request.context;
  // The control plane names all that is wrong in the response itself.
  if (!entry || entry.call.isControl) return;
  const { status, message, fieldErrors, reason } = problem;
  entry.refusal = JSON.stringify({ status, message, fieldErrors, reason } satisfies Refusal);
  const base = sandboxBase(request, reply);
  reply.header('link', `<${base}/_sim/explain/${entry.number}>; rel="help"`);
}

/**
 * What links to the sandbox begin with: its path prefix. Behind a proxy the origin and the prefix of the proxy come before it.
 */
function sandboxBase(request: FastifyRequest, reply: FastifyReply): string {
  const name = String(reply.getHeader('x-sandbox'));
  return `${externalBase(request) ?? ''}${linkPrefix(request, name)}`;
}

function recordedCall(request: FastifyRequest, { contract, isRecorded }: Mount): RecordedCall {
  const { operation } = request.context;
  return {
    contract: contract.name,
    isControl: !isRecorded,
    operation,
    operationId: operation?.schema.operationId ?? null,
    method: request.method,
    path: requestedPath(request),
    callerNames: noCallers,
    query: requestedQuery(request),
    headers: request.headers,
    body: undefined,
    scopes: undefined,
    tokenExpiresAtMs: undefined,
  };
}
