import type { Evidence } from '../contract/evidence.js';
import {
  defaultEffect,
  type Operation,
  type OperationConfig,
  operation,
} from '../contract/operation.js';

type OperationSchema = Operation['schema'];

/** An operation that the vendor documents and Understudy does not simulate: an operation without a handler, in one flat object. */
export interface UnsimulatedOperation
  extends Pick<Operation, 'method' | 'url'>,
    Pick<OperationConfig, 'access'>,
    OperationSchema {
  readonly evidence: Evidence;
  /** Left out where the method says it: GET reads, DELETE destroys, other methods change. */
  readonly effect?: OperationConfig['effect'];
}

/** Declares an operation that is documented but not simulated. It is published like any other and returns 501. */
export function unsimulatedOperation({
  method,
  url,
  access,
  evidence,
  effect = defaultEffect(method),
  ...schema
}: UnsimulatedOperation): Operation {
  return operation({ method, url, config: { access, evidence, effect }, schema });
}
