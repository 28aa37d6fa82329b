import { signal } from '@preact/signals';
import createClient, { type Middleware } from 'openapi-fetch';
import { credential, needsSignIn } from './credential.js';
import type { components, paths } from './generated.js';

/** A model of the control plane's OpenAPI document. */
export type Model<Name extends keyof components['schemas']> = components['schemas'][Name];

/** The path of the server, without the prefix of a sandbox. It ends with a slash. */
export const serverPath = location.pathname.replace(/~[^/]*\/?$/, '').replace(/[^/]*$/, '');

/** The sandbox whose prefix or host the URL of the page has; undefined for none. */
export const locationSandbox =
  /\/~([^/]+)\/?$/.exec(location.pathname)?.[1] ??
  /^([a-z0-9-]+)\.localhost$/.exec(location.hostname)?.[1];

/** Whether the latest request got no response. */
export const isOffline = signal(false);

/** A refusal by the control plane. */
export class ApiError extends Error {
  readonly status: number;
  /** What is wrong, by field of the body: its JSON pointer and a message. */
  readonly fieldErrors: ReadonlyMap<string, string>;

  constructor(status: number, problem: Problem) {
    const fieldErrors = problem.errors ?? [];
    const [first] = fieldErrors;
    super(
      problem.detail ?? (first ? `${first.at} ${first.message}` : `The server answered ${status}`),
    );
    this.status = status;
    this.fieldErrors = new Map(fieldErrors.map(({ at, message }) => [at, message]));
  }
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly at: string; readonly message: string }[];
}

const session: Middleware = {
  onRequest({ request }) {
    const token = credential.value;
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
  },
  onResponse({ response }) {
    isOffline.value = false;
    if (response.status === 401) needsSignIn.value = true;
  },
  onError() {
    isOffline.value = true;
  },
};

type Client = ReturnType<typeof createClient<paths>>;

/** The control plane for operations on the whole server. */
export const server = clientAt(`${serverPath}_sim`);

const sandboxClients = new Map<string, Client>();

/** The control plane for operations in a sandbox. */
export function inSandbox(name: string): Client {
  const client = sandboxClients.get(name) ?? clientAt(`${sandboxPath(name)}_sim`);
  sandboxClients.set(name, client);
  return client;
}

/** The path below which requests reach a sandbox. It ends with a slash. */
export function sandboxPath(name: string): string {
  return `${serverPath}~${name}/`;
}

/** The URL that an app is pointed at to reach a sandbox; the default one needs no prefix. */
export function baseUrl(sandbox: string): string {
  const origin =
    locationSandbox && !location.pathname.includes('~') ? serverOrigin() : location.origin;
  const path = sandbox === 'default' ? serverPath : sandboxPath(sandbox);
  return `${origin}${path}`.replace(/\/$/, '');
}

/** The data of a response. Throws an ApiError for a refusal. */
export async function unwrap<Data>(
  result: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await result;
  if (!response.ok) throw new ApiError(response.status, (error ?? {}) as Problem);
  return data as NonNullable<Data>;
}

function clientAt(path: string): Client {
  const client = createClient<paths>({ baseUrl: path });
  client.use(session);
  return client;
}

/** The origin without the sandbox in front of `localhost`. */
function serverOrigin(): string {
  return location.origin.replace(/\/\/[^.]+\.localhost/, '//localhost');
}
