import { Readable } from 'node:stream';
import type { FaultEffect } from './rules.js';

/** A stream is truncated to half of its first 64 Ki characters, because its length is not known in advance. */
const maxBuffered = 64 * 1024;

/** Truncates a body or makes it malformed JSON. A stream stays a stream. */
export function corruptBody(
  body: string | Readable,
  { truncate, malformed }: Pick<FaultEffect, 'truncate' | 'malformed'>,
): string | Readable {
  if (typeof body === 'string') {
    if (truncate === undefined) return malformed ? withMalformedEnd(body) : body;
    return body.slice(0, truncate === true ? Math.floor(body.length / 2) : truncate);
  }
  if (truncate === true) return Readable.from(firstHalf(body));
  if (truncate !== undefined) return Readable.from(takeCharacters(body, truncate));
  return malformed ? Readable.from(malformedStream(body)) : body;
}

function withMalformedEnd(text: string): string {
  return `${text.slice(0, -1)},`;
}

async function* firstHalf(stream: Readable): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of takeCharacters(stream, maxBuffered)) text += chunk;
  yield text.slice(0, text.length / 2);
}

async function* takeCharacters(stream: Readable, length: number): AsyncGenerator<string> {
  let remaining = length;
  for await (const chunk of stream) {
    const text = String(chunk);
    yield text.slice(0, remaining);
    remaining -= text.length;
    if (remaining <= 0) return;
  }
}

async function* malformedStream(stream: Readable): AsyncGenerator<string> {
  let last = '';
  for await (const chunk of stream) {
    yield last;
    last = String(chunk);
  }
  yield withMalformedEnd(last);
}
