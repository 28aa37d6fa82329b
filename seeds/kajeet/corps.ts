import type { AccountKind, Corp } from '../../schemas/kajeet/corps.js';
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

/** The corps, one for every organisation. */
export function corps(): Corp[] {
  return organisations.map(({ id, name, parent, timeZone }) => {
    const path = organisationPath(id).map((organisation) => organisation.id);
    return {
      corpId: id,
      description: name,
      parentCorpId: parent ?? null,
      path,
      kinds: kindsOf(path[0] ?? ''),
      timeZone,
    };
  });
}
