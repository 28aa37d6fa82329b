/** The server cannot start. The message is one line that says why and what to do. */
export class StartupError extends Error {}

/** The startup error for a database file that SQLite cannot read. */
export function unreadableDatabase(file: string, error: unknown): StartupError {
  const reason = (error as Error).message;
  return new StartupError(
    `${file} cannot be read: ${reason}. Use another folder with --data, or add --reset to start over.`,
  );
}

/** The startup error for a folder that the server cannot use. */
export function unusableFolder(folder: string, error: unknown): StartupError {
  const reason = (error as Error).message;
  return new StartupError(
    `${folder} cannot be used for data: ${reason}. Use another folder with --data, or --ephemeral.`,
  );
}
