import type { TSchema } from '@sinclair/typebox';
import type { Problem } from './problem.js';

/** How a vendor says what all vendors say. */
export interface Dialect {
  /** The model of a refusal's body, one of the contract's models. */
  readonly problem: TSchema;
  /** The media type of a refusal. */
  readonly mediaType: string;
  /** What a 401 says in `WWW-Authenticate` unless it brings words of its own; left out where the vendor sends none. */
  readonly challenge?: string;
  /** A refusal in the vendor's words. */
  render(problem: Problem, about: { readonly path: string; readonly time: string }): unknown;
}
