import { runInSlices, type Steps } from '../time/slices.js';
import type { SandboxMetadata } from './sandbox-metadata.js';

/**
 * State of a sandbox that is kept in memory, outside its database. It is saved in the metadata when the sandbox is copied or
 * closed, and restored when the copy is opened.
 */
export interface SandboxAttachment {
  /** Returns the state as text; undefined if there is nothing to save. */
  serialize(): string | undefined;
  /** Does in steps what the next call of serialize() would take long for. */
  prepare?(): Steps<void>;
  /** Takes over a saved state; undefined starts with an empty one. */
  restore(saved: string | undefined): void;
  /** The bytes that the state takes in memory, if it can be large. */
  readonly bytes?: number;
  /** Whether something follows the state, so that the sandbox must remain open. */
  readonly isInUse?: boolean;
  /** Called when the sandbox is closed. */
  dispose?(): void;
}

/** A kind of attachment. The name is part of stored databases. */
export interface AttachmentKind<Owner, Attachment extends SandboxAttachment> {
  readonly name: string;
  readonly create: (sandbox: Owner) => Attachment;
}

/** The metadata key of a saved attachment. The prefix is part of stored databases. */
export const attachmentKey = (name: string) => `beside ${name}`;

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
    attachment.restore(this.#metadata.take(attachmentKey(name)));
    return attachment;
  }

  /** The bytes that all attachments take in memory. */
  get bytes(): number {
    let total = 0;
    for (const { bytes = 0 } of this.values()) total += bytes;
    return total;
  }

  get isInUse(): boolean {
    return [...this.values()].some(({ isInUse }) => isInUse);
  }

  /** Makes the next serialize() brief. Other work may be done meanwhile, also changes of the attachments. */
  async prepare(): Promise<void> {
    for (const attachment of [...this.values()])
      if (attachment.prepare) await runInSlices(attachment.prepare());
  }

  /** The state of all attachments, as metadata, except those whose keys `replaced` has. */
  serialize(replaced: object = {}): Record<string, string> {
    const states: Record<string, string> = {};
    for (const [name, attachment] of this) {
      const state = attachmentKey(name) in replaced ? undefined : attachment.serialize();
      if (state !== undefined) states[attachmentKey(name)] = state;
    }
    return states;
  }

  /** Saves the state of all attachments in the metadata. */
  save(): void {
    for (const [key, state] of Object.entries(this.serialize())) this.#metadata.set(key, state);
  }

  /** Moves the saved state of all attachments out of the metadata. The returned function restores the attachments from it. */
  takeSaved(): () => void {
    const states = [...this].map(
      ([name, attachment]) => [attachment, this.#metadata.take(attachmentKey(name))] as const,
    );
    return () => {
      for (const [attachment, state] of states) attachment.restore(state);
    };
  }

  /** Removes the saved state of all attachments from the metadata of a copy, because it is older than they are. */
  dropSaved(copy: SandboxMetadata): void {
    for (const name of this.keys()) copy.take(attachmentKey(name));
  }

  dispose(): void {
    for (const attachment of this.values()) attachment.dispose?.();
  }
}
