import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { type App, buildApp } from './app.js';
import type { Config } from './config/schema.js';
import { listenOnLoopback } from './http/loopback.js';
import { isLoopback } from './lib/origins.js';
import { StartupError } from './lib/startup-error.js';
import type { Startup } from './open-storage.js';
import type { Contract } from './simulator/contract/contract.js';

/** A simulator that accepts connections. */
export interface Server extends App {
  /** Its origin with the actual port: `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The token that the control plane requires, if any. */
  readonly adminToken: string | undefined;
  /** The same token, if it was generated because none was given. */
  readonly generatedAdminToken: string | undefined;
}

/** What a server needs besides its settings. */
export interface ServerDependencies extends Startup {
  /** The vendor APIs to serve. */
  readonly contracts: readonly Contract[];
  readonly logger?: FastifyBaseLogger | undefined;
  readonly validateResponses?: boolean | undefined;
}

/** Builds the simulator and listens. If that fails, closes everything and throws a StartupError. */
export async function startServer(options: Config, parts: ServerDependencies): Promise<Server> {
  const generatedAdminToken = options.adminToken ? undefined : generateAdminToken(options);
  const adminToken = options.adminToken ?? generatedAdminToken;
  const config = { ...options, ...(adminToken && { adminToken }) };
  const app = await buildApp(config, parts);
  try {
    const { port, host } = options;
    if (host === 'localhost') await listenOnLoopback(app.fastify, port);
    else await app.fastify.listen({ port, host });
  } catch (error) {
    await app.fastify.close();
    throw new StartupError(listenErrorMessage(options, error));
  }
  const { address, family, port } = app.fastify.server.address() as AddressInfo;
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  return {
    ...app,
    adminToken,
    generatedAdminToken,
    url: `http://${family === 'IPv6' && host === address ? `[${host}]` : host}:${port}`,
  };
}

/** Outside loopback the control plane always requires a token, so one is generated if none was given. */
function generateAdminToken({ host, insecureAdmin }: Config): string | undefined {
  return isLoopback(host) || insecureAdmin ? undefined : randomBytes(18).toString('base64url');
}

function listenErrorMessage({ host, port }: Config, error: unknown): string {
  const {
    code,
    message,
    address = host,
  } = error as { code?: string; message: string; address?: string };
  if (code === 'EADDRINUSE') {
    const other = host === 'localhost' && address === '::1' ? ', or --host 127.0.0.1' : '';
    return `port ${port} of ${address} is in use; choose another port with --port, or 0 for a free one${other}`;
  }
  if (code === 'EACCES')
    return `port ${port} needs privileges that this user lacks; choose one above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${host} is not an address of this machine; choose another with --host`;
  }
  return `cannot listen at ${host}:${port}: ${message}`;
}
