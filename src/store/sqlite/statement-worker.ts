import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Runs in the worker: opens the file and runs the statements. It is a text, because a bundle has no file for it. */
const workerCode = `
const { parentPort, workerData: { driver, file, pragmas, statements } } = require('node:worker_threads');
const db = new (require(driver))(file, { timeout: 10000 });
try {
  for (const pragma of pragmas) db.pragma(pragma);
  for (const [index, statement] of statements.entries()) {
    db.exec(statement);
    parentPort.postMessage(index + 1);
  }
} catch ({ message, code }) {
  // Errors of SQLite do not arrive as such in the other thread.
  throw Object.assign(new Error(message), { code });
} finally {
  db.close();
}
`;

/** What runs in another thread. */
interface StatementRun {
  /** The connections of this thread to the file must not hold a lock. */
  readonly file: string;
  readonly pragmas: readonly string[];
  readonly statements: readonly string[];
  /** Called with the number of statements that are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
  /** Ends the run after the current statement. The promise rejects at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs statements on a database file in another thread, for those that take long, such as CREATE INDEX. */
export async function runInWorker({
  file,
  pragmas,
  statements,
  onProgress,
  signal,
}: StatementRun): Promise<void> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const workerData = { driver, file, pragmas, statements };
  const worker = new Worker(workerCode, { eval: true, workerData });
  if (onProgress) worker.on('message', onProgress);
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      reject(signal?.reason);
      worker.terminate();
    };
    signal?.addEventListener('abort', abort);
    worker.once('error', reject).once('exit', () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
  });
}
