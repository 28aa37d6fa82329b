import {
  CountriesQuery,
  Country,
  CountryInput,
  CountryParams,
  CountryUpdate,
} from '../../../../schemas/b2core/countries.js';
import { acceptLanguage } from '../../../../schemas/b2core/values.js';
import type { Operation, UnvalidatedRequest } from '../../../simulator/contract/operation.js';
import { type FieldError, fieldError } from '../../../simulator/contract/problem.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { countries as collection } from '../collections.js';
import { referencePage } from '../evidence.js';
import { localize } from '../localization.js';
import { caseInsensitiveFilter } from '../resources/lists.js';
import { resource } from '../resources/resource.js';
import { findRegion } from './lookup.js';

const country = resource({
  collection,
  url: '/countries',
  id: 'countryId',
  nouns: ['country', 'countries'],
  params: CountryParams,
  model: Country,
  evidence: referencePage('countries'),
  sorts: { countryID: 'key' },
  filters: { countryName: caseInsensitiveFilter('countryName') },
  present: localize,
  validate: validateCountry,
  derive: withRegionName,
});

/** Countries. */
export const countries: readonly Operation[] = [
  country.list({
    headers: acceptLanguage,
    operationId: 'listCountries',
    summary: 'List countries',
    querystring: CountriesQuery,
  }),
  country.read({
    headers: acceptLanguage,
    operationId: 'getCountry',
    summary: 'Read a country',
  }),
  country.create({
    operationId: 'createCountry',
    summary: 'Add a country',
    body: CountryInput,
    create({ body }, { id, ...times }) {
      const { countryName, alpha2Code, alpha3Code, numericCode } = body;
      return {
        countryId: id,
        countryName,
        alpha2Code,
        alpha3Code,
        numericCode,
        geographicRegionNumericCode: body.geographicRegionNumericCode ?? null,
        geographicRegionName: null,
        ...times,
      };
    },
  }),
  ...country.update({
    headers: acceptLanguage,
    operationIds: { PUT: 'updateCountry', PATCH: 'patchCountry' },
    summary: 'Change a country',
    description:
      'Changes the fields that are sent and keeps the others, by either method. Profiles refer to the numeric code: when it changes, they show no country.',
    body: CountryUpdate,
  }),
  country.delete({
    operationId: 'deleteCountry',
    summary: 'Delete a country',
    description: 'Deletes a country. Profiles keep its numeric code and show no country.',
  }),
];

/** Codes that no two countries share. */
const uniqueCodes = ['alpha2Code', 'alpha3Code', 'numericCode'] as const;

function withRegionName(item: Country, sandbox: Sandbox): Country {
  const code = item.geographicRegionNumericCode;
  const region = code === null ? undefined : findRegion(sandbox, code);
  return { ...item, geographicRegionName: region?.regionName ?? null };
}

/** Reports codes that another country has, and an unknown region. */
function validateCountry(request: UnvalidatedRequest, before: Country | undefined): FieldError[] {
  const { sandbox, body } = request;
  const region = body.geographicRegionNumericCode;
  const duplicates = uniqueCodes.flatMap((name) => {
    const code = body[name];
    if (typeof code !== 'string') return [];
    const other = sandbox.documents(collection).findOne({ where: { [name]: code } })?.wire;
    if (!other || other.countryId === before?.countryId) return [];
    return fieldError(name, `must be an unused code; ${code} belongs to ${other.countryName}`);
  });
  if (typeof region !== 'string' || findRegion(sandbox, region)) return duplicates;
  const message = `must be the UN M49 code of a region, such as 021, not ${JSON.stringify(region)}`;
  return [...duplicates, ...fieldError('geographicRegionNumericCode', message)];
}
