import type { AccountFlag, AccountKind, Corp, Feature } from '../../schemas/kajeet/corps.js';
import { organisationPath, organisations } from '../world/world.js';

/** The kinds of an account. */
export function kindsOf(account: string): readonly AccountKind[] {
  return kindsByAccount[account] ?? [];
}

const kindsByAccount: Readonly<Record<string, readonly AccountKind[]>> = {
  'NORTHSTAR-ISD': ['choice'],
  'METRO-TRANSIT': ['enterprise'],
  'HARBOR-PLTE': ['plte'],
  'SUMMIT-WBU': ['wbu'],
  'ATLAS-ASB': ['asb', 'enterprise'],
};

/** Flags that are off, so that the refusals of the operations that depend on them can be seen. */
const flagsOffByAccount: Readonly<Record<string, readonly AccountFlag[]>> = {
  'METRO-TRANSIT': ['showCumulativeBalance'],
  'HARBOR-PLTE': ['kemp', 'eSim'],
  'SUMMIT-WBU': ['manageBuckets'],
};

/** The features of groups that do not have all. */
const featuresByCorp: Readonly<Record<string, readonly Feature[]>> = {
  'NORTHSTAR-ELEM': ['ACCOUNT_SETTINGS', 'DASHBOARD', 'DEVICES'],
  'NORTHSTAR-BUS': ['ACTIVATION', 'DASHBOARD', 'DEVICES'],
  'NORTHSTAR-SPARE': ['ACTIVATION', 'DEVICES'],
  'ATLAS-EAST': ['ACTIVATION', 'DASHBOARD', 'DEVICES'],
};

/** The corps, one for every organisation. */
export function corps(): Corp[] {
  return organisations.map(({ id, name, parent, timeZone, street, city, state, zip }) => {
    const path = organisationPath(id).map((organisation) => organisation.id);
    return {
      corpId: id,
      description: name,
      parentCorpId: parent ?? null,
      path,
      kinds: kindsOf(path[0] ?? ''),
      timeZone,
      street,
      city,
      state,
      zip,
      ...(featuresByCorp[id] && { features: featuresByCorp[id] }),
      ...(flagsOffByAccount[id] && { flagsOff: flagsOffByAccount[id] }),
    };
  });
}
