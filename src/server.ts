import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { type App, buildApp } from './app.js';
import type { Config } from './config/schema.js';
import { isLoopback } from './lib/loopback.js';
import { StartupError } from './lib/startup-error.js';
import type { Contract } from './simulator/contract/contract.js';
import type { Progress } from './store/template/cache.js';

/** A simulator that listens. */
export interface Server extends App {
  /** The origin that was chosen: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The control plane's token, where it asks for one. */
  readonly adminToken: string | undefined;
  /** The same, when it was made up because none was given. */
  readonly generatedAdminToken: string | undefined;
}

/** What a server needs beside its configuration. */
export interface ServerDependencies {
  /** The vendor APIs to serve. */
  readonly contracts: readonly Contract[];
  readonly logger?: FastifyBaseLogger | undefined;
  readonly progress?: Progress | undefined;
  readonly validateResponses?: boolean | undefined;
}

/** Builds the simulator and listens. Throws StartupError, with nothing left open, when it cannot. */
export async function startServer(options: Config, parts: ServerDependencies): Promise<Server> {
  const made = options.adminToken ? undefined : generateAdminToken(options);
  const admin = made ? { adminToken: made } : {};
  const app = await buildApp({ ...options, ...admin }, parts);
  try {
    await app.fastify.listen({ port: options.port, host: options.host });
  } catch (error) {
    await app.fastify.close();
    throw new StartupError(listenErrorMessage(options, error));
  }
  const { address, family, port } = app.fastify.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  return {
    ...app,
    adminToken: options.adminToken ?? made,
    generatedAdminToken: made,
    url: `http://${family === 'IPv6' && host === address ? `[${host}]` : host}:${port}`,
  };
}

/** Beyond loopback the control plane always asks for a token: one is made when none was given. */
function generateAdminToken({ host, insecureAdmin }: Config): string | undefined {
  return isLoopback(host) || insecureAdmin ? undefined : randomBytes(18).toString('base64url');
}

function listenErrorMessage({ host, port }: Config, error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'EADDRINUSE')
    return `port ${port} of ${host} is in use; choose another with --port, or 0 for a free one`;
  if (code === 'EACCES')
    return `port ${port} may not be used by this user; choose one above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is no address of this machine; choose another with --host`;
  }
  return `cannot listen at ${host}:${port}: ${message}`;
}
