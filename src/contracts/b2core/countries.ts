import { Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { nothing } from '../../../schemas/answers.js';
import {
  CountriesQuery,
  Country,
  CountryInput,
  type CountryOwn,
  CountryParams,
  CountryUpdate,
} from '../../../schemas/b2core/countries.js';
import { acceptLanguage } from '../../../schemas/b2core/values.js';
import { ref } from '../../../schemas/evidence.js';
import { anyScope } from '../../simulator/access.js';
import { known, type Operation, operation, type SentRequest } from '../../simulator/contract.js';
import { type Fault, notFound } from '../../simulator/problem.js';
import type { Stored } from '../../store/collection.js';
import type { Sandbox } from '../../store/sandbox.js';
import { countries as collection, regions } from './collections.js';
import { page } from './evidence.js';
import { newId, timeOf } from './identifiers.js';
import { translated } from './languages.js';
import { anyCase, type Listing, list, unknownParameters } from './lists.js';

const evidence = page('countries');

const listing: Listing<Country, CountryOwn> = {
  of: collection,
  sorts: { countryId: 'key', countryID: 'key' },
  filters: { countryName: anyCase('countryName') },
};

/** Codes that no two countries share. */
const unique = ['alpha2Code', 'alpha3Code', 'numericCode'] as const;

/** Countries. */
export const countries: readonly Operation[] = [
  operation({
    method: 'GET',
    url: '/countries',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      headers: acceptLanguage,
      operationId: 'listCountries',
      summary: 'List countries',
      querystring: CountriesQuery,
      response: { 200: Type.Array(ref(Country), { description: 'The countries' }) },
    },
    check: unknownParameters,
    handler: (request) => list(request, listing).map((country) => translated(request, country)),
  }),
  operation({
    method: 'GET',
    url: '/countries/:countryId',
    config: { access: anyScope, evidence, effect: 'read' },
    schema: {
      headers: acceptLanguage,
      operationId: 'getCountry',
      summary: 'Read a country',
      params: CountryParams,
      response: { 200: ref(Country) },
    },
    handler: (request) => translated(request, countryAt(request.sandbox, request.params.countryId)),
  }),
  operation({
    method: 'POST',
    url: '/countries',
    config: { access: anyScope, evidence, effect: 'change' },
    schema: {
      operationId: 'createCountry',
      summary: 'Add a country',
      body: ref(CountryInput),
      response: { 201: ref(Country) },
    },
    check: countryBodyFaults,
    handler({ sandbox, body }) {
      const { countryName, alpha2Code, alpha3Code, numericCode } = body;
      const now = timeOf(sandbox);
      const country: Country = {
        countryId: newId(sandbox),
        countryName,
        alpha2Code,
        alpha3Code,
        numericCode,
        ...region(sandbox, body.geographicRegionNumericCode ?? null),
        createTime: now,
        updateTime: now,
      };
      sandbox.documents(collection).insert(country, {});
      return country;
    },
  }),
  ...(['PUT', 'PATCH'] as const).map((method) =>
    operation({
      method,
      url: '/countries/:countryId',
      config: { access: anyScope, evidence, effect: 'change' },
      schema: {
        headers: acceptLanguage,
        operationId: method === 'PUT' ? 'updateCountry' : 'patchCountry',
        summary: 'Change a country',
        description:
          'Changes what is sent and leaves the rest, by either method. Profiles are bound to the numeric code: with another one they show no country.',
        params: CountryParams,
        body: ref(CountryUpdate),
        response: { 200: ref(Country) },
      },
      check: countryBodyFaults,
      handler(request) {
        const { sandbox, params, body } = request;
        const before = countryAt(sandbox, params.countryId);
        const changed = written(sandbox, before, body);
        sandbox.documents(collection).put(changed.wire, changed.own);
        return translated(request, changed);
      },
    }),
  ),
  operation({
    method: 'DELETE',
    url: '/countries/:countryId',
    config: { access: anyScope, evidence, effect: 'destroy' },
    schema: {
      operationId: 'deleteCountry',
      summary: 'Delete a country',
      description:
        'Deletes a country. Profiles keep its numeric code, and show no country for it any more.',
      params: CountryParams,
      response: { 204: nothing },
    },
    handler({ sandbox, params }) {
      countryAt(sandbox, params.countryId);
      sandbox.documents(collection).remove(params.countryId);
    },
  }),
];

/** The country of a numeric code, in the language that the request accepts; null when there is none. */
export function countryOf(
  request: Pick<FastifyRequest, 'sandbox' | 'headers'>,
  numericCode: string | null,
): Country | null {
  const found = numericCode === null ? undefined : withCode(request.sandbox, numericCode);
  return found ? translated(request, found) : null;
}

/** The fault of a numeric code that no country has. */
export function countryFaults(sandbox: Sandbox, code: unknown, at: string): Fault[] {
  if (typeof code !== 'string' || withCode(sandbox, code)) return [];
  const message = `must be the numeric code of a country that there is, not ${JSON.stringify(code)}`;
  return [{ in: 'body', at, message }];
}

function withCode(sandbox: Sandbox, numericCode: string): Stored<Country, CountryOwn> | undefined {
  return sandbox.documents(collection).first({ where: { numericCode } });
}

function countryAt(sandbox: Sandbox, countryId: string): Stored<Country, CountryOwn> {
  const found = sandbox.documents(collection).get(countryId);
  if (!found) throw notFound(`There is no country ${countryId}`);
  return found;
}

/** A country with what was sent in place of what it had. */
function written(
  sandbox: Sandbox,
  { wire, own }: Stored<Country, CountryOwn>,
  sent: Partial<Country>,
): Stored<Country, CountryOwn> {
  const given = known(CountryUpdate, sent);
  if (Object.keys(given).length === 0) return { wire, own };
  const changed: Country = { ...wire, ...given, updateTime: timeOf(sandbox) };
  const place = region(sandbox, changed.geographicRegionNumericCode);
  return { wire: { ...changed, ...place }, own };
}

/** What a country says of its region. */
function region(sandbox: Sandbox, geographicRegionNumericCode: string | null) {
  const found = geographicRegionNumericCode && regionWith(sandbox, geographicRegionNumericCode);
  return { geographicRegionNumericCode, geographicRegionName: found ? found.regionName : null };
}

function regionWith(sandbox: Sandbox, numericCode: string) {
  return sandbox.documents(regions).first({ where: { numericCode } })?.wire;
}

/** Codes that another country has, and a region that there is none of. */
function countryBodyFaults({ sandbox, params, body }: SentRequest): Fault[] {
  const { countryId } = params as { countryId?: string };
  const taken = unique.flatMap((name) => {
    const code = body[name];
    if (typeof code !== 'string') return [];
    const other = sandbox.documents(collection).first({ where: { [name]: code } })?.wire;
    const message = `must be a code that is free; ${code} is that of ${other?.countryName}`;
    return other && other.countryId !== countryId
      ? [{ in: 'body' as const, at: `/${name}`, message }]
      : [];
  });
  const code = body.geographicRegionNumericCode;
  if (typeof code !== 'string' || regionWith(sandbox, code)) return taken;
  const message = `must be the UN M49 code of a region, such as 021, not ${JSON.stringify(code)}`;
  return [...taken, { in: 'body', at: '/geographicRegionNumericCode', message }];
}
