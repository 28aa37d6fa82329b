import { get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** Reads an answer to its end and tells how many bytes it had. In a thread of its own, so that others can be timed meanwhile. */
const { url, headers } = workerData as { url: string; headers: Record<string, string> };
get(url, { headers }, (answer) => {
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
  let bytes = 0;
  answer.on('data', (piece: Buffer) => {
    bytes += piece.length;
  });
  answer.on('end', () => parentPort?.postMessage(bytes));
});
