import { sortKeys } from '../../schemas/kajeet/devices/list.js';
import type { contracts } from '../../src/contracts/index.js';
import { encode, fetchText, type Request, type Requests } from './load.js';

/** The device group that contains the whole main fleet. */
export const rootCorp = 'NORTHSTAR-ISD';
const kajeet = '/sentinel-proxy/sentinel/api/v1.0/devices';

/** Builds a GET request with the token of a caller who may do everything in one vendor's API. */
export type RequestBuilder = (path: string) => Request;

type ContractName = (typeof contracts)[number]['name'];

/** A request builder for each contract, with the token of its first persona. */
export async function requestBuilders(url: string): Promise<Record<ContractName, RequestBuilder>> {
  const text = await fetchText(url, { method: 'GET', path: '/_sim/personas', headers: {} });
  const personas: { contract: ContractName; token: string }[] = JSON.parse(text);
  const builders: Partial<Record<ContractName, RequestBuilder>> = {};
  for (const { contract, token } of personas) {
    const headers = { authorization: `Bearer ${token}` };
    builders[contract] ??= (path) => ({ method: 'GET', path, headers });
  }
  return builders as Record<ContractName, RequestBuilder>;
}

/** Parameters of the device list. */
export interface Page {
  readonly corp?: string;
  readonly sort?: string;
  readonly sortDir?: string;
  readonly offset?: number;
  readonly limit?: number;
  readonly searchValue?: string;
}

export function listPath({ corp = rootCorp, ...page }: Page = {}): string {
  const params = { offset: 0, limit: 25, sort: 'MDN', sortDir: 'ASC', ...page };
  const texts = Object.entries(params).map(([name, value]) => [name, String(value)]);
  return `${kajeet}/${corp}?${new URLSearchParams(Object.fromEntries(texts))}`;
}

export const totalsPath = `${kajeet}/${rootCorp}/totals`;
export const detailsPath = (mdn: string) => `${kajeet}/info?searchValue=${mdn}`;

/**
 * Pages of the first `reach` rows of the device list, 25 rows each on average. Each differs from all before it in sort, direction,
 * offset or limit, so that no cached response can serve it. With 499 rows there are 233,856 before the first repetition.
 */
export function uniquePages(builder: RequestBuilder, reach = 499): Requests {
  const limits = 21;
  const minLimit = 15;
  const offsets = reach - (minLimit + limits - 1);
  const count = sortKeys.length * 2 * limits * offsets;
  const { headers } = builder('');
  let turn = 0;
  return () => {
    // The stride is a prime that does not divide the count, so it visits every page.
    let index = (turn++ * 100_003) % count;
    const take = (choices: number) => {
      const choice = index % choices;
      index = Math.floor(index / choices);
      return choice;
    };
    const sort = sortKeys[take(sortKeys.length)];
    const sortDir = take(2) === 0 ? 'ASC' : 'DESC';
    const limit = minLimit + take(limits);
    const path = `${kajeet}/${rootCorp}?offset=${take(offsets)}&limit=${limit}&sort=${sort}&sortDir=${sortDir}`;
    return encode({ method: 'GET', path, headers });
  };
}

/** Reads the details of one device after another. */
export function deviceReads(builder: RequestBuilder, mdns: readonly string[]): Requests {
  const texts = mdns.map((mdn) => encode(builder(detailsPath(mdn))));
  let turn = 0;
  return () => texts[turn++ % texts.length] as string;
}

/** A request that sets the nickname of one device. */
export function nicknameWrite(
  builder: RequestBuilder,
  nickname: string,
  mdn = '521-267-1508',
): Request {
  return {
    method: 'PUT',
    path: `${kajeet}/${rootCorp}/nickname`,
    headers: { ...builder('').headers, 'content-type': 'application/json' },
    body: JSON.stringify({ mdns: [mdn], nickname }),
  };
}

/** Sets a new nickname with each request, on one device after another. */
export function nicknameWrites(builder: RequestBuilder, mdns: readonly string[]): Requests {
  let turn = 0;
  return () =>
    encode(nicknameWrite(builder, `Main Office Hotspot ${++turn}`, mdns[turn % mdns.length]));
}

/** One write after every `readsPerWrite` reads. */
export function interleave(reads: Requests, writes: Requests, readsPerWrite: number): Requests {
  let turn = 0;
  return () => (++turn % (readsPerWrite + 1) === 0 ? writes() : reads());
}

/** The MDNs of the first `count` devices of the list. */
export async function fetchMdns(
  url: string,
  builder: RequestBuilder,
  count: number,
): Promise<string[]> {
  const mdns: string[] = [];
  for (let offset = 0; offset < count; offset += 100) {
    const page = await fetchText(url, builder(listPath({ offset, limit: 100 })));
    mdns.push(...JSON.parse(page).devices.map(({ key }: { key: string }) => key));
  }
  return mdns.slice(0, count);
}
