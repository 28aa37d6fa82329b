import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { yieldToEventLoop } from '../lib/async.js';
import { systemNow } from '../store/time/clock.js';

/** Closes the connections of a server that shuts down. Node would wait for clients that send nothing and for idle ones. */
export interface ConnectionDrain {
  /** Watches the connections of a server. */
  watch(server: Server): void;
  /** Watches the response to a request that came without a connection. */
  watchInjected(response: ServerResponse): void;
  /** Stops accepting connections and resolves when all are closed and every injected request has its response. */
  drain(): Promise<void>;
}

/** How long a connection without a request remains open, so that a request on its way gets a response, in milliseconds. */
const idleGraceMs = 100;

/** How often closed and idle connections are looked for, in milliseconds. */
const sweepMs = 20;

/** Creates a drain. Requests in progress get `requestGraceMs` milliseconds before their connections are destroyed. */
export function createConnectionDrain(requestGraceMs: number): ConnectionDrain {
  const servers = new Set<Server>();
  const sockets = new Set<Socket>();
  const injected = new Set<ServerResponse>();
  return {
    watch(server) {
      servers.add(server);
      server.on('connection', (socket: Socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      });
    },
    watchInjected(response) {
      injected.add(response);
      const remove = () => injected.delete(response);
      response.once('finish', remove).once('close', remove);
    },
    async drain() {
      const isDrained = () => sockets.size === 0 && injected.size === 0;
      await waitUntil(isDrained, idleGraceMs);
      for (const server of servers) if (server.listening) server.close();
      const sweep = () => {
        // Node counts a connection that has sent nothing as busy.
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
        for (const server of servers) server.closeIdleConnections();
        return isDrained();
      };
      await waitUntil(sweep, requestGraceMs);
      await Promise.all([...sockets].map(destroy));
      // Clients in this process learn of the end of their connections in the next turn of the event loop. Until then they would
      // send a request to a server that is started at the same port over a connection of this one.
      for (let turn = 0; turn < 2; turn++) await yieldToEventLoop();
    },
  };
}

function destroy(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
    socket.destroy();
  });
}

/** A busy event loop handles what has arrived in this many steps. */
const minSteps = 5;

/**
 * Resolves when `isDone` returns true, at the latest after a time in milliseconds, but not before some steps. Steps are counted
 * too, because a test may have stopped the time; counted alone they would take longer where other work delays them.
 */
function waitUntil(isDone: () => boolean, timeoutMs: number): Promise<void> {
  if (isDone()) return Promise.resolve();
  return new Promise((resolve) => {
    const startedAt = systemNow();
    let steps = 0;
    const timer = setInterval(() => {
      const elapsedMs = Math.max(++steps * sweepMs, systemNow() - startedAt);
      if (!isDone() && (elapsedMs < timeoutMs || steps < minSteps)) return;
      clearInterval(timer);
      resolve();
    }, sweepMs);
  });
}
