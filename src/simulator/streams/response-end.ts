import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What to call when a connection is closed. One listener for all, because Node warns of more than ten. */
const callbacksBySocket = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when a response is sent or its connection is closed. Node emits no event for a response that waits for
 * earlier ones of its connection when that is closed.
 */
export function onResponseEnd(response: ServerResponse, callback: () => void): void {
  const { socket } = response.req;
  if (socket.destroyed) {
    callback();
    return;
  }
  const callbacks = callbacksBySocket.get(socket) ?? watch(socket);
  const end = () => {
    response.off('close', end);
    if (callbacks.delete(end)) callback();
  };
  callbacks.add(end);
  response.once('close', end);
}

function watch(socket: Socket): Set<() => void> {
  const callbacks = new Set<() => void>();
  callbacksBySocket.set(socket, callbacks);
  socket.once('close', () => {
    for (const end of callbacks) end();
  });
  return callbacks;
}
