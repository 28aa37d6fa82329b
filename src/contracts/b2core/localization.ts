import type { FastifyRequest } from 'fastify';
import countries, { type LocaleData } from 'i18n-iso-countries/index.js';
import Negotiator from 'negotiator';
import type { Country, CountryInternal } from '../../../schemas/b2core/countries.js';
import { seededLanguage } from '../../../seeds/b2core/index.js';
import { BoundedCache } from '../../lib/bounded-cache.js';
import { loadPackageFile } from '../../lib/package-files.js';
import type { StoredDocument } from '../../store/documents/collection.js';

/** The language of stored names. Other languages are loaded when a request first accepts them. */
const defaultLanguage = seededLanguage;
const languages = [
  defaultLanguage,
  ...countries.getSupportedLanguages().filter((language) => language !== defaultLanguage),
];

/** Further languages of a header are ignored: each is compared with every known language. Browsers send fewer than ten. */
const maxAcceptedLanguages = 50;

/** The language of each header, because a list asks for it once per country. */
const languageCache = new BoundedCache<string>(100);

/** A country with its name in the language that the request prefers, if the library knows that name. */
export function localize(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { wire, internal }: StoredDocument<Country, CountryInternal>,
): Country {
  const language = languageOf(headers['accept-language']);
  if (language === defaultLanguage || wire.countryName !== internal.libraryName) return wire;
  const countryName = countries.getName(wire.alpha2Code, language) ?? wire.countryName;
  return { ...wire, countryName };
}

function languageOf(accepted: string | undefined): string {
  if (accepted === undefined) return defaultLanguage;
  const considered = accepted.split(',', maxAcceptedLanguages).join(',');
  return languageCache.getOrCompute(considered, () => negotiateLanguage(considered));
}

function negotiateLanguage(accepted: string): string {
  const language =
    new Negotiator({ headers: { 'accept-language': accepted } }).language(languages) ??
    defaultLanguage;
  if (language !== defaultLanguage && !countries.langs().includes(language)) {
    countries.registerLocale(
      loadPackageFile<LocaleData>(`i18n-iso-countries/langs/${language}.json`),
    );
  }
  return language;
}
