import { PassThrough } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { ExplainParams, Explanation } from '../../../schemas/control/explanation.js';
import {
  Journal,
  JournalQuery,
  VerifyRequest,
  VerifyResult,
} from '../../../schemas/control/journal.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import type { JournalEntry } from '../../simulator/journal/entry.js';
import { journalOf, type Journal as SandboxJournal } from '../../simulator/journal/journal.js';
import { stripFingerprints } from '../../simulator/journal/redaction.js';
import type { RequestPattern } from '../../simulator/journal/request-matcher.js';
import { verify } from '../../simulator/journal/verify.js';
import type { ControlContext } from '../context.js';
import { explain } from '../explain/explain.js';
import { validatePattern } from './request-match.js';

const tags = ['journal'];

/** How often an idle stream sends a comment to keep the connection open, in real milliseconds. */
const heartbeatMs = 15_000;

/** A stream whose reader leaves more bytes unread is closed; it can continue with `Last-Event-ID`. */
const maxUnreadBytes = 4 * 1024 * 1024;

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  // nginx would hold events back.
  'x-accel-buffering': 'no',
};

/** Operations on the journal of the request's sandbox: what callers of the vendor APIs sent and got. */
export function journalOperations(context: ControlContext): Operation[] {
  const { contracts } = context;
  return [
    operation({
      method: 'GET',
      url: '/journal',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'readJournal',
        summary: 'List the recorded requests, oldest first, with secrets masked',
        tags,
        querystring: JournalQuery,
        response: { 200: ref(Journal) },
      },
      check: ({ sandbox, query }) =>
        validatePattern(contracts, sandbox, query as RequestPattern, { in: 'query', prefix: '' }),
      handler({ sandbox, query: { after, limit = 100, ...match } }) {
        const { total, entries } = journalOf(sandbox).page(match, { after, limit });
        return { total, entries: entries.map(toPublicEntry) };
      },
    }),
    operation({
      method: 'DELETE',
      url: '/journal',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'clearJournal',
        summary: 'Delete the recorded requests',
        tags,
        response: { 204: noContent },
      },
      handler: ({ sandbox }) => journalOf(sandbox).clear(),
    }),
    operation({
      method: 'GET',
      url: '/journal/stream',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'streamJournal',
        summary: 'Stream requests as they are made, as server-sent events',
        description:
          'Each request is an event `entry` with the journal entry as data and its id as the event id. If the control plane requires its token, it may be sent as `?token=`, because an EventSource in a browser cannot send headers.',
        tags,
        querystring: Type.Object({
          token: Type.Optional(
            Type.String({
              writeOnly: true,
              description: 'The admin token, if one is required',
            }),
          ),
        }),
        response: {
          200: {
            description: 'Server-sent events',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
      handler({ sandbox, headers, method }) {
        if (method === 'HEAD') return new StreamResponse(Buffer.alloc(0), streamHeaders);
        const stream = streamEntries(journalOf(sandbox), headers['last-event-id']);
        context.streams.add(stream);
        stream.on('close', () => context.streams.delete(stream));
        return new StreamResponse(stream, streamHeaders);
      },
    }),
    operation({
      method: 'POST',
      url: '/journal/verify',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'verifyJournal',
        summary:
          'Check that matching requests were made the expected number of times; the nearest misses if not',
        tags,
        body: ref(VerifyRequest),
        response: { 200: ref(VerifyResult) },
      },
      check: ({ sandbox, body: { match } }) =>
        validatePattern(contracts, sandbox, match as RequestPattern),
      async handler({ sandbox, body, server, raw: { socket } }) {
        const disconnect = new AbortController();
        const abort = () => disconnect.abort();
        socket.once('close', abort);
        try {
          const signals = [server.shutdownSignal, disconnect.signal];
          return await verify(journalOf(sandbox), body, signals);
        } finally {
          socket.off('close', abort);
        }
      },
    }),
    operation({
      method: 'GET',
      url: '/explain/:requestId',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'explainRefusal',
        summary:
          'Explain why a request was refused: the rule, where it is documented, what would pass',
        description:
          'Explains why a request was refused, or which of its query parameters were ignored. Refusals of the vendor APIs link here in their `Link` header.',
        tags,
        params: ExplainParams,
        response: { 200: ref(Explanation) },
      },
      handler({ sandbox, params: { requestId } }) {
        const entry = journalOf(sandbox).find(requestId);
        if (!entry) throw notFound(`The journal has no request ${requestId}, or no longer has it`);
        const explanation = explain(entry, context, sandbox);
        if (!explanation)
          throw notFound(
            `The request ${requestId} was not refused, and all of its parameters are known`,
          );
        return explanation;
      },
    }),
  ];
}

/** Sends the entries after `lastEventId`, if one is given, and then each new entry. */
function streamEntries(journal: SandboxJournal, lastEventId: unknown): PassThrough {
  const stream = new PassThrough();
  const unsubscribe = journal.subscribe({
    onEntry(entry) {
      if (stream.writableLength > maxUnreadBytes) stream.destroy();
      else stream.write(eventOf(entry));
    },
    onEnd: () => stream.end(),
  });
  if (lastEventId !== undefined)
    for (const entry of journal.after(String(lastEventId))) stream.write(eventOf(entry));
  stream.write(': requests to this sandbox\n\n');
  const heartbeat = setInterval(() => stream.write(':\n\n'), heartbeatMs);
  stream.on('close', () => {
    unsubscribe();
    clearInterval(heartbeat);
  });
  return stream;
}

let latestEvent: { readonly entry: WeakRef<JournalEntry>; readonly text: string } | undefined;

/** An entry as a server-sent event. The latest one is cached, because all streams of a sandbox send it. */
function eventOf(entry: JournalEntry): string {
  if (latestEvent?.entry.deref() !== entry) {
    const text = `id: ${entry.id}\nevent: entry\ndata: ${JSON.stringify(toPublicEntry(entry))}\n\n`;
    latestEvent = { entry: new WeakRef(entry), text };
  }
  return latestEvent.text;
}

/** An entry as it is published: without the details for explanations and without fingerprints of secrets. */
function toPublicEntry({
  refusal: _,
  callers: __,
  ...entry
}: JournalEntry): Omit<JournalEntry, 'refusal' | 'callers'> {
  return stripFingerprints(entry);
}
