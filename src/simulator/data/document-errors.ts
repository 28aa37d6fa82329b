import { badRequest, type FieldError, Problem } from '../contract/problem.js';
import type { DocumentError } from './rules.js';

/** Documents that would break the rules of their collection. */
export class DocumentErrors extends Error {
  readonly errors: readonly DocumentError[];
  /** The only error is that the key of a new document is taken. */
  readonly isConflict: boolean;

  constructor(errors: readonly DocumentError[], isConflict = false) {
    super(errors.map(({ at, message }) => `${at} ${message}`).join('; '));
    this.errors = errors;
    this.isConflict = isConflict;
  }

  /** The same errors, in another place of what was sent. */
  movedTo(prefix: string): DocumentErrors {
    const moved = this.errors.map(({ at, message }) => ({ at: `${prefix}${at}`, message }));
    return new DocumentErrors(moved, this.isConflict);
  }

  /** The refusal of a request whose body has the documents: 409 if all errors are taken keys, 400 otherwise. */
  toProblem(): Problem {
    const fieldErrors = this.errors.map((error): FieldError => ({ in: 'body', ...error }));
    const problem = badRequest(fieldErrors);
    return this.isConflict
      ? new Problem(409, problem.message, { fieldErrors: problem.fieldErrors })
      : problem;
  }
}
