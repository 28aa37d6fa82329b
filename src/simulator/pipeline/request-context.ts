import type { Sandbox } from '../../store/sandbox/sandbox.js';
import type { Caller } from '../contract/identity.js';
import type { OperationConfig } from '../contract/operation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The world that this request is about. */
    sandbox: Sandbox;
    /** Who calls; there for every operation that is not open. */
    caller: Caller;
  }
  interface FastifyContextConfig extends Partial<OperationConfig> {}
}
