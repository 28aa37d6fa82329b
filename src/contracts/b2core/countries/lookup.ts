import type { FastifyRequest } from 'fastify';
import type { Country, CountryInternal, Region } from '../../../../schemas/b2core/countries.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import type { StoredDocument } from '../../../store/documents/collection.js';
import type { Sandbox } from '../../../store/sandbox/sandbox.js';
import { countries, regions } from '../collections.js';
import { localize } from '../localization.js';

/** The country with a numeric code, in the language that the request accepts; null when there is none. */
export function countryOf(
  request: Pick<FastifyRequest, 'sandbox' | 'headers'>,
  numericCode: string | null,
): Country | null {
  const found = numericCode === null ? undefined : findCountry(request.sandbox, numericCode);
  return found ? localize(request, found) : null;
}

/** Reports a numeric code that no country has; `at` is its JSON pointer in the body. */
export function validateCountryCode(sandbox: Sandbox, code: unknown, at: string): FieldError[] {
  if (typeof code !== 'string' || findCountry(sandbox, code)) return [];
  const message = `must be the numeric code of an existing country, not ${JSON.stringify(code)}`;
  return [{ in: 'body', at, message }];
}

/** The region with a numeric code. */
export function findRegion(sandbox: Sandbox, numericCode: string): Region | undefined {
  return sandbox.documents(regions).findOne({ where: { numericCode } })?.wire;
}

function findCountry(
  sandbox: Sandbox,
  numericCode: string,
): StoredDocument<Country, CountryInternal> | undefined {
  return sandbox.documents(countries).findOne({ where: { numericCode } });
}
