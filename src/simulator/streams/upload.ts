import { createWriteStream, rm } from 'node:fs';
import type { IncomingMessage } from 'node:http';
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
    if (!(await discardBody(request.raw))) reply.header('connection', 'close');
    throw error;
  }
  if (received > 0) request.context.upload = { file };
  // Fastify compares this with Content-Length.
  const { receivedEncodedLength = received } = payload;
  return Object.assign(Readable.from([]), { receivedEncodedLength });
}

/** How much of a refused body is read, in bytes and in milliseconds. */
const maxDiscarded = { bytes: 64 * 1024 * 1024, ms: 2000 };

/**
 * Reads and drops the rest of a refused body, because a client that still sends gets a reset instead of the response. Resolves
 * to false if the body does not end soon.
 */
function discardBody(raw: IncomingMessage): Promise<boolean> {
  if (raw.readableEnded || raw.destroyed) return Promise.resolve(raw.readableEnded);
  raw.unpipe();
  return new Promise((resolve) => {
    let discarded = 0;
    const finish = () => {
      clearTimeout(timer);
      raw.off('readable', read).off('end', finish).off('close', finish);
      resolve(raw.readableEnded);
    };
    const read = () => {
      for (let chunk = raw.read(); chunk !== null; chunk = raw.read()) discarded += chunk.length;
      if (discarded > maxDiscarded.bytes) finish();
    };
    const timer = setTimeout(finish, maxDiscarded.ms);
    raw.on('readable', read).once('end', finish).once('close', finish);
  });
}

function assertSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw Object.assign(new Error('the body is too large'), {
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    });
}
