import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { openResponse } from '../http-transport.js';
import { assertOptions } from '../options.js';
import { controlHeaders, type Transport } from '../transport.js';
import type { JournalEntry, ServerEvent } from '../types.js';

/** From where a stream of journal entries begins. */
export interface JournalStreamOptions {
  /** The id of an entry: later ones are sent first. By default only new ones are sent. */
  after?: string;
}

/** The entries of a sandbox's journal as they are made. The stream is open when the function resolves. */
export async function openJournalStream(
  transport: Transport,
  sandbox: string,
  options: JournalStreamOptions = {},
): Promise<AsyncGenerator<JournalEntry, void, undefined>> {
  assertOptions(options, ['after']);
  const request = { path: '/_sim/journal/stream', sandbox, lastEventId: options.after };
  return openEventStream(transport, request, (event, data) =>
    event === 'entry' ? (JSON.parse(data) as JournalEntry) : undefined,
  );
}

/** What happens in all sandboxes of a server. The stream is open when the function resolves. */
export function openServerEvents(
  transport: Transport,
): Promise<AsyncGenerator<ServerEvent, void, undefined>> {
  return openEventStream(
    transport,
    { path: '/_sim/events' },
    (_event, data) => JSON.parse(data) as ServerEvent,
  );
}

interface EventStreamRequest {
  readonly path: string;
  readonly sandbox?: string;
  readonly lastEventId?: string | undefined;
}

/**
 * The events of a stream, each as `parse` returns it; undefined leaves one out. The stream ends when the iteration is left, or when
 * the server closes. Rejects if the server refuses it.
 */
async function openEventStream<Event>(
  transport: Transport,
  { path, sandbox, lastEventId }: EventStreamRequest,
  parse: (event: string, data: string) => Event | undefined,
): Promise<AsyncGenerator<Event, void, undefined>> {
  const response = await openResponse(transport.url, {
    url: path,
    headers: {
      ...controlHeaders(transport, sandbox),
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`GET ${path}: status ${response.statusCode}`);
  }
  return eventsOf(response, parse);
}

async function* eventsOf<Event>(
  response: IncomingMessage,
  parse: (event: string, data: string) => Event | undefined,
): AsyncGenerator<Event, void, undefined> {
  let received: Event[] = [];
  const parser = createParser({
    onEvent({ event = 'message', data }) {
      const parsed = parse(event, data);
      if (parsed !== undefined) received.push(parsed);
    },
  });
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) {
      parser.feed(String(chunk));
      const events = received;
      received = [];
      yield* events;
    }
  } finally {
    response.destroy();
  }
}
