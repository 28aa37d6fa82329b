import { createWriteStream, rm } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { createTempFolder } from '../../store/storage/temp-folder.js';
import { type ReceivedForm, receiveFileForm } from './file-form.js';
import { onResponseEnd } from './response-end.js';

/** What the handler of an operation with `acceptsBinary` gets as its body. */
export interface Upload {
  /** The temporary file that holds the body. It is deleted when the connection is done with the response. */
  readonly file: string;
}

interface UploadOptions {
  readonly payload: RequestPayload;
  readonly maxBytes: number;
}

/**
 * Writes a body of at most `maxBytes` to a temporary file instead of memory, and stores the upload in the context. Returns the
 * empty body that is left to parse. Rejects if the body is too large or ends early, or if the disk is full.
 */
export async function storeUpload(
  request: FastifyRequest,
  reply: FastifyReply,
  options: UploadOptions,
): Promise<Readable> {
  return receive(request, reply, options, async (body, folder) => {
    const file = join(folder, 'upload');
    let received = 0;
    const counted = async function* () {
      for await (const chunk of body) {
        received += chunk.length;
        yield chunk;
      }
    };
    await pipeline(counted, createWriteStream(file));
    if (received > 0) request.context.upload = { file };
  });
}

/** The same for a multipart form with a file: only the file of one part is stored. The form is stored in the context. */
export async function storeFileForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { part, ...options }: UploadOptions & { readonly part: string },
): Promise<Readable> {
  return receive(request, reply, options, async (body, folder) => {
    const contentType = request.headers['content-type'] ?? '';
    const form: ReceivedForm = await receiveFileForm(body, { contentType, part, folder });
    request.context.fileForm = form;
  });
}

/** Passes the body to `store` with a temporary folder, which is deleted with the response. */
async function receive(
  request: FastifyRequest,
  reply: FastifyReply,
  { payload, maxBytes }: UploadOptions,
  store: (body: AsyncIterable<Buffer>, folder: string) => Promise<void>,
): Promise<Readable> {
  assertSize(Number(request.headers['content-length'] ?? 0), maxBytes);
  const folder = createTempFolder();
  const remove = () => rm(folder, { recursive: true, force: true }, () => {});
  onResponseEnd(reply.raw, remove);
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
    await store(limited(), folder);
  } catch (error) {
    remove();
    dropRest(request);
    throw error;
  }
  // A malformed form may not be read to its end.
  const isComplete = payload.readableEnded;
  if (!isComplete) dropRest(request);
  // Fastify compares this with Content-Length.
  const { receivedEncodedLength = received } = isComplete
    ? payload
    : { receivedEncodedLength: Number(request.headers['content-length'] ?? received) };
  return Object.assign(Readable.from([]), { receivedEncodedLength });
}

/** What follows is not stored; the response does not wait for it. */
function dropRest({ raw }: FastifyRequest): void {
  raw.unpipe();
  raw.resume();
}

function assertSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw Object.assign(new Error('the body is too large'), {
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    });
}
