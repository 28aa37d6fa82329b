import { PassThrough } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { ExplainParams, Explanation } from '../../../schemas/control/explanation.js';
import {
  Journal,
  JournalQuery,
  VerifyRequest,
  VerifyResult,
} from '../../../schemas/control/instruments.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { notFound } from '../../simulator/contract/problem.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import type { JournalEntry } from '../../simulator/journal/entry.js';
import { journalOf, requestOf } from '../../simulator/journal/journal.js';
import { stripFingerprints } from '../../simulator/journal/redaction.js';
import { diffRequest } from '../../simulator/journal/request-matcher.js';
import { verify } from '../../simulator/journal/verify.js';
import type { ControlContext } from '../context.js';
import { explain } from '../explain/explain.js';

const tags = ['journal'];

/** How often a stream that has nothing to say shows that it is there, in real milliseconds. */
const heartbeatMs = 15_000;

/** What callers of the vendor APIs sent and got, in the sandbox that the request names. */
export function journal(controlled: ControlContext): Operation[] {
  const { streams } = controlled;
  return [
    operation({
      method: 'GET',
      url: '/journal',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'readJournal',
        summary: 'The calls that were made, oldest first, secrets masked',
        tags,
        querystring: JournalQuery,
        response: { 200: ref(Journal) },
      },
      handler({ sandbox, query: { after, limit = 100, ...match } }) {
        const fitting = journalOf(sandbox)
          .entries()
          .filter((entry) => diffRequest(match, requestOf(entry)).length === 0);
        const later = new Set(journalOf(sandbox).after(after));
        const entries = fitting.filter((entry) => later.has(entry)).slice(0, limit);
        return { total: fitting.length, entries: entries.map(toPublicEntry) };
      },
    }),
    operation({
      method: 'DELETE',
      url: '/journal',
      config: { access: anyScope, effect: 'destroy', managesSandboxes: true },
      schema: {
        operationId: 'clearJournal',
        summary: 'Forget the calls that were made',
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
        summary: 'The calls as they are made, as server-sent events',
        description:
          'Each call is an event `entry`, with the entry as its data and its id as its id. Where the control plane asks for its token, `?token=` brings it too: browsers cannot send headers with an event source.',
        tags,
        querystring: Type.Object({
          token: Type.Optional(
            Type.String({
              writeOnly: true,
              description: 'The admin token, where one is asked for',
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
      handler({ sandbox, headers }) {
        const stream = new PassThrough();
        const say = (entry: JournalEntry) =>
          stream.write(
            `id: ${entry.id}\nevent: entry\ndata: ${JSON.stringify(toPublicEntry(entry))}\n\n`,
          );
        const kept = journalOf(sandbox);
        const last = headers['last-event-id'];
        if (last !== undefined) for (const entry of kept.after(String(last))) say(entry);
        stream.write(': the calls to this sandbox\n\n');
        const end = kept.subscribe(say, () => stream.end());
        const heartbeat = setInterval(() => stream.write(':\n\n'), heartbeatMs);
        streams.add(stream);
        stream.on('close', () => {
          end();
          clearInterval(heartbeat);
          streams.delete(stream);
        });
        return new StreamResponse(stream, {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
        });
      },
    }),
    operation({
      method: 'POST',
      url: '/journal/verify',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'verifyJournal',
        summary: 'Whether calls like this happened, so many times; the nearest misses if not',
        tags,
        body: ref(VerifyRequest),
        response: { 200: ref(VerifyResult) },
      },
      handler: ({ sandbox, body, server }) =>
        verify(journalOf(sandbox), body, server.shutdownSignal),
    }),
    operation({
      method: 'GET',
      url: '/explain/:requestId',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'explainRefusal',
        summary: 'Why a call was refused: the rule, where it is documented, what would pass',
        description:
          'Why a call was refused. Refusals of the vendor APIs point here in their `Link` header.',
        tags,
        params: ExplainParams,
        response: { 200: ref(Explanation) },
      },
      handler({ sandbox, params: { requestId } }) {
        const entry = journalOf(sandbox).find(requestId);
        if (!entry) throw notFound(`The journal has no call ${requestId}, or has it no more`);
        const explained = explain(entry, controlled, sandbox);
        if (!explained) throw notFound(`The call ${requestId} was not refused`);
        return explained;
      },
    }),
  ];
}

/** An entry as it is told: what is for explanations is left out, and secrets leave no seal. */
function toPublicEntry({
  refusal: _,
  callers: __,
  ...entry
}: JournalEntry): Omit<JournalEntry, 'refusal' | 'callers'> {
  return stripFingerprints(entry);
}
