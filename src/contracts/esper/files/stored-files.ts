import { Readable } from 'node:stream';
import {
  filePartBytes,
  fileSignature,
  maxFileParts,
  type StoredFile,
} from '../../../../schemas/esper/applications/files.js';
import { filePartId } from '../../../../seeds/esper/index.js';
import { notFound } from '../../../simulator/contract/problem.js';
import { StreamResponse } from '../../../simulator/contract/responses.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { appVersions, contents, fileParts } from '../collections.js';

/** The number of parts of a file. */
export function partCount({ size }: Pick<StoredFile, 'size'>): number {
  return Math.ceil(size / filePartBytes);
}

/** Whether the files of a sandbox leave room for another one. */
export function hasRoom(sandbox: Sandbox, file: Pick<StoredFile, 'size'>): boolean {
  return sandbox.documents(fileParts).count({}) + partCount(file) <= maxFileParts;
}

/** Whether a sandbox has the bytes of a file. Equal files are stored once. */
export function isStored(sandbox: Sandbox, { sha256 }: StoredFile): boolean {
  return sandbox.documents(fileParts).count({ where: { key: filePartId(sha256, 0) } }) > 0;
}

/** Deletes the bytes of a file that no document refers to any longer. */
export function releaseFile(sandbox: Sandbox, file: StoredFile): void {
  const where = { sha256: file.sha256 };
  const isNeeded = [appVersions, contents].some(
    (each) => sandbox.documents(each as typeof appVersions).count({ where }) > 0,
  );
  if (isNeeded) return;
  for (let number = 0; number < partCount(file); number++)
    sandbox.documents(fileParts).delete(filePartId(file.sha256, number));
}

/**
 * The response with a file: a download, never a page, because anyone with a key can upload one. Throws a 404 problem for a wrong
 * signature, and when the bytes are gone.
 */
export function fileResponse(
  sandbox: Sandbox,
  file: StoredFile,
  { signature, type }: { readonly signature: string; readonly type: string },
): StreamResponse {
  const unknown = () => notFound('There is no such file; links to files come from the API');
  if (signature !== fileSignature(file)) throw unknown();
  const first = readPart(sandbox, file, 0);
  if (!first) throw unknown();
  const headers = { ...downloadHeaders(file.name), 'content-type': type };
  if (partCount(file) === 1) return new StreamResponse(first, headers);
  // A part is read when the client has taken the one before it.
  const body = Readable.from(bytesOf(sandbox, file, first), { objectMode: false });
  return new StreamResponse(body, { ...headers, 'content-length': String(file.size) });
}

function* bytesOf(sandbox: Sandbox, file: StoredFile, first: Buffer): Generator<Buffer> {
  yield first;
  for (let number = 1; number < partCount(file); number++) {
    const part = readPart(sandbox, file, number);
    if (!part) throw new Error('the file was deleted while it was sent');
    yield part;
  }
}

function readPart(sandbox: Sandbox, { sha256 }: StoredFile, number: number): Buffer | undefined {
  // `get` would keep the part in memory.
  const [part] = sandbox
    .documents(fileParts)
    .all({ where: { key: filePartId(sha256, number) } }, undefined, { limit: 1 });
  return part && Buffer.from(part.wire.data, 'base64');
}

/** Headers that make a browser save a file under its name (RFC 6266) and run nothing of it. */
function downloadHeaders(name: string): Record<string, string> {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(Buffer.from(name).toString()).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const isPlain = ascii === name;
  return {
    'content-disposition': `attachment; filename="${ascii}"${isPlain ? '' : `; filename*=UTF-8''${encoded}`}`,
    'x-content-type-options': 'nosniff',
  };
}
