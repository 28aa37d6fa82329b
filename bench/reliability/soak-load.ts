import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { FuzzClient } from '../../test/support/fuzz/client.js';
import type { RawResponse } from '../../test/support/fuzz/connection.js';
import { type FuzzRequest, FuzzRequests } from '../../test/support/fuzz/requests.js';

const lanes = 3;
const devices = '/sentinel-proxy/sentinel/api/v1.0/devices/NORTHSTAR-ISD';
const kajeet = { contract: 'kajeet' };

/**
 * A mixed load: random requests to all operations, reads and writes, CSV and sandbox exports, refused and malformed requests,
 * event-stream readers that come and go, sandboxes that are made, forked, snapshot, given fault rules and dropped, and
 * connections that are closed in the middle of a request or a response.
 */
export class MixedLoad {
  responses = 0;
  /** How often each part of the load ran. */
  readonly counts: Record<string, number> = {};
  /** Responses that show an internal error. */
  readonly failures: string[] = [];
  readonly #url: string;
  readonly #port: number;
  readonly #requests: FuzzRequests[];
  #isRunning = false;
  #work: Promise<unknown> = Promise.resolve();
  #sandboxNumber = 0;

  constructor(url: string, seed: number) {
    this.#url = url;
    this.#port = Number(new URL(url).port);
    this.#requests = Array.from({ length: lanes }, (_, lane) => {
      const sandboxes = ['default', `soak-${lane}`];
      const shares = { valid: 0.6, altered: 0.2 };
      const bounds = { isDeterministic: false, allowsAborts: true };
      return new FuzzRequests({ seed: seed + lane, sandboxes, shares, ...bounds });
    });
  }

  /** Starts the load, or continues it. */
  start(): void {
    this.#isRunning = true;
    this.#work = Promise.all([
      ...this.#requests.map((requests) =>
        this.#repeat((client) => this.#sendRandom(client, requests)),
      ),
      this.#repeat((client) => this.#useDevices(client)),
      this.#repeat((client) => this.#useSandbox(client)),
      this.#repeat(() => this.#readStream()),
      this.#repeat(() => this.#abort()),
    ]);
  }

  /** Resolves when no request is in progress and the sandboxes are as at the beginning. */
  async pause(): Promise<void> {
    this.#isRunning = false;
    await this.#work;
    const client = new FuzzClient(this.#url);
    const call = (method: string, target: string) => this.#send(client, request(method, target));
    const { body } = await call('GET', '/_sim/sandboxes');
    for (const [, name = ''] of body.matchAll(/"name":"([^"]+)"/g))
      await call(
        name === 'default' ? 'POST' : 'DELETE',
        `/_sim/sandboxes/${name}${name === 'default' ? '/reset' : ''}`,
      );
    client.close();
  }

  async stop(): Promise<void> {
    await this.pause();
  }

  /** Repeats a part of the load until the load pauses. */
  async #repeat(work: (client: FuzzClient) => Promise<void>): Promise<void> {
    const client = new FuzzClient(this.#url);
    while (this.#isRunning) await work(client);
    client.close();
  }

  async #sendRandom(client: FuzzClient, requests: FuzzRequests): Promise<void> {
    this.#count('random requests');
    const response = await this.#send(client, requests.next());
    if (response.status < 300) requests.learn(response.body);
  }

  async #useDevices(client: FuzzClient): Promise<void> {
    const sandbox = 'soak-devices';
    const call = (method: string, target: string, body?: object) =>
      this.#send(
        client,
        request(method, `/~${sandbox}${target}`, { sandbox, caller: kajeet, body }),
      );
    const page = `${devices}?offset=0&limit=25&sort=MDN&sortDir=ASC`;
    for (let turn = 0; turn < 10 && this.#isRunning; turn++) {
      const nickname = `Soak ${this.#count('writes')}`;
      await call('PUT', `${devices}/nickname`, { mdns: ['521-267-1508'], nickname });
      for (let read = 0; read < 5; read++) await call('GET', page);
    }
    await call('GET', `${page}&export=true`);
    await setTimeout(10);
  }

  /** Makes a sandbox, uses it, copies it, and drops both. */
  async #useSandbox(client: FuzzClient): Promise<void> {
    const name = `made-${this.#sandboxNumber++ % 50}`;
    this.#count('sandboxes made and dropped');
    const control = (method: string, path: string, body?: object) =>
      this.#send(client, request(method, path, { body }));
    const own = (method: string, target: string, body?: object) =>
      this.#send(
        client,
        request(method, `/~${name}${target}`, { sandbox: name, caller: kajeet, body }),
      );
    const sandbox = `/_sim/sandboxes/${name}`;
    await control('POST', '/_sim/sandboxes', { name, clock: 'frozen' });
    await own('PUT', `${devices}/nickname`, { mdns: ['521-267-1508'], nickname: name });
    await control('PUT', `${sandbox}/snapshots/s1`);
    await own('POST', '/_sim/faults', { match: {}, effect: { status: 503 }, when: { times: 2 } });
    for (let turn = 0; turn < 4; turn++) await own('GET', `${devices}/totals`);
    await own('POST', '/_sim/clock/advance', { duration: 'P1D' });
    await control('POST', `${sandbox}/fork`, { name: `${name}-copy` });
    await control('GET', `${sandbox}/export`);
    await control('POST', `${sandbox}/snapshots/s1/restore`);
    await control('POST', `${sandbox}/reset`);
    await control('DELETE', sandbox);
    await control('DELETE', `${sandbox}-copy`);
    await setTimeout(50);
  }

  /** Reads an event stream for a while; every other reader reads nothing. */
  async #readStream(): Promise<void> {
    const number = this.#count('event streams');
    const socket = connect(this.#port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /~soak-devices/_sim/journal/stream HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    if (number % 2 === 0) socket.resume();
    await setTimeout(100);
    socket.destroy();
  }

  /** Closes a connection in the middle of a request, or while the response is sent. */
  async #abort(): Promise<void> {
    const number = this.#count('aborted connections');
    const socket = connect(this.#port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect').catch(() => {});
    const head = 'HTTP/1.1\r\nhost: 127.0.0.1\r\n';
    if (number % 3 === 0) socket.write(`POST /v1/tokens ${head}content-length: 100\r\n\r\n{"gra`);
    else if (number % 3 === 1) socket.write(`GET /_sim/sandboxes/default/export ${head}\r\n`);
    else
      socket.write(
        `POST /_sim/sandboxes/x/import ${head}content-length: 5000000\r\ncontent-type: application/vnd.sqlite3\r\n\r\nSQL`,
      );
    await setTimeout(30);
    socket.destroy();
  }

  async #send(client: FuzzClient, each: FuzzRequest): Promise<RawResponse> {
    const response = await client.send(each);
    this.responses++;
    const isFailure = response.status === 500 && /report it/.test(response.body);
    if (isFailure && this.failures.length < 10)
      this.failures.push(`${each.method} ${each.target}: ${response.body.slice(0, 500)}`);
    return response;
  }

  /** Counts a part of the load. Returns how often it has run. */
  #count(name: string): number {
    const count = (this.counts[name] ?? 0) + 1;
    this.counts[name] = count;
    return count;
  }
}

interface RequestParts {
  readonly sandbox?: string;
  readonly caller?: FuzzRequest['caller'];
  readonly body?: object | undefined;
}

function request(
  method: string,
  target: string,
  { sandbox = 'default', caller, body }: RequestParts = {},
): FuzzRequest {
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  return { method, target, headers, sandbox, caller, body: body && JSON.stringify(body) };
}
