import { resolveConfig } from '../config/load.js';
import { startServer } from '../server.js';
import type { Contract } from '../simulator/contract/contract.js';
import type { Transport } from './transport.js';
import { createUnderstudyClient, type Understudy } from './understudy.js';

/** Starts a server with these contracts in this process. Throws an Error that names every invalid setting. */
export async function startEmbedded(
  contracts: readonly Contract[],
  options: Readonly<Record<string, unknown>> = {},
): Promise<Understudy> {
  const settings = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  const defaults = {
    port: 0,
    ephemeral: options.data === undefined,
    // Test runners replace timers, which response batching needs.
    responseCache: 'off',
    logLevel: 'silent',
  };
  const config = resolveConfig({ ...defaults, ...settings }, contracts);
  const { fastify, url, adminToken } = await startServer(config, { contracts });
  const transport: Transport = {
    url,
    adminToken,
    defaultContract: async () => contracts[0]?.name,
    async send({ method = 'GET', url: path, headers = {}, body }) {
      const payload = body === undefined ? {} : { payload: body };
      const response = await fastify.inject({ method, url: path, headers, ...payload });
      const { statusCode: status, body: text } = response;
      return { status, headers: response.headers, body: text, json: () => JSON.parse(text) };
    },
    close: () => fastify.close(),
  };
  return createUnderstudyClient(transport);
}
