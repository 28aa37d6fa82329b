import { type DatabaseImage, maxInMemoryBytes, type PortableImage } from '../sqlite/image.js';
import type { SandboxDatabase } from '../sqlite/sandbox-database.js';
import type { SandboxAttachments } from './attachments.js';
import { metadataKeys } from './metadata-keys.js';
import type { SandboxMetadata } from './sandbox-metadata.js';

/** The parts of a sandbox that a copy takes along. */
interface CopyParts {
  readonly data: () => SandboxDatabase;
  readonly metadata: SandboxMetadata;
  readonly attachments: SandboxAttachments;
  /** Writes buffered changes, so that the database is complete. */
  readonly flush: () => void;
}

/** Copies one sandbox: its database, with the state of the attachments and without the expiry. */
export class SandboxCopies {
  readonly #parts: CopyParts;

  constructor(parts: CopyParts) {
    this.#parts = parts;
  }

  /** Copies the sandbox, for other sandboxes to start from. Copy-on-write in memory; a full copy of a file. */
  fork(): DatabaseImage {
    const data = this.#parts.data();
    return data.isInMemory ? this.#complete(() => data.fork()) : this.exportImage();
  }

  /** Copies the sandbox as a self-contained database: in memory, or as a writer of a file if it is too large. */
  exportImage(): PortableImage {
    const data = this.#parts.data();
    if (data.size > maxInMemoryBytes) return { copyTo: (file) => this.copyTo(file) };
    return { bytes: this.#complete(() => data.bytes()) };
  }

  /** Writes a copy of the sandbox to a file. */
  copyTo(file: string): void {
    this.#complete(() => this.#parts.data().copyTo(file));
  }

  /** Runs `work` while the database has exactly what a copy takes along. */
  #complete<T>(work: () => T): T {
    const { metadata, attachments, flush } = this.#parts;
    flush();
    const expiresAt = metadata.take(metadataKeys.expiresAt);
    try {
      attachments.save();
      return work();
    } finally {
      attachments.removeSaved();
      if (expiresAt !== undefined) metadata.set(metadataKeys.expiresAt, expiresAt);
    }
  }
}
