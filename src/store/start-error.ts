/** Why a server cannot start, in a line that says what to do. */
export class StartError extends Error {}

/** The refusal of a database in a data folder that SQLite cannot read. */
export function unreadable(file: string, error: unknown): StartError {
  const why = (error as Error).message;
  return new StartError(
    `${file} cannot be read: ${why}. Use another folder with --data, or add --reset to begin anew.`,
  );
}
