import type { TSchema } from '@sinclair/typebox';
import type { Problem } from './problem.js';

/** How a vendor writes error responses. */
export interface Dialect {
  /** The schema of an error body, one of the contract's models. */
  readonly problem: TSchema;
  /** The media type of an error response. */
  readonly mediaType: string;
  /** The `WWW-Authenticate` header of a 401 that does not set its own; left out where the vendor sends none. */
  readonly challenge?: string;
  /** Renders a problem as the vendor's error body. */
  render(problem: Problem, about: { readonly path: string; readonly time: string }): unknown;
}
