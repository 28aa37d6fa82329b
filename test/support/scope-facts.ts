import { readFileSync } from 'node:fs';
import type { Access } from '../../src/simulator/contract/access.js';
import type { Operation } from '../../src/simulator/contract/operation.js';
import { projectFile } from './project-file.js';

/** What a vendor's pages say about who may call an operation; a part that is missing is not documented. */
export interface ScopeFact {
  /** No token is needed. */
  readonly open?: true;
  /** Only these scopes. */
  readonly allow?: readonly string[];
  /** Not these scopes. */
  readonly deny?: readonly string[];
  /** Names of the conditions of the caller's account. */
  readonly conditions?: readonly string[];
}

/**
 * The documented access rules of a vendor, by `METHOD /path` below its mount. They are data taken from the vendor's pages,
 * not generated from the code, so that a test can compare the two.
 */
export function readScopeFacts(contract: string): Readonly<Record<string, ScopeFact>> {
  return JSON.parse(readFileSync(projectFile(`test/facts/${contract}.json`), 'utf8'));
}

/** The key of an operation in the facts. */
export function factKey({ method, url }: Operation): string {
  return `${method} ${url.replace(/:(\w+)/g, '{$1}')}`;
}

/** The part of an operation's declared access that the vendor documents, in the form of the facts. */
export function documentedAccess({ open, allow, deny, conditions }: Access): ScopeFact {
  const documented = conditions.filter(({ evidence }) => evidence === 'documented');
  return {
    ...(open && { open }),
    ...(allow && { allow: [...allow].sort() }),
    ...(deny && { deny: [...deny].sort() }),
    ...(documented.length > 0 && { conditions: documented.map(({ name }) => name).sort() }),
  };
}

/** A fact in the order in which `documentedAccess` has it. */
export function sortFact({ open, allow, deny, conditions }: ScopeFact): ScopeFact {
  return {
    ...(open && { open }),
    ...(allow && { allow: [...allow].sort() }),
    ...(deny && { deny: [...deny].sort() }),
    ...(conditions && { conditions: [...conditions].sort() }),
  };
}

/** True when the documented rules refuse a token with these scopes. */
export function isDenied({ allow, deny = [] }: ScopeFact, scopes: readonly string[]): boolean {
  const isAllowed = !allow || scopes.some((scope) => allow.includes(scope));
  return !isAllowed || scopes.some((scope) => deny.includes(scope));
}

/** The accounts with their own personas. */
export const accounts = [
  'NORTHSTAR-ISD',
  'METRO-TRANSIT',
  'HARBOR-PLTE',
  'SUMMIT-WBU',
  'ATLAS-ASB',
] as const;

/** The accounts that break each condition, for a user of the account itself who reads its own group. */
const breakingAccounts: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(projectFile('test/facts/conditions.json'), 'utf8'),
);

/** Those of the conditions that an account breaks. */
export function brokenConditions(conditions: readonly string[], account: string): string[] {
  return conditions.filter((condition) => breakingAccounts[condition]?.includes(account));
}

/** The first account that breaks none of an operation's conditions. */
export function suitableAccount({ config }: Operation): string {
  const names = config.access.conditions.map(({ name }) => name);
  const found = accounts.find((account) => brokenConditions(names, account).length === 0);
  return found ?? accounts[0];
}
