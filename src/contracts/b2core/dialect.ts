import { Problem } from '../../../schemas/b2core/problem.js';
import type { Dialect } from '../../simulator/contract/dialect.js';

/** B2CORE IB publishes no error body. This function is the whole of what Understudy invented in its place. */
export const dialect: Dialect = {
  problem: Problem,
  mediaType: 'application/json; charset=utf-8',
  challenge: 'Bearer',
  render({ status, message, fieldErrors }): Problem {
    return {
      code: status,
      message,
      errors: fieldErrors.map(({ at, message: said }) => ({ field: at, message: said })),
    };
  },
};
