import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Runs in the worker: opens the file and runs the statements. It is a text, because a bundle has no file for it. */
const workerCode = `
const { workerData: { driver, file, pragmas, statements } } = require('node:worker_threads');
const db = new (require(driver))(file, { timeout: 10000 });
for (const pragma of pragmas) db.pragma(pragma);
for (const statement of statements) db.exec(statement);
db.close();
`;

/**
 * Runs statements on a database file in another thread, for those that take long, such as CREATE INDEX. The connections to the
 * file must not hold a lock.
 */
export async function runInWorker(
  file: string,
  pragmas: readonly string[],
  statements: readonly string[],
): Promise<void> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const workerData = { driver, file, pragmas, statements };
  await new Promise<void>((resolve, reject) => {
    const worker = new Worker(workerCode, { eval: true, workerData });
    worker.once('error', reject).once('exit', () => resolve());
  });
}
