import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { MonitoredServer } from '../reliability/monitored-server.js';
import type { Row } from '../support/measure.js';
import type { PacedLoad } from './paced-load.js';

/** Consoles on laptops that sleep: their streams are open, and nobody reads them. */
const streamCount = 50;
const phaseSeconds = Number(process.env.BENCH_SECONDS ?? 10);
const phases = 4;

/**
 * Opens event streams that nobody reads, and measures the server until long after: its heap after a collection, the streams that
 * are left, and its processor time.
 */
export async function stalledStreams(server: MonitoredServer, load: PacedLoad): Promise<Row[]> {
  const rows = [await phase(server, load, { title: 'before', descriptors: 0 })];
  const descriptors = server.descriptors();
  const sockets = await Promise.all(
    Array.from({ length: streamCount }, () => openUnread(server.url)),
  );
  for (let number = 1; number <= phases; number++) {
    const title = `${number * phaseSeconds} s after ${streamCount} streams were opened`;
    rows.push(await phase(server, load, { title, descriptors }));
  }
  for (const socket of sockets) socket.destroy();
  return rows;
}

/** Asks for all events and never reads the response. */
async function openUnread(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`GET /_sim/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  return socket;
}

interface Phase {
  readonly title: string;
  /** Those that were open before; 0 for the first phase. */
  readonly descriptors: number;
}

async function phase(
  server: MonitoredServer,
  load: PacedLoad,
  { title, descriptors }: Phase,
): Promise<Row> {
  const before = { cpu: server.cpu(), responses: load.responses };
  await setTimeout(phaseSeconds * 1000);
  const spent = server.cpu() - before.cpu;
  const perCall = (spent / (load.responses - before.responses)) * 1e6;
  const open = server.descriptors();
  const { heapUsed, rss } = await server.sample();
  return {
    when: title,
    'streams open': descriptors === 0 ? 0 : Math.max(0, open - descriptors),
    'heap, MB': (heapUsed / 1e6).toFixed(1),
    'RSS, MB': (rss / 1e6).toFixed(0),
    'CPU per call, us': perCall.toFixed(0),
  };
}
