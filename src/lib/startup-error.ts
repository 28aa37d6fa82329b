/** Why a server cannot start, in a line that says what to do. */
export class StartupError extends Error {}

/** The refusal of a database in a data folder that SQLite cannot read. */
export function unreadableDatabase(file: string, error: unknown): StartupError {
  const reason = (error as Error).message;
  return new StartupError(
    `${file} cannot be read: ${reason}. Use another folder with --data, or add --reset to begin anew.`,
  );
}
