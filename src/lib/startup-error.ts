/** The server cannot start. The message is one line that says why and what to do. */
export class StartupError extends Error {}

/** A database file that cannot be opened or read. */
export class UnreadableDatabaseError extends StartupError {
  /** The code of SQLite or of the file system, if one of them is the reason. */
  readonly code: string | undefined;

  constructor(file: string, cause: unknown) {
    super(`${file} cannot be read: ${(cause as Error).message}.`, { cause });
    this.code = (cause as { code?: string }).code;
  }

  /** False if a lock, a permission or the device is the reason, so that the file may be readable later. */
  get isDamaged(): boolean {
    return this.code === undefined || !isAccessError(this.code);
  }
}

/** Whether a code says that a file cannot be accessed now. It says nothing about the content of the file. */
function isAccessError(code: string): boolean {
  return (
    /^SQLITE_(BUSY|LOCKED|CANTOPEN|IOERR|NOMEM|PROTOCOL|PERM|AUTH|READONLY)/.test(code) ||
    /^E[A-Z]+$/.test(code)
  );
}

/** The server may not write into its data folder, or cannot create it. */
export class UnwritableFolderError extends StartupError {
  /** Why it cannot be written. */
  readonly reason: string;

  constructor(folder: string, error: unknown) {
    const reason = writeRefusal(error);
    super(unusableFolderMessage(folder, reason));
    this.reason = reason;
  }
}

function writeRefusal(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'EROFS') return 'its file system is read-only';
  if (code !== 'EACCES' && code !== 'EPERM') return message;
  return `user ${process.getuid?.()} with group ${process.getgid?.()} may not write there (${message})`;
}

/** The error for a database file that cannot be opened or read. */
export function unreadableDatabase(file: string, error: unknown): UnreadableDatabaseError {
  return error instanceof UnreadableDatabaseError
    ? error
    : new UnreadableDatabaseError(file, error);
}

/** The startup error for a folder that the server cannot use. */
export function unusableFolder(folder: string, error: unknown): StartupError {
  return new StartupError(unusableFolderMessage(folder, (error as Error).message));
}

function unusableFolderMessage(folder: string, reason: string): string {
  return `${folder} cannot be used for data: ${reason}. Use another folder with --data, or --ephemeral.`;
}
