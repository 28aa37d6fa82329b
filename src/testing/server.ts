import { connectUnderstudy, createUnderstudy, type Understudy } from '../index.js';
import type { KitOptions } from './options.js';

/** The server of some tests, which is started or connected to when the first of them needs it. */
export class TestServer {
  readonly #options: KitOptions;
  #understudy: Promise<Understudy> | undefined;

  constructor(options: KitOptions) {
    this.#options = options;
  }

  open(): Promise<Understudy> {
    this.#understudy ??= openUnderstudy(this.#options);
    return this.#understudy;
  }

  /** Stops a server in this process, or closes the connections to another one. */
  async close(): Promise<void> {
    const opened = this.#understudy;
    this.#understudy = undefined;
    await (await opened)?.close();
  }
}

function openUnderstudy({ url, adminToken, server }: KitOptions): Promise<Understudy> {
  const { UNDERSTUDY_URL, UNDERSTUDY_ADMIN_TOKEN } = process.env;
  const running = url ?? UNDERSTUDY_URL;
  if (!running) return createUnderstudy(server ?? { clock: 'frozen' });
  return connectUnderstudy({
    url: running,
    adminToken: adminToken ?? (UNDERSTUDY_ADMIN_TOKEN || undefined),
  });
}
