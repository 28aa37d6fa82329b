import { STATUS_CODES } from 'node:http';
import type { JournalEntry } from '../../schemas/control/journal.js';

/** A name with its value, as HAR lists headers and parameters. */
interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/**
 * The calls of a journal as HTTP Archive 1.2, which browsers and test runners read. The URLs begin with `origin`. Secrets are masked,
 * as in the journal. A call without a response, and one whose body the journal has cut, is left out: a reader would replay something else.
 */
export function toHar(entries: readonly JournalEntry[], origin: string): object {
  const complete = entries.filter(
    ({ status, control, response }) => status !== null && !control && !response.truncated,
  );
  return {
    log: {
      version: '1.2',
      creator: { name: 'Understudy', version: '1' },
      entries: complete.map((entry) => toHarEntry(entry, origin)),
    },
  };
}

function toHarEntry(entry: JournalEntry, origin: string): object {
  const { time, method, path, status, durationMs, request, response } = entry;
  const query = toPairs(request.query);
  const search = new URLSearchParams(
    query.map(({ name, value }): [string, string] => [name, value]),
  ).toString();
  const requestText = toText(request.body);
  const text = toText(response.body);
  return {
    startedDateTime: time,
    time: durationMs,
    request: {
      method,
      url: `${origin.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toPairs(request.headers),
      queryString: query,
      ...(requestText !== '' && {
        postData: { mimeType: mediaType(request.headers), text: requestText },
      }),
      headersSize: -1,
      bodySize: Buffer.byteLength(requestText),
    },
    response: {
      status,
      statusText: STATUS_CODES[status ?? 0] ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toPairs(response.headers),
      content: { size: Buffer.byteLength(text), mimeType: mediaType(response.headers), text },
      redirectURL: '',
      headersSize: -1,
      bodySize: Buffer.byteLength(text),
    },
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
  };
}

/** A parameter or header that was sent several times has a pair for each value. */
function toPairs(values: Readonly<Record<string, unknown>>): NamedValue[] {
  return Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((each) => ({ name, value: String(each) })),
  );
}

function toText(body: unknown): string {
  if (body === null || body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function mediaType(headers: Readonly<Record<string, unknown>>): string {
  return String(headers['content-type'] ?? 'application/json');
}
