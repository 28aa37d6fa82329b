import type { AccountKind, Corp, Label } from '../../schemas/kajeet/corps.js';
import { organisationPath, organisations } from '../world/world.js';

const kinds: Readonly<Record<string, readonly AccountKind[]>> = {
  'NORTHSTAR-ISD': ['choice'],
  'METRO-TRANSIT': ['enterprise'],
  'HARBOR-PLTE': ['plte'],
  'SUMMIT-WBU': ['wbu'],
  'ATLAS-ASB': ['asb', 'enterprise'],
};

/** Every organisation as a corp. */
export function corps(): Corp[] {
  return organisations.map(({ id, name, parent, timeZone }) => {
    const path = organisationPath(id).map((each) => each.id);
    return {
      corpId: id,
      description: name,
      parentCorpId: parent ?? null,
      path,
      kinds: kinds[path[0] ?? ''] ?? [],
      timeZone,
    };
  });
}

const northstarLabels: readonly [number, string, string][] = [
  [11, 'Route East', 'Bus route'],
  [12, 'Route North', 'Bus route'],
  [14, 'Route South', 'Bus route'],
  [18, 'Special Education', 'Programme'],
  [21, 'Chromebook Cart', 'Use'],
  [22, 'Take Home', 'Use'],
  [25, 'Loaner', 'Use'],
];

/** The labels of the school district; 12 and 18 are the ones in the vendor's example. */
export function labels(): Label[] {
  return northstarLabels.map(([id, name, category]) => ({
    id,
    name,
    category,
    corpId: 'NORTHSTAR-ISD',
  }));
}

/** What devices show when their account has stored nothing else. */
export const accountMessages = {
  deviceStatus: 'This device is managed by your organisation. Contact your administrator for help.',
  lostStolen: 'This device was reported lost or stolen. Please call the number on its label.',
};
