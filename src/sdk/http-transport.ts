import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { createControlClient, type InjectRequest, type Transport } from './transport.js';

/**
 * Reaches a server over HTTP. Uses Node's own client, because test runners replace the global `fetch`. Throws a TypeError for
 * a URL that is not one of http or https.
 */
export function createHttpTransport(url: string, adminToken: string | undefined): Transport {
  if (!isHttpUrl(url))
    throw new TypeError(
      `url must be a URL that begins with http:// or https://, not ${JSON.stringify(url)}`,
    );
  const { protocol, origin, pathname } = new URL(url);
  const base = `${origin}${pathname.replace(/\/+$/, '')}`;
  const agent =
    protocol === 'https:'
      ? new HttpsAgent({ keepAlive: true })
      : new HttpAgent({ keepAlive: true });
  /** The contracts of a server do not change. */
  let contract: string | undefined;
  const transport: Transport = {
    url: base,
    adminToken,
    async defaultContract() {
      contract ??= await firstContract(transport);
      return contract;
    },
    async send(request) {
      const response = await openResponse(base, request, agent);
      const body = await text(response);
      const { statusCode: status = 0, headers } = response;
      return { status, headers, body, json: () => JSON.parse(body) };
    },
    close: async () => agent.destroy(),
  };
  return transport;
}

async function firstContract(transport: Transport): Promise<string | undefined> {
  const [first] = (await createControlClient(transport)('GET', '/_sim/contracts')) as {
    id: string;
  }[];
  return first?.id;
}

/** Whether a text is a URL of http or https. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** Sends a request and resolves with the response when its head has arrived. */
export function openResponse(
  base: string,
  { method = 'GET', url, headers = {}, body }: InjectRequest,
  agent?: HttpAgent | HttpsAgent,
): Promise<IncomingMessage> {
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
  const length = payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) };
  const send = base.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: { ...type, ...length, ...headers },
      ...(agent && { agent }),
    };
    const sent = send(`${base}${url}`, options, resolve);
    sent.on('error', (error) =>
      reject(
        new Error(`no answer from ${base}: ${error.message || (error as { code?: string }).code}`),
      ),
    );
    sent.end(payload);
  });
}
