import { get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** Downloads a response and posts its size in bytes. Runs in a worker thread, so that the main thread can time other requests. */
const { url, headers } = workerData as { url: string; headers: Record<string, string> };
get(url, { headers }, (response) => {
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  response.on('end', () => parentPort?.postMessage(bytes));
});
