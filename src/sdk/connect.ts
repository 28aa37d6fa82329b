import { createHttpTransport } from './http-transport.js';
import { assertOptions } from './options.js';
import { createControlClient } from './transport.js';
import { createUnderstudyClient, type Understudy } from './understudy.js';

/** Where a running server is. */
export interface ConnectOptions {
  /** Its origin, with the path at which a proxy serves it: `http://127.0.0.1:4010`. */
  url: string;
  /** The token that its control plane requires, if any, or the key of a sandbox. */
  adminToken?: string | undefined;
}

const optionNames = ['url', 'adminToken'];

/**
 * Connects to a server that runs already, and gives the same object as `createUnderstudy`. Rejects if there is no server at
 * the URL, or if its control plane refuses the token.
 */
export async function connectUnderstudy(options: ConnectOptions): Promise<Understudy> {
  assertOptions(options, optionNames, 'url');
  const transport = createHttpTransport(options.url, options.adminToken);
  try {
    // The key of a sandbox is sufficient for this, too.
    await createControlClient(transport)('GET', '/_sim/contracts');
  } catch (error) {
    await transport.close();
    throw error;
  }
  return createUnderstudyClient(transport);
}
