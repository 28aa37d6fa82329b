import { Problem } from '../../../schemas/b2core/problem.js';
import type { Dialect } from '../../simulator/contract/dialect.js';

/** The vendor publishes no error body: this one is Understudy's choice. */
export const dialect: Dialect = {
  problem: Problem,
  mediaType: 'application/json; charset=utf-8',
  challenge: 'Bearer',
  render({ status, message, fieldErrors }): Problem {
    return {
      code: status,
      message,
      errors: fieldErrors.map((each) => ({ field: each.at, message: each.message })),
    };
  },
};
