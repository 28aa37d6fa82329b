/**
 * Something that is a part of the sandbox and is kept in memory beside its data: it joins them when they are copied or
 * let go of, and leaves them again when they are opened.
 */
export interface SandboxAttachment {
  /** What is to be kept, as text; undefined for nothing. */
  serialize(): string | undefined;
  /** Takes up what was kept, or begins anew. */
  restore(saved: string | undefined): void;
  /** The sandbox is no more. */
  dispose?(): void;
}
