import { query, type Send } from '../support/app.js';

/** The path of the Kajeet Sentinel API. */
export const kajeet = '/sentinel-proxy/sentinel/api';

/** The query of a device list: the first page by MDN, with these parameters changed. */
export function page(parameters: Record<string, string | number | undefined> = {}): string {
  return query({ offset: 0, limit: 25, sort: 'MDN', sortDir: 'ASC', ...parameters });
}

/** The keys of the devices that a media center has in stock: nobody uses them. */
export async function devicesInStock(send: Send): Promise<ReadonlySet<string>> {
  const url = '/_sim/data/kajeet/devices?mediaCenterStatus=CHECKED_IN&limit=1000';
  const { documents } = (await send('GET', url)).body;
  return new Set(documents.map(({ key }: { key: string }) => key));
}
