import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accessProblem } from './authorize.js';
import type { Mount } from './request-context.js';
import { isUnder, resolveExistingSandbox, resolveSandbox, type SandboxRouting } from './routing.js';

interface ControlAdmission {
  readonly mount: Mount;
  readonly routing: SandboxRouting;
  /** Called with the response to an upload. */
  readonly allowLongUpload: (response: ServerResponse) => void;
}

/**
 * Resolves the sandbox of a request to the control plane, and stores a refusal in the context when its headers do not give
 * access: before its body is read, and before a sandbox is created for it.
 */
export function admitControlRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  { mount, routing, allowLongUpload }: ControlAdmission,
): void {
  const { context } = request;
  const { operation } = context;
  if (!operation || operation.config.access.open) {
    resolveExistingSandbox(request, reply, routing);
    return;
  }
  const refusal = accessProblem(request, operation, mount);
  const needsNoSandbox = operation.config.isServerWide || isUnder(operation.url, '/sandboxes');
  if (refusal || needsNoSandbox) resolveExistingSandbox(request, reply, routing);
  else resolveSandbox(request, reply, routing);
  if (refusal) context.refusal = refusal;
  else if (operation.config.acceptsBinary) allowLongUpload(reply.raw);
}
