import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** How long the rest of a body is read after the response to its request, in milliseconds. */
const maxUnreadMs = 2000;

/**
 * Call it before a response is sent. If the body of the request has not arrived, the rest is read and dropped after the response;
 * what does not arrive soon closes the connection. Node would wait for it until the request times out, or, where the response
 * closes the connection, reset it, so that a client that still sends may lose the response.
 */
export function limitUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  if (request.complete || !(request.socket instanceof Socket)) return;
  // Before the listener of Node, which ends the connection.
  response.prependOnceListener('finish', () => {
    if (!request.complete) dropRest(request);
  });
}

/** Reads the rest of a body. A connection that is to be closed is closed for writing at once and for reading afterwards. */
function dropRest(request: IncomingMessage): void {
  const { socket } = request;
  let isClosing = false;
  socket.destroySoon = () => {
    isClosing = true;
    socket.end();
  };
  const finish = () => {
    clearTimeout(timer);
    // The method of the prototype is visible again.
    Reflect.deleteProperty(socket, 'destroySoon');
    if (isClosing || !request.complete) socket.destroySoon();
  };
  const timer = setTimeout(finish, maxUnreadMs);
  request.once('end', finish).once('error', finish);
  socket.once('close', () => clearTimeout(timer));
  request.resume();
}
