import { Type } from '@sinclair/typebox';
import type { FastifyRequest } from 'fastify';
import { ref } from '../../../../schemas/annotations.js';
import {
  CountriesQuery,
  Country,
  CountryInput,
  type CountryOwn,
  CountryParams,
  CountryUpdate,
} from '../../../../schemas/b2core/countries.js';
import { acceptLanguage } from '../../../../schemas/b2core/values.js';
import { noContent } from '../../../../schemas/responses.js';
import { anyScope } from '../../../simulator/contract/access.js';
import {
  type Operation,
  operation,
  pickDeclared,
  type UnvalidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, notFound } from '../../../simulator/contract/problem.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { countries as collection, regions } from '../collections.js';
import { referencePage } from '../evidence.js';
import { newId, timestamp } from '../identifiers.js';
import {
  caseInsensitiveFilter,
  type ListSpec,
  queryList,
  rejectUnknownParameters,
} from '../lists.js';
import { localize } from '../localization.js';

const evidence = referencePage('countries');

const listing: ListSpec<Country, CountryOwn> = {
  of: collection,
  sorts: { countryId: 'key', countryID: 'key' },
  filters: { countryName: caseInsensitiveFilter('countryName') },
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
    check: rejectUnknownParameters,
    handler: (request) => queryList(request, listing).map((country) => localize(request, country)),
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
    handler: (request) =>
      localize(request, requireCountry(request.sandbox, request.params.countryId)),
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
      const now = timestamp(sandbox);
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
        const before = requireCountry(sandbox, params.countryId);
        const changed = withChanges(sandbox, before, body);
        sandbox.documents(collection).upsert(changed.wire, changed.internal);
        return localize(request, changed);
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
      response: { 204: noContent },
    },
    handler({ sandbox, params }) {
      requireCountry(sandbox, params.countryId);
      sandbox.documents(collection).delete(params.countryId);
    },
  }),
];

/** The country of a numeric code, in the language that the request accepts; null when there is none. */
export function countryOf(
  request: Pick<FastifyRequest, 'sandbox' | 'headers'>,
  numericCode: string | null,
): Country | null {
  const found = numericCode === null ? undefined : withCode(request.sandbox, numericCode);
  return found ? localize(request, found) : null;
}

/** The fault of a numeric code that no country has. */
export function validateCountryCode(sandbox: Sandbox, code: unknown, at: string): FieldError[] {
  if (typeof code !== 'string' || withCode(sandbox, code)) return [];
  const message = `must be the numeric code of a country that there is, not ${JSON.stringify(code)}`;
  return [{ in: 'body', at, message }];
}

function withCode(
  sandbox: Sandbox,
  numericCode: string,
): StoredDocument<Country, CountryOwn> | undefined {
  return sandbox.documents(collection).findOne({ where: { numericCode } });
}

function requireCountry(sandbox: Sandbox, countryId: string): StoredDocument<Country, CountryOwn> {
  const found = sandbox.documents(collection).get(countryId);
  if (!found) throw notFound(`There is no country ${countryId}`);
  return found;
}

/** A country with what was sent in place of what it had. */
function withChanges(
  sandbox: Sandbox,
  { wire, internal }: StoredDocument<Country, CountryOwn>,
  sent: Partial<Country>,
): StoredDocument<Country, CountryOwn> {
  const given = pickDeclared(CountryUpdate, sent);
  if (Object.keys(given).length === 0) return { wire, internal };
  const changed: Country = { ...wire, ...given, updateTime: timestamp(sandbox) };
  const place = region(sandbox, changed.geographicRegionNumericCode);
  return { wire: { ...changed, ...place }, internal };
}

/** What a country says of its region. */
function region(sandbox: Sandbox, geographicRegionNumericCode: string | null) {
  const found = geographicRegionNumericCode && regionWith(sandbox, geographicRegionNumericCode);
  return { geographicRegionNumericCode, geographicRegionName: found ? found.regionName : null };
}

function regionWith(sandbox: Sandbox, numericCode: string) {
  return sandbox.documents(regions).findOne({ where: { numericCode } })?.wire;
}

/** Codes that another country has, and a region that there is none of. */
function countryBodyFaults({ sandbox, params, body }: UnvalidatedRequest): FieldError[] {
  const { countryId } = params as { countryId?: string };
  const taken = unique.flatMap((name) => {
    const code = body[name];
    if (typeof code !== 'string') return [];
    const other = sandbox.documents(collection).findOne({ where: { [name]: code } })?.wire;
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
