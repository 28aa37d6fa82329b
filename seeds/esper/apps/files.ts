import { createHash } from 'node:crypto';
import {
  type FilePart,
  filePartBytes,
  type StoredFile,
} from '../../../schemas/esper/applications/files.js';

/** How a document refers to the file with some bytes. */
export function storedFile(bytes: Buffer, name: string, type: string): StoredFile {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, size: bytes.length, name, type };
}

/** One part of a file. */
export function filePart(sha256: string, number: number, bytes: Buffer): FilePart {
  const data = bytes.toString('base64');
  return { id: filePartId(sha256, number), sha256, number, data };
}

/** The identifier of a part of a file. */
export function filePartId(sha256: string, number: number): string {
  return `${sha256}-${String(number).padStart(4, '0')}`;
}

/** The parts of a file that is in memory. */
export function* fileParts({ sha256 }: StoredFile, bytes: Buffer): Generator<FilePart> {
  for (let number = 0; number * filePartBytes < bytes.length; number++)
    yield filePart(
      sha256,
      number,
      bytes.subarray(number * filePartBytes, (number + 1) * filePartBytes),
    );
}
