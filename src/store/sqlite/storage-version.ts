/**
 * The version of stored documents and metadata. Every database holds it as `PRAGMA user_version` and the manifest of a data
 * folder holds it too. Raise it together with a new migration in src/migrations, and add a fixture (test/fixtures/make-storage.ts).
 * Changed columns, indexes and tables need no new version, because they are derived from the documents.
 */
export const storageVersion = 1;

/** Says which version was found and which versions can be read. */
export function newerVersionMessage(version: number): string {
  return `was written by a newer version of Understudy: its storage version is ${version}, and this version reads up to ${storageVersion}`;
}
