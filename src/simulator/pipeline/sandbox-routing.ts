import type { FastifyReply, FastifyRequest } from 'fastify';
import { defaultSandbox, type SandboxRegistry, sandboxName } from '../../store/sandbox/registry.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { parseBearer, type Signer } from '../auth/tokens.js';
import { badRequest, notFound } from '../contract/problem.js';
import { sandboxInPath, stripOrigin } from './request-url.js';

const sandboxHost = /^([^.:]+)\.localhost(?::\d+)?$/i;

/** What a request's sandbox is looked up with. */
export interface SandboxRouting {
  readonly sandboxes: SandboxRegistry;
  readonly signer: Signer;
}

/**
 * Opens the sandbox that a request names, stores it in `request.context`, and sets the headers with its name and time. Throws
 * a problem for an invalid name (400) or an unknown one (404), and CapacityError if no sandbox can be created.
 */
export function resolveSandbox(
  request: FastifyRequest,
  reply: FastifyReply,
  routing: SandboxRouting,
): void {
  const name = validNameOf(request, reply, routing);
  const sandbox = routing.sandboxes.open(name);
  if (!sandbox)
    throw notFound(`There is no sandbox ${name}, and this server does not create unknown ones`);
  useSandbox(request, reply, sandbox);
}

/** The same for a request that must not create a sandbox: an unknown name gets the default sandbox. */
export function resolveExistingSandbox(
  request: FastifyRequest,
  reply: FastifyReply,
  routing: SandboxRouting,
): void {
  const { sandboxes } = routing;
  const name = validNameOf(request, reply, routing);
  const sandbox = sandboxes.open(sandboxes.has(name) ? name : defaultSandbox);
  if (sandbox) useSandbox(request, reply, sandbox);
}

/** The name of the requested sandbox, which is also set as a header. Throws a 400 problem for an invalid one. */
function validNameOf(
  request: FastifyRequest,
  reply: FastifyReply,
  { signer }: SandboxRouting,
): string {
  const name = sandboxNameOf(request, signer);
  if (!sandboxName.test(name)) {
    const message = `must be a sandbox name: 1 to 63 of a-z, 0-9 and -, not beginning with -, not ${JSON.stringify(name)}`;
    throw badRequest(
      [{ in: 'header', at: 'x-sandbox', message }],
      `${JSON.stringify(name)} is not a sandbox name`,
    );
  }
  reply.header('x-sandbox', name);
  return name;
}

function useSandbox(request: FastifyRequest, reply: FastifyReply, sandbox: Sandbox): void {
  request.context.sandbox = sandbox;
  // The date is the sandbox's, so that the same requests get the same bytes.
  reply.header('date', httpDate(sandbox.clock.now()));
}

let latest = { second: Number.NaN, text: '' };

/** An instant as an HTTP date. The latest one is cached, because requests share the second. */
export function httpDate(time: number): string {
  const second = Math.floor(time / 1000);
  if (second !== latest.second) latest = { second, text: new Date(time).toUTCString() };
  return latest.text;
}

/** The name of the requested sandbox: from the path prefix, else the host, the header or the token. */
function sandboxNameOf({ originalUrl, headers }: FastifyRequest, signer: Signer): string {
  const url = stripOrigin(originalUrl);
  if (url.startsWith('/~')) return sandboxInPath(url) ?? '';
  const host = headers.host?.includes('.') ? sandboxHost.exec(headers.host) : undefined;
  if (host) return (host[1] ?? '').toLowerCase();
  const header = headers['x-sandbox'];
  if (header !== undefined) return String(header);
  const token = parseBearer(headers.authorization);
  return (token && signer.sandboxOf(token)) || defaultSandbox;
}
