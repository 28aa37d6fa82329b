import { crews, freight, terminal, transit } from './business-purposes.js';
import type { Purpose } from './purpose.js';
import { buses, districtOffice, elementarySchool, highSchool } from './school-purposes.js';

/** What each organisation uses its devices for. */
export const purposesByOrganisation: Readonly<Record<string, readonly Purpose[]>> = {
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
