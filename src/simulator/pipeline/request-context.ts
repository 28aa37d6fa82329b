import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Signer } from '../auth/tokens.js';
import type { Contract } from '../contract/contract.js';
import type { Caller } from '../contract/identity.js';
import type { Operation, OperationConfig } from '../contract/operation.js';
import type { Problem } from '../contract/problem.js';
import type { InjectedFault } from '../faults/rules.js';
import type { PendingEntry } from '../journal/journal.js';
import type { ResponseValidator } from '../validation/response-validator.js';
import type { Validator } from '../validation/validator.js';
import type { Resource } from './allowed-methods.js';

/** A contract as the server serves it, with what the stages need of the server. */
export interface Mount {
  readonly contract: Contract;
  readonly resources: readonly Resource[];
  readonly signer: Signer;
  readonly validator: Validator;
  /** Whether calls are written to the journal and met by fault rules: true for vendors, false for the control plane. */
  readonly isRecorded: boolean;
  /** Checks each response against the published document, where given; the tests do. */
  readonly responseValidator?: ResponseValidator | undefined;
}

/** What the stages of the pipeline know of a request. One object per request, complete from the start. */
export interface RequestContext {
  /** System time of the arrival, in milliseconds. */
  readonly arrivedAt: number;
  /** Undefined where the request names no usable sandbox; it is refused then. */
  sandbox: Sandbox | undefined;
  /** The contract whose mount the URL is below; undefined elsewhere. */
  mount: Mount | undefined;
  /** Undefined where no route matches. */
  operation: Operation | undefined;
  /** Why the request is refused. Sent by `respond`, unless a fault rule acts first. */
  refusal: Problem | undefined;
  caller: Caller | undefined;
  /** The journal entry being written; undefined for calls that are not recorded. */
  entry: PendingEntry | undefined;
  /** The fault rule that acts on the call, and what it does. */
  fault: InjectedFault | undefined;
  /** The call is executed and rolled back: only its response is wanted. */
  isDryRun: boolean;
  /** The stages have begun: a later error is answered, not run through them again. */
  isStarted: boolean;
  /** A stage was waited for: the response may be older than the latest request. */
  hasWaited: boolean;
  /** How often the sandbox's clock was read before the operation ran. */
  clockReads: number;
}

/** The context of a request that has just arrived. */
export function createContext(arrivedAt: number): RequestContext {
  return {
    arrivedAt,
    sandbox: undefined,
    mount: undefined,
    operation: undefined,
    refusal: undefined,
    caller: undefined,
    entry: undefined,
    fault: undefined,
    isDryRun: false,
    isStarted: false,
    hasWaited: false,
    clockReads: 0,
  };
}

/** Keeps responses to be sent again; see `http/response-cache.ts`. */
export interface ResponseStore {
  store(request: FastifyRequest, body: string | Buffer): void;
}

/** Declares the request properties of the simulator. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('context');
  app.decorateRequest('sandbox', {
    getter(this: FastifyRequest) {
      return this.context.sandbox as Sandbox;
    },
  });
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      return this.context.caller as Caller;
    },
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    context: RequestContext;
    /** The sandbox that the request works on. */
    readonly sandbox: Sandbox;
    /** Who calls; present for every operation that is not public. */
    readonly caller: Caller;
  }
  interface FastifyContextConfig extends Partial<OperationConfig> {
    operation?: Operation;
  }
  interface FastifyInstance {
    /** Issues and verifies the server's tokens. */
    signer: Signer;
    /** Undefined where the response cache is off. */
    responseCache: ResponseStore | undefined;
    /** Aborts when the server closes. */
    shutdownSignal: AbortSignal;
    /** Logs an error that is the simulator's own. */
    logInternalError(error: unknown): void;
    /** Logs a completed request, at level `debug`. */
    logRequest(request: { readonly method: string; readonly url: string }, status: number): void;
  }
}
