/** The server cannot start. The message is one line that says why and what to do. */
export class StartupError extends Error {}

/** The startup error for a database file that SQLite cannot read. */
export function unreadableDatabase(file: string, error: unknown): StartupError {
  const reason = (error as Error).message;
  return new StartupError(
    `${file} cannot be read: ${reason}. Use another folder with --data, or add --reset to start over.`,
  );
}

/** The server may not write into its data folder, or cannot create it. */
export class UnwritableFolderError extends StartupError {
  /** Why it cannot be written. */
  readonly reason: string;

  constructor(folder: string, error: unknown) {
    const reason = writeRefusal(error);
    super(
      `${folder} cannot be used for data: ${reason}. Use another folder with --data, or --ephemeral.`,
    );
    this.reason = reason;
  }
}

function writeRefusal(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'EROFS') return 'its file system is read-only';
  if (code !== 'EACCES' && code !== 'EPERM') return message;
  return `user ${process.getuid?.()} with group ${process.getgid?.()} may not write there (${message})`;
}

/** The startup error for a folder that the server cannot use. */
export function unusableFolder(folder: string, error: unknown): StartupError {
  const reason = (error as Error).message;
  return new StartupError(
    `${folder} cannot be used for data: ${reason}. Use another folder with --data, or --ephemeral.`,
  );
}
