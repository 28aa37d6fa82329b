import type { FastifyRequest } from 'fastify';
import { isOutOfDescriptors } from '../../lib/descriptors.js';
import { isOutOfSpace } from '../../lib/out-of-space.js';
import { UnreadableDatabaseError } from '../../lib/startup-error.js';
import { ServerStoppingError } from '../../lib/stopping.js';
import { BusySandboxError } from '../../store/documents/transactions.js';
import { CapacityError } from '../../store/sandbox/eviction.js';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import { UnreadableSnapshotError } from '../../store/sandbox/snapshots.js';
import { Problem } from './problem.js';

interface ErrorLike {
  readonly code?: string;
  readonly message?: string;
}

/** Errors that Fastify throws while it reads a body, by code. */
const frameworkProblems: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem(415, 'The Content-Type header is not a media type'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Problem(
    400,
    'The length of the body differs from its Content-Length',
  ),
};

/** Converts a thrown value: a Problem is returned, Fastify's body errors are mapped, anything else is logged and becomes a 500. */
export function toProblem(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const { code = '', message } = (error ?? {}) as ErrorLike;
  const problem =
    code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge(request) : frameworkProblems[code];
  if (problem) return problem;
  // The client closed the connection and reads no response.
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || message === 'aborted')
    return new Problem(400, 'The body ended early');
  if (isOutOfSpace(error)) return outOfSpace(code, request.context.sandbox);
  const refusal = storeProblem(error);
  if (refusal) return refusal;
  request.server.logInternalError(error);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return unreadable;
  if (isRefusedByFileSystem(code)) return unchangeable(code);
  return new Problem(
    500,
    'Understudy has an internal error; its log contains the cause. Please report it.',
  );
}

/** 503: another process holds the file, or it cannot be accessed. */
function unavailable(code: string): Problem {
  return new Problem(
    503,
    `The file of this sandbox cannot be opened at the moment (${code}). Try again`,
    { headers: { 'retry-after': '1' } },
  );
}

/** The problem for an error that the store throws; undefined for any other error. */
function storeProblem(error: unknown): Problem | undefined {
  if (error instanceof CapacityError) return noCapacity(error);
  if (error instanceof ServerStoppingError) return stopping;
  if (error instanceof BusySandboxError) return busy;
  if (error instanceof UnreadableSnapshotError) return unreadableSnapshot;
  // The file's path remains in the log.
  if (!(error instanceof UnreadableDatabaseError)) return undefined;
  return error.isDamaged ? unreadable : unavailable(error.code ?? '');
}

const stopping = new Problem(503, 'Nothing was changed: the server is stopping', {
  headers: { 'retry-after': '5' },
});

/** Writes wait for a long write in progress. This is for one that could not, so that it is not lost. */
const busy = new Problem(503, 'Nothing was changed: the sandbox is being changed. Try again', {
  headers: { 'retry-after': '1' },
});

const unreadable = new Problem(
  503,
  'The file of this sandbox cannot be read. Reset the sandbox, import it or delete it',
);

const unreadableSnapshot = new Problem(
  503,
  'Nothing was changed: the file of the snapshot cannot be read, because it is damaged. Delete the snapshot',
);

/** Whether the file system refuses to change a file: it is protected, in use by another process, or on a read-only disk. */
function isRefusedByFileSystem(code: string): boolean {
  return ['EPERM', 'EACCES', 'EROFS', 'EBUSY'].includes(code) || code.startsWith('SQLITE_READONLY');
}

/** 503: nothing was changed, because of the permissions of a file or folder. */
function unchangeable(code: string): Problem {
  return new Problem(
    503,
    `Nothing was changed: a file cannot be changed or deleted (${code}). The log contains its path`,
  );
}

/** 507: nothing was changed, because the change does not fit. */
function outOfSpace(code: string, sandbox: Sandbox | undefined): Problem {
  const isFile = code !== 'SQLITE_FULL' || !sandbox?.isInMemory;
  const diskReason = isOutOfDescriptors({ code }) ? 'too many files are open' : 'the disk is full';
  const reason = isFile ? diskReason : 'the sandbox is as large as --max-memory allows';
  return new Problem(
    507,
    `Nothing was changed: ${reason}. Delete sandboxes or snapshots, or make room, and try again`,
  );
}

/** 503: a limit of the server is reached, and nothing can be evicted. */
function noCapacity({ message }: CapacityError): Problem {
  return new Problem(
    503,
    `There is no room: ${message}, and all are in use. Delete sandboxes or snapshots, or raise --max-sandboxes or --max-memory`,
    { headers: { 'retry-after': '60' } },
  );
}

function tooLarge({ routeOptions, headers }: FastifyRequest): Problem {
  const length = headers['content-length'];
  const limit = `${routeOptions.bodyLimit} bytes`;
  return new Problem(413, `The body is larger than the limit of ${limit}`, {
    reason: {
      rule: `The body of this request may have at most ${limit}`,
      actual: length === undefined ? 'a larger body, sent in chunks' : `a body of ${length} bytes`,
      remedies: ['a smaller body; a list can be split into several requests'],
    },
  });
}
