import { sortKeys } from '../../schemas/kajeet/devices/list.js';
import type { contracts } from '../../src/contracts/index.js';
import { encode, fetchText, type Request, type Requests } from './load.js';

/** The device group that has all devices of the main fleet. */
export const root = 'NORTHSTAR-ISD';
const kajeet = '/sentinel-proxy/sentinel/api/v1.0/devices';

/** Builds requests of a caller with the most rights in one vendor API. */
export type RequestBuilder = (path: string) => Request;

type ContractName = (typeof contracts)[number]['name'];

/** A request builder for each contract, with the token of its first persona. */
export async function callersOf(url: string): Promise<Record<ContractName, RequestBuilder>> {
  const text = await fetchText(url, { method: 'GET', path: '/_sim/personas', headers: {} });
  const personas: { contract: ContractName; token: string }[] = JSON.parse(text);
  const callers: Partial<Record<ContractName, RequestBuilder>> = {};
  for (const { contract, token } of personas) {
    const headers = { authorization: `Bearer ${token}` };
    callers[contract] ??= (path) => ({ method: 'GET', path, headers });
  }
  return callers as Record<ContractName, RequestBuilder>;
}

/** Which page of the device list. */
export interface Page {
  readonly corp?: string;
  readonly sort?: string;
  readonly sortDir?: string;
  readonly offset?: number;
  readonly limit?: number;
  readonly searchValue?: string;
}

export function listPath({ corp = root, ...page }: Page = {}): string {
  const asked = { offset: 0, limit: 25, sort: 'MDN', sortDir: 'ASC', ...page };
  const said = Object.entries(asked).map(([name, value]) => [name, String(value)]);
  return `${kajeet}/${corp}?${new URLSearchParams(Object.fromEntries(said))}`;
}

export const totalsPath = `${kajeet}/${root}/totals`;
export const detailsPath = (mdn: string) => `${kajeet}/info?searchValue=${mdn}`;

/**
 * Pages of the device list, of 25 rows on average, each of another sort, direction, offset or limit than all before it. There are
 * 233,856 of them and none is sent twice before all have been, so that no memory of answers can help.
 */
export function uniquePages(caller: RequestBuilder): Requests {
  const limits = 21;
  const least = 15;
  const offsets = 499 - (least + limits - 1);
  const all = sortKeys.length * 2 * limits * offsets;
  const { headers } = caller('');
  let turn = 0;
  return () => {
    // The stride is prime and no part of the number, so that it meets every one.
    let index = (turn++ * 100_003) % all;
    const take = (of: number) => {
      const taken = index % of;
      index = Math.floor(index / of);
      return taken;
    };
    const sort = sortKeys[take(sortKeys.length)];
    const sortDir = take(2) === 0 ? 'ASC' : 'DESC';
    const limit = least + take(limits);
    const path = `${kajeet}/${root}?offset=${take(offsets)}&limit=${limit}&sort=${sort}&sortDir=${sortDir}`;
    return encode({ method: 'GET', path, headers });
  };
}

/** Details of one device after another, of all of these. */
export function detailsOf(caller: RequestBuilder, mdns: readonly string[]): Requests {
  const texts = mdns.map((mdn) => encode(caller(detailsPath(mdn))));
  let turn = 0;
  return () => texts[turn++ % texts.length] as string;
}

/** Gives a device a nickname. */
export function rename(caller: RequestBuilder, nickname: string, mdn = '521-267-1508'): Request {
  return {
    method: 'PUT',
    path: `${kajeet}/${root}/nickname`,
    headers: { ...caller('').headers, 'content-type': 'application/json' },
    body: JSON.stringify({ mdns: [mdn], nickname }),
  };
}

/** Another nickname with each request, for one device after another, of all of these. */
export function nicknameWrites(caller: RequestBuilder, mdns: readonly string[]): Requests {
  let turn = 0;
  return () => encode(rename(caller, `Main Office Hotspot ${++turn}`, mdns[turn % mdns.length]));
}

/** One write after so many reads. */
export function interleave(reads: Requests, writes: Requests, many: number): Requests {
  let turn = 0;
  return () => (++turn % (many + 1) === 0 ? writes() : reads());
}

/** The MDNs of so many devices. */
export async function mdnsOf(
  url: string,
  caller: RequestBuilder,
  count: number,
): Promise<string[]> {
  const found: string[] = [];
  for (let offset = 0; offset < count; offset += 100) {
    const page = await fetchText(url, caller(listPath({ offset, limit: 100 })));
    found.push(...JSON.parse(page).devices.map(({ key }: { key: string }) => key));
  }
  return found.slice(0, count);
}
