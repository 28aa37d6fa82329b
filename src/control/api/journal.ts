import { Type } from '@sinclair/typebox';
import { ref } from '../../../schemas/annotations.js';
import { streamToken } from '../../../schemas/control/activity.js';
import { Explanation } from '../../../schemas/control/explanation.js';
import {
  EntryParams,
  Journal,
  JournalEntry,
  JournalQuery,
  VerifyRequest,
  VerifyResult,
} from '../../../schemas/control/journal.js';
import { noContent } from '../../../schemas/responses.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { type FieldError, notFound } from '../../simulator/contract/problem.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import { pageOfAll } from '../../simulator/journal/all-journals.js';
import { openEventStream } from '../../simulator/journal/event-stream.js';
import { journalOf } from '../../simulator/journal/journal.js';
import { toPublicEntry } from '../../simulator/journal/public-entry.js';
import type { RequestPattern } from '../../simulator/journal/request-matcher.js';
import { verify } from '../../simulator/journal/verify.js';
import { stripFingerprints } from '../../simulator/redaction/redaction.js';
import { eventStreamHeaders } from '../../simulator/streams/broadcast.js';
import { observationOf } from '../../store/sandbox/observer.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { assertServerAccess } from '../access/sandbox-keys.js';
import type { ControlContext } from '../context.js';
import { explain } from '../explain/explain.js';
import { validatePattern } from './request-match.js';

const tags = ['journal'];
const inQuery = { in: 'query', prefix: '' } as const;

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
        description:
          'Lists the recorded requests, oldest first, with secrets masked. A reader that continues with the id of the last entry as `after` gets every entry once, also if calls were completed in another order than they were made.',
        tags,
        querystring: JournalQuery,
        response: { 200: ref(Journal) },
      },
      check: ({ sandbox, query }) => [
        ...validatePattern(contracts, sandbox, query as RequestPattern, inQuery),
        ...validateRange(query as JournalQuery),
      ],
      handler(request) {
        const { sandbox, query } = request;
        const { after, before, limit = 100, order, sandboxes, view, ...match } = query;
        const isSummary = view === 'summary';
        if (sandboxes === 'all') {
          assertServerAccess(request);
          return pageOfAll(context.sandboxes.opened(), match, { limit, order, isSummary });
        }
        return journalOf(sandbox).page(match, { after, before, limit, order, isSummary });
      },
    }),
    operation({
      method: 'GET',
      url: '/journal/:requestId',
      config: { access: anyScope, effect: 'read' },
      schema: {
        operationId: 'readJournalEntry',
        summary: 'Read one recorded request and its response, with secrets masked',
        tags,
        params: EntryParams,
        response: { 200: ref(JournalEntry) },
      },
      handler: ({ sandbox, params: { requestId } }) => toPublicEntry(findEntry(sandbox, requestId)),
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
      handler({ sandbox }) {
        context.runs.examineJournal({ name: observationOf(sandbox).name, sandbox });
        journalOf(sandbox).clear();
      },
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
        querystring: Type.Object({ token: streamToken }),
        response: {
          200: {
            description: 'Server-sent events',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
        },
      },
      handler({ sandbox, headers, method, server }) {
        if (method === 'HEAD') return new StreamResponse(Buffer.alloc(0), eventStreamHeaders);
        const header = headers['last-event-id'];
        const lastEventId = header === undefined ? undefined : String(header);
        const options = { lastEventId, signal: server.shutdownSignal };
        return new StreamResponse(openEventStream(journalOf(sandbox), options), eventStreamHeaders);
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
        params: EntryParams,
        response: { 200: ref(Explanation) },
      },
      handler({ sandbox, params: { requestId } }) {
        const entry = findEntry(sandbox, requestId);
        const explanation = explain(entry, context, sandbox);
        if (!explanation)
          throw notFound(
            `The request ${requestId} was not refused, and all of its parameters are known`,
          );
        return stripFingerprints(explanation);
      },
    }),
  ];
}

/** The entry of a request. Throws a 404 problem if the journal has none. */
function findEntry(sandbox: Sandbox, requestId: string) {
  const entry = journalOf(sandbox).find(requestId);
  if (!entry) throw notFound(`The journal has no request ${requestId}, or no longer has it`);
  return entry;
}

/** The errors of a query that continues from an entry of all sandboxes, whose ids are not unique. */
function validateRange({
  sandboxes,
  after,
  before,
}: Pick<JournalQuery, 'sandboxes' | 'after' | 'before'>): FieldError[] {
  if (sandboxes !== 'all') return [];
  return Object.entries({ after, before })
    .filter(([, id]) => id !== undefined)
    .map(([at]) => ({
      in: 'query',
      at,
      message: 'must be left out with sandboxes=all, because each sandbox numbers its own calls',
    }));
}
