import { STATUS_CODES } from 'node:http';
import { Problem } from '../../../schemas/kajeet/problem.js';
import type { Dialect } from '../../simulator/contract/dialect.js';

/** Kajeet publishes no error body: this is the one of Spring services, with the `message` that public clients read. */
export const dialect: Dialect = {
  problem: Problem,
  mediaType: 'application/json; charset=utf-8',
  render({ status, message, fieldErrors }, { path, time }): Problem {
    const error = STATUS_CODES[status] ?? 'Error';
    const errors = fieldErrors.length > 0 ? { errors: [...fieldErrors] } : {};
    return { timestamp: time, status, error, message, path, ...errors };
  },
};
