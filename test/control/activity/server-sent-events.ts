import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Record<string, unknown> & { readonly sandbox: string };
}

/** Collects the events of a stream. The function that it returns waits until a number of them has arrived, and returns all of them. */
export function collectEvents(response: IncomingMessage) {
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const events = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((block) => !block.startsWith(':'))
      .map((block): ServerSentEvent => {
        const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/)));
        return { ...fields, data: JSON.parse(fields.data) } as ServerSentEvent;
      });
  return async (count: number) => {
    for (let i = 0; i < 200 && events().length < count; i++) await wait(10);
    return events();
  };
}
