import { Type } from '@sinclair/typebox';
import { streamToken } from '../../../schemas/control/activity.js';
import { EntryView } from '../../../schemas/control/journal.js';
import { SandboxName } from '../../../schemas/control/sandboxes.js';
import { anyScope } from '../../simulator/contract/access.js';
import { type Operation, operation } from '../../simulator/contract/operation.js';
import { StreamResponse } from '../../simulator/contract/responses.js';
import { eventStreamHeaders } from '../../simulator/streams/broadcast.js';
import { sandboxEventTypes } from '../../store/sandbox/observer.js';
import type { ControlContext } from '../context.js';

const typePattern = `(${sandboxEventTypes.join('|')})`;

/** The types of the events that a reader wants. */
const types = Type.Optional(
  Type.String({
    pattern: `^${typePattern}(,${typePattern})*$`,
    description:
      'Only events of these types, separated by commas. The server does not collect calls that no reader wants.',
    examples: ['clock,fault'],
  }),
);

/** The sandbox whose calls a reader wants. */
const callsOf = Type.Optional(
  Type.Unsafe<string>({
    ...SandboxName,
    description:
      'Of the calls only those to this sandbox; the other events are those of all sandboxes.',
  }),
);

/** Operation that streams what happens in all sandboxes. */
export function eventsOperation({ events }: ControlContext): Operation {
  return operation({
    method: 'GET',
    url: '/events',
    config: {
      access: anyScope,
      effect: 'read',
      isServerWide: true,
      refusals: { 503: 'Too many readers follow the events.' },
    },
    schema: {
      operationId: 'streamEvents',
      summary: 'Stream what happens in all sandboxes, as server-sent events',
      description:
        'Streams what happens in all sandboxes as server-sent events; with the key of a sandbox, in that one, until it is deleted. The events are `call` (with the journal entry), `reset` (with the reason: reset, restore or import), `clock`, `fault` (rules that were added, ids of those that were removed), `data`, `created` and `deleted`. Each has the name of its sandbox. A reader that reconnects with `Last-Event-ID` gets what it missed, if that is not longer ago than a minute; otherwise the event `missed` says that some are missing. The token may be sent as `?token=`, because an EventSource in a browser cannot send headers.',
      tags: ['events'],
      querystring: Type.Object({ types, callsOf, view: EntryView, token: streamToken }),
      response: {
        200: {
          description: 'Server-sent events',
          content: { 'text/event-stream': { schema: Type.String() } },
        },
      },
    },
    handler({ caller, headers, method, query, server }) {
      if (method === 'HEAD') return new StreamResponse(Buffer.alloc(0), eventStreamHeaders);
      const header = headers['last-event-id'];
      const lastEventId = header === undefined ? undefined : String(header);
      const reader = {
        sandbox: caller.sandbox,
        types: query.types?.split(','),
        callsOf: query.callsOf,
        isSummary: query.view === 'summary',
        lastEventId,
        signal: server.shutdownSignal,
      };
      return new StreamResponse(events.open(reader), eventStreamHeaders);
    },
  });
}
