import type { ServerResponse } from 'node:http';
import type {
  FastifyReply,
  FastifyRequest,
  preParsingAsyncHookHandler,
  RequestPayload,
} from 'fastify';
import type { FileForm, Operation } from '../contract/operation.js';
import { Problem } from '../contract/problem.js';
import { accessProblem } from '../pipeline/authorize.js';
import type { Mount } from '../pipeline/request-context.js';
import {
  hasBody,
  resolveExistingSandbox,
  resolveSandbox,
  type SandboxRouting,
} from '../pipeline/routing.js';
import { storeFileForm, storeUpload } from './upload.js';

/** What all uploads have in common. */
export interface UploadOptions {
  readonly routing: SandboxRouting;
  /** The maximum size of a form with a file, in bytes. */
  readonly maxUpload: number;
  /** Called with the response to an admitted form. */
  readonly allowLongUpload: (response: ServerResponse) => void;
}

/** How the body of an operation is stored in a file. */
interface UploadRoute {
  readonly maxBytes: number;
  readonly hook: preParsingAsyncHookHandler;
}

/** How the body of an operation that accepts a file is stored; undefined for other operations. */
export function uploadOf(
  operation: Operation,
  mount: Mount,
  options: UploadOptions,
): UploadRoute | undefined {
  const { acceptsBinary, acceptsFile } = operation.config;
  if (acceptsBinary) {
    const { maxBytes } = acceptsBinary;
    return { maxBytes, hook: uploadHook(maxBytes, options.routing) };
  }
  if (!acceptsFile) return undefined;
  return {
    maxBytes: options.maxUpload,
    hook: fileFormHook(operation, mount, { ...acceptsFile, ...options }),
  };
}

/** Returns the hook that stores a body in a file. */
function uploadHook(maxBytes: number, routing: SandboxRouting) {
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
function fileFormHook(
  operation: Operation,
  mount: Mount,
  { routing, maxUpload, part, types, allowLongUpload }: FileForm & UploadOptions,
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
    const rest = await storeFileForm(request, reply, { payload, maxBytes: maxUpload, part });
    // While the body arrived, the file of the sandbox may have been closed. One that was deleted stays unknown.
    if (context.sandbox?.isOpen === false && routing.sandboxes.has(context.sandboxName))
      resolveSandbox(request, reply, routing);
    return rest;
  };
}

const multipart = 'multipart/form-data';
