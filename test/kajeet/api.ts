import { query, type Send } from '../support/app.js';

/** The path of the Kajeet Sentinel API. */
export const kajeet = '/sentinel-proxy/sentinel/api';

/** The query of a device list: the first page by MDN, with these parameters changed. */
export function page(parameters: Record<string, string | number | undefined> = {}): string {
  return query({ offset: 0, limit: 25, sort: 'MDN', sortDir: 'ASC', ...parameters });
}

/** The list of the devices of a device group: the first hundred by MDN, with these parameters changed. */
export function listOf(corpId: string, parameters: Parameters<typeof page>[0] = {}): string {
  return `${kajeet}/v1.0/devices/${corpId}${page({ limit: 100, ...parameters })}`;
}

/** The keys of the devices that a media center has in stock: nobody uses them. */
export async function devicesInStock(send: Send): Promise<ReadonlySet<string>> {
  const url = '/_sim/data/kajeet/devices?mediaCenterStatus=CHECKED_IN&limit=1000';
  const { documents } = (await send('GET', url)).body;
  return new Set(documents.map(({ key }: { key: string }) => key));
}

/** Decodes the claims of a token. */
export function claims(token: string) {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** Where the errors of a response are, sorted. */
export function errorPlaces(body: { errors: { at: string }[] }): string[] {
  return body.errors.map((fault) => fault.at).sort();
}
