import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { BusboyFileStream } from '@fastify/busboy';
import { loadPackageFile } from '../../lib/package-files.js';

/** A file of a multipart form. */
export interface UploadedFile {
  /** The temporary file with its bytes. It is deleted when the connection is done with the response. */
  readonly path: string;
  /** The name that the client gave it, without folders. */
  readonly name: string;
  /** Its media type as the client said, in lower case and without parameters. */
  readonly type: string;
  readonly size: number;
}

/** A received form: the last file of the expected part if there is one, or why the form cannot be parsed. */
export interface ReceivedForm {
  readonly file?: UploadedFile | undefined;
  readonly error?: string;
}

/** Forms with more parts, or with longer headers or fields, are malformed. */
const limits = { parts: 100, fieldSize: 64 * 1024, headerPairs: 100, headerSize: 16 * 1024 };

/** Less than a stream buffers on any version of Node.js. */
const sliceBytes = 8 * 1024;

/** Loads the parser on first use, because most runs receive no file. */
const loadParser = () =>
  loadPackageFile<typeof import('@fastify/busboy')>('@fastify/busboy').Busboy;

/**
 * Parses a multipart form (RFC 7578) while it arrives, and writes the files of one part to a folder. Rejects if the body cannot be
 * read or a file cannot be written.
 */
export async function receiveFileForm(
  body: AsyncIterable<Buffer>,
  { contentType, part, folder }: { contentType: string; part: string; folder: string },
): Promise<ReceivedForm> {
  const Parser = loadParser();
  let parser: InstanceType<typeof Parser>;
  try {
    parser = new Parser({ headers: { 'content-type': contentType }, limits });
  } catch {
    return { error: 'is a multipart form without a boundary in its Content-Type' };
  }
  const writes: Promise<UploadedFile>[] = [];
  let hasTooManyParts = false;
  parser.on('partsLimit', () => {
    hasTooManyParts = true;
  });
  parser.on('file', (name, stream, fileName, _encoding, type) => {
    // A browser sends a part without name and bytes for a field in which no file was chosen.
    if (name !== part || !fileName) {
      stream.on('error', () => {}).resume();
      return;
    }
    const path = join(folder, String(writes.length));
    const write = writeFile(stream, path).then((size) => ({ path, name: fileName, type, size }));
    // An error of the disk ends the form, which would wait for its reader.
    write.catch((error: Error) => parser.destroy(error));
    writes.push(write);
  });
  let bodyError: unknown;
  const source = async function* () {
    try {
      for await (const chunk of body) yield* slicesOf(chunk);
    } catch (error) {
      bodyError = error;
      throw error;
    }
  };
  try {
    await pipeline(source, parser);
  } catch (error) {
    await Promise.allSettled(writes);
    if (bodyError !== undefined) throw bodyError;
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    return { error: 'is a multipart form that ends before its last boundary' };
  }
  const files = await Promise.all(writes);
  if (hasTooManyParts) return { error: `is a multipart form with more than ${limits.parts} parts` };
  return { file: files.at(-1) };
}

/**
 * The parts of a chunk, with a pause after each. The parser waits forever when a part ends in the chunk that fills the part's
 * buffer, because nobody reads the buffer of a part that has ended.
 */
async function* slicesOf(chunk: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < chunk.length; start += sliceBytes) {
    yield chunk.subarray(start, start + sliceBytes);
    await setImmediate();
  }
}

async function writeFile(stream: BusboyFileStream, path: string): Promise<number> {
  await pipeline(stream, createWriteStream(path));
  return stream.bytesRead;
}
