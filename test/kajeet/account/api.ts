import { query } from '../../support/app.js';

/** The query of a list: its first hundred rows, with these parameters changed. */
export const rows = (parameters: Record<string, string | number | undefined> = {}) =>
  query({ offset: 0, limit: 100, ...parameters });
