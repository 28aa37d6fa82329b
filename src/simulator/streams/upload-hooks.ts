import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import type { FileForm, Operation } from '../contract/operation.js';
import { Problem } from '../contract/problem.js';
import { accessProblem } from '../pipeline/authorize.js';
import type { Mount } from '../pipeline/request-context.js';
import {
  resolveExistingSandbox,
  resolveSandbox,
  type SandboxRouting,
} from '../pipeline/routing.js';
import { hasBody } from './unread-body.js';
import { storeFileForm, storeUpload } from './upload.js';

interface UploadOptions {
  readonly routing: SandboxRouting;
  readonly maxBytes: number;
}

interface FileFormOptions extends UploadOptions, FileForm {
  /** Called with the response to an admitted upload. */
  readonly allowLongUpload: (response: ServerResponse) => void;
}

/** Returns the hook that stores a body in a file. */
export function uploadHook({ routing, maxBytes }: UploadOptions) {
  return async (request: FastifyRequest, reply: FastifyReply, payload: RequestPayload) => {
    const rest = await storeUpload(request, reply, { payload, maxBytes });
    // While the body arrived, the file of the sandbox may have been closed.
    if (request.context.sandbox?.isOpen === false) resolveExistingSandbox(request, reply, routing);
    return rest;
  };
}

/**
 * Returns the hook that stores the file of a form. It refuses callers without access and other media types before the body is
 * read.
 */
export function fileFormHook(
  operation: Operation,
  mount: Mount,
  { routing, maxBytes, part, types, allowLongUpload }: FileFormOptions,
) {
  return async (request: FastifyRequest, reply: FastifyReply, payload: RequestPayload) => {
    const { headers, context } = request;
    const refusal = accessProblem(request, operation, mount);
    if (refusal) throw refusal;
    const contentType = headers['content-type'] ?? '';
    if (!contentType && !hasBody(headers)) return payload;
    const [type = ''] = contentType.toLowerCase().split(';');
    if (!types.includes(type.trim()))
      throw new Problem(
        415,
        `The body must be sent with Content-Type: ${types.join(' or ')}, not ${contentType || 'none'}`,
      );
    if (type.trim() !== multipart) return payload;
    allowLongUpload(reply.raw);
    const rest = await storeFileForm(request, reply, { payload, maxBytes, part });
    // While the body arrived, the file of the sandbox may have been closed. One that was deleted stays unknown.
    if (context.sandbox?.isOpen === false && routing.sandboxes.has(context.sandboxName))
      resolveSandbox(request, reply, routing);
    return rest;
  };
}

const multipart = 'multipart/form-data';
