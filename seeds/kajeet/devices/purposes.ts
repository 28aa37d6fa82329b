import { mainOrganisation, type Organisation } from '../../world/world.js';
import { crews, freight, terminal, transit } from './business-purposes.js';
import { newSchool } from './new-school-purposes.js';
import { type Purpose, repeat } from './purpose.js';
import { buses, districtOffice, elementarySchool, highSchool } from './school-purposes.js';

/** What each organisation uses its devices for. */
const purposesByOrganisation: Readonly<Record<string, readonly Purpose[]>> = {
  'NORTHSTAR-ISD': districtOffice,
  'NORTHSTAR-HIGH': highSchool,
  'NORTHSTAR-ELEM': elementarySchool,
  'NORTHSTAR-BUS': buses,
  'METRO-TRANSIT': transit,
  'HARBOR-PLTE': terminal,
  'SUMMIT-WBU': crews,
  'ATLAS-ASB': freight(4200),
  'ATLAS-EAST': freight(7300),
};

const weightedPurposes = new Map(
  Object.entries(purposesByOrganisation).map(([id, purposes]) => [id, repeat(purposes)]),
);

/** The purposes of the devices of an organisation, each as often as its share says. */
export function purposesOf({ id }: Organisation): readonly Purpose[] {
  // A device group without seeded devices may get some later.
  return weightedPurposes.get(id) ?? weightedPurposes.get(mainOrganisation) ?? [];
}

/** The purposes in a device group of the school district that is not seeded, each as often as its share says. */
export const newSchoolPurposes: readonly Purpose[] = repeat(newSchool);
