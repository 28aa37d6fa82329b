import { assertOptions } from './options.js';
import { createSandbox, createSandboxClient, type UnderstudySandbox } from './sandbox-client.js';
import { toSandboxName } from './sandbox-name.js';
import {
  createControlClient,
  type InjectRequest,
  type InjectResponse,
  type Transport,
} from './transport.js';
import type { SandboxInfo, SandboxOptions, ServerEvent } from './types.js';

/** A running simulator: one in this process, or one that is reached over HTTP. */
export interface Understudy {
  /** The origin to use instead of the vendor's: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Sends a request to the simulator; to one in this process without a socket. */
  inject(request: InjectRequest): Promise<InjectResponse>;
  /**
   * A client for a sandbox, which is created on first use; `default` always exists. Any text is made a name, which
   * `sandbox.name` returns: the title of a test has a sandbox of its own.
   */
  sandbox(title: string): UnderstudySandbox;
  /** Creates a sandbox with a world, a clock or an origin of its own. Rejects if there is one with its name. */
  sandbox(title: string, options: SandboxOptions): Promise<UnderstudySandbox>;
  /** The sandboxes, with what happened in each; for the holder of a key only its own. */
  sandboxes(): Promise<SandboxInfo[]>;
  /** What happens in all sandboxes from now on; resolves when the stream is open. It ends when the iteration is left. */
  events(): Promise<AsyncIterable<ServerEvent>>;
  /**
   * Closes a simulator in this process: finishes requests in flight, then releases the port, the databases and all memory. Of
   * one over HTTP, closes the connections to it.
   */
  close(): Promise<void>;
}

const injectOptions: readonly (keyof InjectRequest)[] = ['method', 'url', 'headers', 'body'];

/** Creates the object that programs use, over a transport. */
export function createUnderstudyClient(transport: Transport): Understudy {
  function sandbox(title: string): UnderstudySandbox;
  function sandbox(title: string, options: SandboxOptions): Promise<UnderstudySandbox>;
  function sandbox(title: string, options?: SandboxOptions) {
    const name = toSandboxName(title);
    return options === undefined
      ? createSandboxClient(transport, name)
      : createSandbox(transport, name, options);
  }
  return {
    url: transport.url,
    async inject(request) {
      assertOptions(request, injectOptions, 'url');
      return transport.send(request);
    },
    sandbox,
    sandboxes: async () =>
      (await createControlClient(transport)('GET', '/_sim/sandboxes')) as SandboxInfo[],
    // The stream takes time to load, and few programs use it.
    events: async () => (await import('./journal/journal-stream.js')).openServerEvents(transport),
    close: () => transport.close(),
  };
}
