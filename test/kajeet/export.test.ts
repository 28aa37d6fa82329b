import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { query, startInjected } from '../support/app.js';
import { kajeet } from './api.js';

const fleet = 20_000;
const server = await startInjected(t, { devices: fleet });
await server.app.fastify.listen({ port: 0, host: '127.0.0.1' });
const { port } = server.app.fastify.server.address() as AddressInfo;
const search = query({ sort: 'MDN', sortDir: 'ASC', export: 'CSV' });
const url = `${kajeet}/v1.0/devices/NORTHSTAR-ISD${search}`;

/** Starts an export over a socket, runs an action once it has begun, and returns how it ended and what was received. */
async function exportDuring(name: string, work: () => Promise<unknown>) {
  const authorization = await server.sandbox(name).authorization(url);
  return new Promise<{ isComplete: boolean; text: string }>((resolve, reject) => {
    const path = `/~${name}${url}`;
    const request = get({ port, path, headers: { authorization } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        text += piece;
      });
      response.on('close', () => resolve({ isComplete: response.complete, text }));
      response.on('error', () => {});
      response.once('data', () => {
        response.pause();
        work().then(() => response.resume(), reject);
      });
    });
    request.on('error', reject);
  });
}

const control = async (method: string, path: string, body?: unknown) => {
  const response = await server.request(method, `/_sim/sandboxes/${path}`, { body });
  if (response.status >= 300) throw new Error(`${method} ${path}: ${response.text}`);
};

t.test('an export without a concurrent reset is complete', async (t) => {
  const { isComplete, text } = await exportDuring('quiet', async () => {});
  t.ok(isComplete);
  t.equal(text.trimEnd().split('\r\n').length, fleet + 1);
});

t.test(
  'an export during which its sandbox is reset or deleted is aborted, and never mixes old and new data',
  async (t) => {
    await control('POST', '', { name: 'small', devices: 10 });
    const small = await server.app.fastify.inject('/_sim/sandboxes/small/export');
    const headers = { 'content-type': 'application/vnd.sqlite3' };
    const disturbances: Record<string, (name: string) => Promise<unknown>> = {
      reset: (name) => control('POST', `${name}/reset`),
      restore: (name) => control('POST', `${name}/snapshots/before/restore`),
      delete: (name) => control('DELETE', name),
      import: (name) =>
        server.request('POST', `/_sim/sandboxes/${name}/import`, {
          headers,
          body: small.rawPayload,
        }),
    };
    for (const [what, disturb] of Object.entries(disturbances)) {
      const name = `during-${what}`;
      await control('POST', '', { name });
      await control('PUT', `${name}/snapshots/before`);
      const { isComplete, text } = await exportDuring(name, () => disturb(name));
      t.notOk(isComplete, what);
      t.ok(text.startsWith('IMEI,MDN,'), what);
      await control('DELETE', name).catch(() => {});
    }
  },
);
