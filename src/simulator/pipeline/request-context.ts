import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Signer, TokenIssuer } from '../auth/tokens.js';
import type { Contract } from '../contract/contract.js';
import type { Caller } from '../contract/identity.js';
import type { Operation } from '../contract/operation.js';
import type { Problem } from '../contract/problem.js';
import type { InjectedFault } from '../faults/rules.js';
import type { PendingEntry } from '../journal/recorded-call.js';
import type { PeerTrust } from '../proxy/trusted-peers.js';
import type { ReceivedForm } from '../streams/file-form.js';
import type { Upload } from '../streams/upload.js';
import type { ResponseValidator } from '../validation/response-validator.js';
import type { Validator } from '../validation/validator.js';
import type { Page } from './allowed-methods.js';
import type { OperationRouter } from './operation-router.js';

/** A path that an operation matches, and its parameters. */
export interface OperationMatch {
  readonly path: string;
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** A contract that the server serves, with everything that the stages need. */
export interface Mount {
  readonly contract: Contract;
  /** The vendors of the server, one of which may have issued a token that is refused. */
  readonly vendors: readonly Contract[];
  /** Created for the first request, because a start is to take no longer for hundreds of operations. */
  router: OperationRouter | undefined;
  /** The latest match of each method: most calls of a client differ from the one before in the query only. */
  readonly latestMatches: Map<string, OperationMatch>;
  readonly signer: Signer;
  readonly validator: Validator;
  /** Whether requests are journaled and subject to fault rules: true for vendors, false for the control plane. */
  readonly isRecorded: boolean;
  /** Validates each response against the published document; undefined outside of tests. */
  readonly responseValidator?: ResponseValidator | undefined;
}

/** The state that the stages of a request share. All properties exist from the start, because V8 moves an object that grows. */
export interface RequestContext {
  /** When the request arrived: system time in milliseconds. */
  readonly arrivedAt: number;
  /** Undefined where the request names an invalid or unknown sandbox, and is refused. */
  sandbox: Sandbox | undefined;
  /** The name of the sandbox. */
  sandboxName: string;
  /** The mount that the URL is below, if any. */
  readonly mount: Mount | undefined;
  /** Undefined if no operation matches. */
  operation: Operation | undefined;
  /** Why the request is refused. A fault rule may replace it before it is sent. */
  refusal: Problem | undefined;
  caller: Caller | undefined;
  /** The body of an operation that accepts binary data. */
  upload: Upload | undefined;
  /** The form of an operation that accepts a file. */
  fileForm: ReceivedForm | undefined;
  /** The open journal entry; undefined for requests that are not recorded. */
  entry: PendingEntry | undefined;
  /** The fault that is injected into the request, if any. */
  fault: InjectedFault | undefined;
  /** The operation is executed and rolled back, and only its response is used. */
  isDryRun: boolean;
  /** The stages have started, so a later error goes straight to `respond`. */
  isStarted: boolean;
  /** The request has waited, so other requests may have been processed in the meantime. */
  hasWaited: boolean;
  /** How often the sandbox's clock was read before the operation ran. */
  clockReads: number;
}

/** Stores responses for reuse; see `http/response-cache.ts`. */
export interface ResponseStore {
  store(request: FastifyRequest, body: string | Buffer): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    context: RequestContext;
    /** The sandbox that the request works on. */
    readonly sandbox: Sandbox;
    /** The authenticated caller; undefined for public operations. */
    readonly caller: Caller;
    /** Issues tokens that carry the sandbox, unless it is the default one. */
    readonly issuer: TokenIssuer;
  }
  interface FastifyInstance {
    /** What links begin with, without a slash at the end; undefined for the requested scheme and host. */
    publicUrl: string | undefined;
    /** Whose `Forwarded` and `X-Forwarded-*` headers count in links. */
    trustsPeer: PeerTrust;
    /** The pages that belong to no contract. */
    pages: Page[];
    /** Issues and verifies the server's tokens. */
    signer: Signer;
    /** Undefined if the response cache is off. */
    responseCache: ResponseStore | undefined;
    /** Aborts when the server closes. */
    shutdownSignal: AbortSignal;
    /** Logs an internal error of the simulator. */
    logInternalError(error: unknown): void;
    /** Gets completed requests at level `debug`; undefined without a log. */
    requestLog: FastifyBaseLogger | undefined;
  }
}
