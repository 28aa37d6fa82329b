import type { SandboxMetadata } from './sandbox-metadata.js';

/**
 * State of a sandbox that is kept in memory, outside its database. It is saved in the metadata when the sandbox is copied or
 * closed, and restored when the copy is opened.
 */
export interface SandboxAttachment {
  /** Returns the state as text; undefined if there is nothing to save. */
  serialize(): string | undefined;
  /** Takes over a saved state; undefined starts with an empty one. */
  restore(saved: string | undefined): void;
  /** The bytes that the state takes in memory, if it can be large. */
  readonly bytes?: number;
  /** Called when the sandbox is closed. */
  dispose?(): void;
}

/** The metadata key of a saved attachment. The prefix is part of stored databases. */
const attachmentKey = (name: string) => `beside ${name}`;

/** The attachments of one sandbox, by name. */
export class SandboxAttachments extends Map<string, SandboxAttachment> {
  readonly #metadata: SandboxMetadata;

  constructor(metadata: SandboxMetadata) {
    super();
    this.#metadata = metadata;
  }

  /** Adds an attachment, with its saved state, and returns it. */
  add(name: string, attachment: SandboxAttachment): SandboxAttachment {
    this.set(name, attachment);
    this.#restore(name, attachment);
    return attachment;
  }

  /** The bytes that all attachments take in memory. */
  get bytes(): number {
    let total = 0;
    for (const { bytes = 0 } of this.values()) total += bytes;
    return total;
  }

  /** Saves the state of all attachments in the metadata. */
  save(): void {
    for (const [name, attachment] of this) {
      const state = attachment.serialize();
      if (state !== undefined) this.#metadata.set(attachmentKey(name), state);
    }
  }

  /** Removes the saved state from the metadata; the attachments keep theirs. */
  removeSaved(): void {
    for (const name of this.keys()) this.#metadata.take(attachmentKey(name));
  }

  /** Moves the saved state of all attachments from the metadata into them. */
  restore(): void {
    for (const [name, attachment] of this) this.#restore(name, attachment);
  }

  dispose(): void {
    for (const attachment of this.values()) attachment.dispose?.();
  }

  #restore(name: string, attachment: SandboxAttachment): void {
    attachment.restore(this.#metadata.take(attachmentKey(name)));
  }
}
