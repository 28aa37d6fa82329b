import { setTimeout } from 'node:timers/promises';
import { type Connection, open, type Requests } from '../support/load.js';

const connections = 8;
const intervalMs = 5;

/** A load that goes on until it is stopped. */
export interface PacedLoad {
  /** Responses so far. */
  readonly responses: number;
  stop(): Promise<void>;
}

/**
 * Sends so many requests per second, whatever the server does meanwhile: requests that are due while others wait are sent as soon
 * as a connection is free. `stop` throws an Error when a response was not a success.
 */
export async function startPacedLoad(
  url: string,
  next: Requests,
  perSecond: number,
): Promise<PacedLoad> {
  const free = await Promise.all(Array.from({ length: connections }, () => open(url)));
  const all = [...free];
  const sending = new Set<Promise<void>>();
  const failure = new AbortController();
  let responses = 0;
  let isStopped = false;
  const send = async (connection: Connection) => {
    try {
      await connection.send(next());
      responses++;
      free.push(connection);
    } catch (error) {
      failure.abort(error);
    }
  };
  const run = async () => {
    const startedAt = performance.now();
    let sent = 0;
    while (!isStopped) {
      failure.signal.throwIfAborted();
      const due = Math.floor(((performance.now() - startedAt) / 1000) * perSecond) - sent;
      for (const connection of free.splice(0, Math.max(0, due))) {
        sent++;
        const request = send(connection).finally(() => sending.delete(request));
        sending.add(request);
      }
      await setTimeout(intervalMs);
    }
    await Promise.all(sending);
    failure.signal.throwIfAborted();
  };
  const running = run();
  // The error is thrown by `stop`.
  running.catch(() => {});
  return {
    get responses() {
      return responses;
    },
    async stop() {
      isStopped = true;
      try {
        await running;
      } finally {
        for (const connection of all) connection.close();
      }
    },
  };
}
