import type { IncomingMessage } from 'node:http';
import { createParser } from 'eventsource-parser';
import { openResponse } from './http-transport.js';
import { assertOptions } from './options.js';
import { controlHeaders, type Transport } from './transport.js';
import type { JournalEntry } from './types.js';

/** From where a stream of journal entries begins. */
export interface JournalStreamOptions {
  /** The id of an entry: later ones are sent first. By default only new ones are sent. */
  after?: string;
}

/**
 * The entries of a sandbox's journal as they are made. The stream is open when the function resolves; it ends when the
 * iteration is left, or when the server closes. Rejects if the server refuses it.
 */
export async function openJournalStream(
  transport: Transport,
  sandbox: string,
  options: JournalStreamOptions = {},
): Promise<AsyncGenerator<JournalEntry, void, undefined>> {
  assertOptions(options, ['after']);
  const { after } = options;
  const response = await openResponse(transport.url, {
    url: '/_sim/journal/stream',
    headers: {
      ...controlHeaders(transport, sandbox),
      accept: 'text/event-stream',
      ...(after !== undefined && { 'last-event-id': after }),
    },
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`GET /_sim/journal/stream: status ${response.statusCode}`);
  }
  return entriesOf(response);
}

async function* entriesOf(
  response: IncomingMessage,
): AsyncGenerator<JournalEntry, void, undefined> {
  let received: JournalEntry[] = [];
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'entry') received.push(JSON.parse(data));
    },
  });
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) {
      parser.feed(String(chunk));
      const entries = received;
      received = [];
      yield* entries;
    }
  } finally {
    response.destroy();
  }
}
