import { createWriteStream, rm } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { createTempFolder } from '../../store/storage/temp-folder.js';
import { onResponseEnd } from './response-end.js';

/** What the handler of an operation with `acceptsBinary` gets as its body. */
export interface Upload {
  /** The temporary file that holds the body. It is deleted when the connection is done with the response. */
  readonly file: string;
}

/**
 * Writes a body of at most `maxBytes` to a temporary file instead of memory, and stores the upload in the context. Returns the
 * empty body that is left to parse. Rejects if the body is too large or ends early, or if the disk is full.
 */
export async function storeUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  { payload, maxBytes }: { readonly payload: RequestPayload; readonly maxBytes: number },
): Promise<Readable> {
  assertSize(Number(request.headers['content-length'] ?? 0), maxBytes);
  const folder = createTempFolder();
  const remove = () => rm(folder, { recursive: true, force: true }, () => {});
  onResponseEnd(reply.raw, remove);
  const file = join(folder, 'upload');
  let received = 0;
  const limited = async function* () {
    // The connection must stay open for the response to a body that is too large.
    for await (const chunk of payload.iterator({
      destroyOnReturn: false,
    }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      assertSize(received, maxBytes);
      yield chunk;
    }
  };
  try {
    await pipeline(limited, createWriteStream(file));
  } catch (error) {
    remove();
    // What follows is not stored; the response does not wait for it.
    request.raw.unpipe();
    request.raw.resume();
    throw error;
  }
  if (received > 0) request.context.upload = { file };
  // Fastify compares this with Content-Length.
  const { receivedEncodedLength = received } = payload;
  return Object.assign(Readable.from([]), { receivedEncodedLength });
}

function assertSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw Object.assign(new Error('the body is too large'), {
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    });
}
