import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import {
  filePartBytes,
  maxFileParts,
  type StoredFile,
} from '../../../../schemas/esper/applications/files.js';
import { filePart } from '../../../../seeds/esper/index.js';
import { Problem } from '../../../simulator/contract/problem.js';
import { LongWrite } from '../../../simulator/contract/responses.js';
import type { UploadedFile } from '../../../simulator/streams/file-form.js';
import type { LongWork } from '../../../store/documents/long-work.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { fileParts } from '../collections.js';
import { hasRoom, isStored, partCount } from './stored-files.js';

/** A file with more parts is written in slices, between which other requests are served. */
const maxPartsAtOnce = 16;

interface StoreOptions<Prepared, Result> {
  readonly sandbox: Sandbox;
  readonly uploaded: UploadedFile;
  /** Reads what has to be known of the file before the write begins. */
  readonly prepare: () => Promise<Prepared>;
  /** Writes the documents that refer to the file, in the same transaction, and returns the response. */
  readonly finish: (target: Sandbox, file: StoredFile, prepared: Prepared) => Result;
}

/** Stores an uploaded file in a sandbox. Throws a 413 problem when the files of the sandbox leave no room for it. */
export function storeUploadedFile<Prepared, Result>({
  sandbox,
  uploaded,
  prepare,
  finish,
}: StoreOptions<Prepared, Result>): LongWrite {
  return new LongWrite(async (writer) => {
    const prepared = await prepare();
    const { path, name, type, size } = uploaded;
    const file: StoredFile = { sha256: await sha256Of(path), size, name, type };
    let result: Result | undefined;
    const plan = (target: Sandbox): LongWork => ({
      rows: partCount(file),
      *steps() {
        if (!isStored(target, file)) {
          if (!hasRoom(target, file)) throw noRoom;
          yield* insertParts(target, file, path);
        }
        result = finish(target, file, prepared);
      },
    });
    if (partCount(file) <= maxPartsAtOnce)
      writer.transaction(() => sandbox.runAtOnce(plan(sandbox)));
    else await writer.changeCopy(plan);
    return result;
  });
}

const noRoom = new Problem(
  413,
  `The files of a sandbox may have ${Math.floor((maxFileParts * filePartBytes) / 1024 ** 2)} MiB together`,
);

function* insertParts(sandbox: Sandbox, { sha256 }: StoredFile, path: string) {
  const descriptor = openSync(path, 'r');
  try {
    for (let number = 0; ; number++) {
      const buffer = Buffer.alloc(filePartBytes);
      const bytes = buffer.subarray(0, readSync(descriptor, buffer));
      if (bytes.length === 0) return;
      sandbox.documents(fileParts).insert(filePart(sha256, number, bytes), {});
      yield undefined;
    }
  } finally {
    closeSync(descriptor);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
