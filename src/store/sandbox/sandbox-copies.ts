import { type DatabaseImage, maxInMemoryBytes, type PortableImage } from '../sqlite/image.js';
import type { MetadataPatch } from '../sqlite/metadata-store.js';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { SandboxAttachments } from './attachments.js';
import { metadataKeys } from './metadata-keys.js';

/** The parts of a sandbox that a copy takes along. */
interface CopyParts {
  readonly data: () => SandboxDatabase;
  readonly attachments: SandboxAttachments;
  /** Writes buffered changes, so that the database is complete. */
  readonly flush: () => void;
}

/**
 * Copies one sandbox: its database, with the state of the attachments and without the expiry. Only the copy gets these
 * changes, so that nothing has to be undone in the sandbox, where a killed process could not.
 */
export class SandboxCopies {
  readonly #parts: CopyParts;

  constructor(parts: CopyParts) {
    this.#parts = parts;
  }

  /** Call it before a copy with all attachments, because serializing them can take long. */
  prepare(): Promise<void> {
    return this.#parts.attachments.prepare();
  }

  /** Copies the sandbox with further changes, for other sandboxes to start from. Copy-on-write in memory; a full copy of a file. */
  fork(changes: MetadataPatch = {}): DatabaseImage {
    const data = this.#parts.data();
    if (!data.isInMemory) return this.exportImage(changes);
    this.#parts.flush();
    return data.fork(this.#patch(changes));
  }

  /** Copies the sandbox as a self-contained database: in memory, or as a writer of a file if it is too large. */
  exportImage(changes: MetadataPatch = {}): PortableImage {
    const data = this.#parts.data();
    if (data.size > maxInMemoryBytes) return { copyTo: (file) => this.#copyTo(file, changes) };
    this.#parts.flush();
    return { bytes: data.bytes(this.#patch(changes)) };
  }

  #copyTo(file: string, changes: MetadataPatch): void {
    this.#parts.flush();
    this.#parts.data().copyTo(file, this.#patch(changes));
  }

  /** How the metadata of a copy differ from those of the sandbox. */
  #patch(changes: MetadataPatch): MetadataPatch {
    return {
      ...this.#parts.attachments.serialize(changes),
      [metadataKeys.expiresAt]: undefined,
      [metadataKeys.keyHash]: undefined,
      [metadataKeys.origin]: undefined,
      [metadataKeys.originClock]: undefined,
      ...changes,
    };
  }
}
