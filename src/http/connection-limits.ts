import { descriptorLimit } from '../lib/descriptors.js';

/** What the server takes on at the same time, so that no number of clients exhausts its memory or its file descriptors. */
export interface ConnectionLimits {
  readonly connections: number;
  /** Requests whose response is not sent completely, of all connections and of one. */
  readonly requests: number;
  readonly requestsPerConnection: number;
  /** The bytes of all bodies that are being received or processed. */
  readonly bodyBytes: number;
  /** The bytes of the responses that wait to be sent, of all connections and of one. */
  readonly queuedBytes: number;
  readonly connectionQueueBytes: number;
  /** How long a client may leave a response unread, in milliseconds. */
  readonly unreadMs: number;
}

export const mebibyte = 1024 * 1024;

const defaultLimits: Omit<ConnectionLimits, 'connections'> = {
  requests: 10_000,
  requestsPerConnection: 100,
  bodyBytes: 256 * mebibyte,
  queuedBytes: 256 * mebibyte,
  connectionQueueBytes: 4 * mebibyte,
  unreadMs: 60_000,
};

const maxConnections = 5000;

/** The limits of a server in this process. At least half of the file descriptors remain for sandboxes. */
export function systemLimits(): ConnectionLimits {
  const descriptors = descriptorLimit() ?? Number.POSITIVE_INFINITY;
  return { ...defaultLimits, connections: Math.min(maxConnections, Math.floor(descriptors / 2)) };
}

/** The maximum size of a body in memory. Uploads are larger, but stored in files. */
export const bodyLimit = 1 * mebibyte;
