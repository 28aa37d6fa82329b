import { suggestion } from '../simulator/validation/suggestion.js';
import { createHttpTransport } from './http-transport.js';
import { createControlClient } from './transport.js';
import { createUnderstudyClient, type Understudy } from './understudy.js';

/** Where a running server is. */
export interface ConnectOptions {
  /** Its origin, with the path at which a proxy serves it: `http://127.0.0.1:4010`. */
  url: string;
  /** The token that its control plane requires, if any. */
  adminToken?: string | undefined;
}

const optionNames = ['url', 'adminToken'];

/**
 * Connects to a server that runs already, and gives the same object as `createUnderstudy`. Rejects if there is no server at
 * the URL, or if its control plane refuses the token.
 */
export async function connectUnderstudy(options: ConnectOptions): Promise<Understudy> {
  assertOptions(options);
  const transport = createHttpTransport(options.url, options.adminToken);
  try {
    await createControlClient(transport)('GET', '/_sim/clock', { sandbox: 'default' });
  } catch (error) {
    await transport.close();
    throw error;
  }
  return createUnderstudyClient(transport);
}

/** Throws a TypeError that names every unknown option, and the URL if it is missing. */
function assertOptions(options: ConnectOptions): void {
  const errors = Object.keys(options)
    .filter((name) => !optionNames.includes(name))
    .map((name) => `${name} is not an option${suggestion(name, optionNames)}`);
  if (typeof options.url !== 'string') errors.push('url is missing');
  if (errors.length > 0)
    throw new TypeError(`${errors.join('; ')} (the options are ${optionNames.join(' and ')})`);
}
