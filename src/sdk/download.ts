import { buffer } from 'node:stream/consumers';
import { openResponse } from './http-transport.js';
import { controlHeaders, type Transport } from './transport.js';

/** The bytes at a path of the control plane. Rejects if the server refuses the request. */
export async function download(transport: Transport, path: string): Promise<Uint8Array> {
  const headers = controlHeaders(transport, undefined);
  const response = await openResponse(transport.url, { url: path, headers });
  const bytes = await buffer(response);
  if (response.statusCode !== 200) throw new Error(`GET ${path}: status ${response.statusCode}`);
  return bytes;
}
