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

/** The declared parameters among the names of a query. */
export function declaredNames({ schema }: Operation, names: string): string[] {
  const sent = parseQuery(names, '&', '=', { maxKeys: 0 });
  return Object.keys(schema.querystring?.properties ?? {}).filter((name) =>
    Object.hasOwn(sent, name),
  );
}
