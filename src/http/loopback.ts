import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const ipv4 = '127.0.0.1';
const ipv6 = '::1';

/** How many free ports of one address are tried on the other. */
const maxAttempts = 10;

/** The errors of a machine, or a container, that has no IPv6. */
const missingAddressCodes = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'];

/**
 * Listens on 127.0.0.1 and on ::1, because `localhost` means either one, at the same port; 0 picks one that is free on both. A
 * machine without IPv6 listens on 127.0.0.1 only. Rejects if the port is in use on either address.
 */
export async function listenOnLoopback(fastify: FastifyInstance, port: number): Promise<void> {
  await fastify.ready();
  for (let attempt = 1; ; attempt++) {
    const relay = await listenOnIpv6(fastify, port);
    try {
      await fastify.listen({ port: relay ? portOf(relay) : port, host: ipv4 });
      return;
    } catch (error) {
      relay?.close();
      const isInUse = (error as { code?: string }).code === 'EADDRINUSE';
      if (!relay || port !== 0 || !isInUse || attempt === maxAttempts) throw error;
    }
  }
}

/**
 * Passes the connections of ::1 to the server of 127.0.0.1, so that timeouts, limits and shutdown treat all alike. Undefined
 * without IPv6.
 */
async function listenOnIpv6(fastify: FastifyInstance, port: number): Promise<Server | undefined> {
  const { server, shutdownSignal } = fastify;
  const pass = (socket: Socket) => server.emit('connection', socket);
  // The options are those of Node's HTTP server.
  const relay = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    if (server.listening) pass(socket);
    else server.once('listening', () => pass(socket));
  });
  try {
    await new Promise<void>((resolve, reject) => {
      relay.once('error', reject);
      relay.listen({ port, host: ipv6 }, () => resolve());
    });
  } catch (error) {
    if (missingAddressCodes.includes((error as { code?: string }).code ?? '')) return undefined;
    throw error;
  }
  // A connection that cannot be accepted must not end the process.
  relay.on('error', () => {});
  shutdownSignal.addEventListener('abort', () => relay.close(), { once: true });
  return relay;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
