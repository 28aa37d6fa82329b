import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { loadPackageFile } from '../../../../lib/package-files.js';
import { type PackageInfo, readManifest } from './manifest.js';

/** A larger manifest is refused; those of the largest apps have some hundred KiB. */
const maxManifestBytes = 1024 * 1024;

/** An archive with more entries is refused. */
const maxEntries = 100_000;

const manifestName = 'AndroidManifest.xml';

/** Loads the reader of archives on first use, because most runs read none. */
const loadZip = () => loadPackageFile<typeof import('yauzl')>('yauzl');

/** What can be read of an uploaded package: its manifest, or why it cannot be read. */
export type ReadPackage =
  | { readonly info: PackageInfo }
  /** The file does not begin like an archive, or the archive contains no manifest. */
  | { readonly reason: string; readonly isDamaged: false }
  /** The file is an archive that cannot be read, or its manifest cannot. */
  | { readonly reason: string; readonly isDamaged: true };

/** Reads the manifest of an Android package. Nothing else of the archive is unpacked, and nothing is written. */
export async function readPackage(path: string): Promise<ReadPackage> {
  if (!(await isArchive(path)))
    return { reason: 'it does not begin like a ZIP archive', isDamaged: false };
  try {
    const zip = await loadZip().openPromise(path, { lazyEntries: true, autoClose: false });
    try {
      const entry = await findManifest(zip);
      if (!entry) return { reason: `it contains no ${manifestName}`, isDamaged: false };
      return { info: readManifest(await readEntry(zip, entry)) };
    } finally {
      zip.close();
    }
  } catch (error) {
    // An error of the file system says nothing about the package.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    const isTruncated = error instanceof RangeError;
    const reason = isTruncated ? `its ${manifestName} ends early` : (error as Error).message;
    return { reason, isDamaged: true };
  }
}

async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32BE(0) === 0x504b0304;
  } finally {
    await file.close();
  }
}

/** Finds the first manifest. All names are read, because the archive is refused for one that would lead out of a folder. */
async function findManifest(zip: ZipFile): Promise<Entry | undefined> {
  if (zip.entryCount > maxEntries) throw new Error(`it has more than ${maxEntries} entries`);
  let found: Entry | undefined;
  for await (const entry of zip.eachEntry()) if (entry.fileName === manifestName) found ??= entry;
  return found;
}

/** The bytes of an entry. What an entry says of its size is not trusted: reading ends at the limit. */
async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const tooLarge = new Error(`its ${manifestName} is larger than ${maxManifestBytes} bytes`);
  if (entry.uncompressedSize > maxManifestBytes) throw tooLarge;
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxManifestBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
