/**
 * State of a sandbox that is kept in memory, outside its database. It is saved in the metadata when the sandbox is copied or
 * closed, and restored when the copy is opened.
 */
export interface SandboxAttachment {
  /** Returns the state as text; undefined if there is nothing to save. */
  serialize(): string | undefined;
  /** Takes over a saved state; undefined starts with an empty one. */
  restore(saved: string | undefined): void;
  /** Called when the sandbox is closed. */
  dispose?(): void;
}
