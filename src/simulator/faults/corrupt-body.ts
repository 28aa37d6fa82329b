import { Readable } from 'node:stream';
import type { FaultEffect } from './rules.js';

/** Of a body that is sent piece by piece nobody knows the middle; it ends within so many characters. */
const maxBuffered = 64 * 1024;

/** A body that ends early, or is no JSON any more; one that is sent piece by piece still is. */
export function corruptBody(
  body: string | Readable,
  { truncate, malformed }: Pick<FaultEffect, 'truncate' | 'malformed'>,
): string | Readable {
  if (typeof body === 'string') {
    if (truncate === undefined) return malformed ? withBrokenEnd(body) : body;
    return body.slice(0, truncate === true ? Math.floor(body.length / 2) : truncate);
  }
  if (truncate === true) return Readable.from(firstHalf(body));
  if (truncate !== undefined) return Readable.from(takeCharacters(body, truncate));
  return malformed ? Readable.from(brokenAtTheEnd(body)) : body;
}

function withBrokenEnd(text: string): string {
  return `${text.slice(0, -1)},`;
}

async function* firstHalf(stream: Readable): AsyncGenerator<string> {
  let text = '';
  for await (const piece of takeCharacters(stream, maxBuffered)) text += piece;
  yield text.slice(0, text.length / 2);
}

async function* takeCharacters(stream: Readable, length: number): AsyncGenerator<string> {
  let left = length;
  for await (const piece of stream) {
    const text = String(piece);
    yield text.slice(0, left);
    left -= text.length;
    if (left <= 0) return;
  }
}

async function* brokenAtTheEnd(stream: Readable): AsyncGenerator<string> {
  let last = '';
  for await (const piece of stream) {
    yield last;
    last = String(piece);
  }
  yield withBrokenEnd(last);
}
