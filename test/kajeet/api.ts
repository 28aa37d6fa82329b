import { query } from '../support/app.js';

/** The path of the Kajeet Sentinel API. */
export const kajeet = '/sentinel-proxy/sentinel/api';

/** The query of a device list: the first page by MDN, with these parameters changed. */
export function page(parameters: Record<string, string | number | undefined> = {}): string {
  return query({ offset: 0, limit: 25, sort: 'MDN', sortDir: 'ASC', ...parameters });
}
