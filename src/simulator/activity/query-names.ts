import { parse as parseQuery } from 'node:querystring';
import type { Operation } from '../contract/operation.js';

/** The query parameters that select a page, with their value for the first page. */
const firstPages: Readonly<Record<string, number>> = { offset: 0, page: 1 };

/** The parameter of an operation that selects a page; undefined for an operation without pages. */
export function pageParameterOf({ schema }: Operation): string | undefined {
  return Object.keys(schema.querystring?.properties ?? {}).find((name) =>
    Object.hasOwn(firstPages, name),
  );
}

/** How the queries of an operation select a page. */
export interface PageSelection {
  /** The parameter at the beginning of a query, and after another one. */
  readonly texts: readonly [first: string, later: string];
  /** The value that selects the first page. */
  readonly firstPage: number;
}

/** How the queries of an operation select a page; undefined for an operation without pages. */
export function pageSelectionOf(operation: Operation): PageSelection | undefined {
  const name = pageParameterOf(operation);
  if (name === undefined) return undefined;
  return { texts: [`${name}=`, `&${name}=`], firstPage: firstPages[name] ?? 0 };
}

/** Whether a query selects another page than the first. */
export function selectsLaterPage(
  query: string,
  { texts: [first, later], firstPage }: PageSelection,
): boolean {
  let start = first.length;
  if (!query.startsWith(first)) {
    const before = query.indexOf(later);
    if (before < 0) return false;
    start = before + later.length;
  }
  return Number.parseInt(query.slice(start), 10) > firstPage;
}

const equalsSign = 0x3d;

/** Whether two queries differ in values only. */
export function haveSameNames(one: string, other: string): boolean {
  let [at, otherAt] = [0, 0];
  while (true) {
    if (one.charCodeAt(at) === equalsSign) at = valueEnd(one, at);
    if (other.charCodeAt(otherAt) === equalsSign) otherAt = valueEnd(other, otherAt);
    if (at === one.length || otherAt === other.length)
      return at === one.length && otherAt === other.length;
    if (one.charCodeAt(at) !== other.charCodeAt(otherAt)) return false;
    at++;
    otherAt++;
  }
}

function valueEnd(query: string, start: number): number {
  const end = query.indexOf('&', start);
  return end < 0 ? query.length : end;
}

/** The declared parameters among the names of a query. */
export function declaredNames({ schema }: Operation, names: string): string[] {
  const sent = parseQuery(names, '&', '=', { maxKeys: 0 });
  return Object.keys(schema.querystring?.properties ?? {}).filter((name) =>
    Object.hasOwn(sent, name),
  );
}
