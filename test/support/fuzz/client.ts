import { RawConnection, type RawResponse } from './connection.js';
import type { FuzzRequest } from './requests.js';

/**
 * Sends the requests of a sequence to one server, with tokens that it issues. Several requests at a time use as many
 * connections.
 */
export class FuzzClient {
  readonly #url: string;
  readonly #idle: RawConnection[] = [];
  readonly #tokens = new Map<string, string>();
  #export: Buffer | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends a request and resolves to its response. */
  async send(request: FuzzRequest): Promise<RawResponse> {
    const [response] = await this.sendBurst(request, 1);
    return response as RawResponse;
  }

  /** Sends the same request several times at once. */
  async sendBurst(request: FuzzRequest, size: number): Promise<RawResponse[]> {
    const bytes = await this.#encode(request);
    const responses = await Promise.all(
      Array.from({ length: size }, () => this.#exchange(bytes, request)),
    );
    const exported = responses.find((response) => isExport(request, response));
    if (exported) this.#export = Buffer.from(exported.body, 'latin1');
    if (changesClock(request)) this.#tokens.clear();
    return responses;
  }

  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  async #exchange(bytes: Buffer, request: FuzzRequest): Promise<RawResponse> {
    const connection = this.#idle.pop() ?? new RawConnection(this.#url);
    const response = await connection.send(bytes, request.method === 'HEAD');
    // Bytes after a malformed request may count as another one.
    if (request.raw) connection.close();
    this.#idle.push(connection);
    return response;
  }

  async #encode(request: FuzzRequest): Promise<Buffer> {
    if (request.raw !== undefined) return Buffer.from(request.raw, 'latin1');
    const authorization = await this.#authorization(request);
    const body =
      request.body === 'export'
        ? (this.#export ?? Buffer.from('none'))
        : Buffer.from(request.body ?? '', request.isBinary ? 'latin1' : 'utf8');
    const headers = {
      host: '127.0.0.1',
      ...request.headers,
      ...(authorization !== undefined && { authorization }),
      ...(request.body !== undefined && { 'content-length': String(body.length) }),
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `${request.method} ${request.target} HTTP/1.1\r\n${lines.join('')}\r\n`;
    return Buffer.concat([Buffer.from(head, 'latin1'), body]);
  }

  async #authorization({ caller, sandbox }: FuzzRequest): Promise<string | undefined> {
    if (!caller) return undefined;
    if ('authorization' in caller) return caller.authorization;
    const { contract, scope, corpId } = caller;
    const key = `${sandbox} ${contract} ${scope} ${corpId}`;
    const cached = this.#tokens.get(key);
    if (cached !== undefined) return `Bearer ${cached}`;
    const body = JSON.stringify({ contract, scope, corpId });
    const headers = { 'content-type': 'application/json', 'x-sandbox': sandbox };
    const response = await this.send({
      method: 'POST',
      target: '/_sim/tokens',
      headers,
      body,
      sandbox,
    });
    const token = /"token":"([^"]+)"/.exec(response.body)?.[1] ?? 'none';
    this.#tokens.set(key, token);
    return `Bearer ${token}`;
  }
}

function isExport({ target, method }: FuzzRequest, { status }: RawResponse): boolean {
  return method === 'GET' && status === 200 && /\/export$/.test(target);
}

/** Whether tokens may have expired, or may be those of other data. */
function changesClock({ method, target }: FuzzRequest): boolean {
  return method !== 'GET' && /_sim\/(clock|sandboxes)/.test(target);
}
